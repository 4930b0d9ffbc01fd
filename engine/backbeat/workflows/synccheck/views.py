"""The moments of a video that a sync report shows: pictures, and the curves around them."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
from PIL import Image

from backbeat.errors import MediaError
from backbeat.media.pictures import BT709, LIMITED_RANGE, PictureFile, SmallPicture
from backbeat.sync.lips.judging import STATED, Seen, Window
from backbeat.sync.lips.movement import STEP_S
from backbeat.sync.lips.page import Moment
from backbeat.sync.lips.reporting import JudgedShot
from backbeat.workflows.synccheck.measuring import Measured
from backbeat.workflows.synccheck.voice import Voice

Float64s = npt.NDArray[np.float64]

_MOST, _AROUND_S = 4, 2.0
_SIDE, _DECODED = 400, 1920
"""Pixels of the longer side of a picture on the page, and of what it is cut out of."""
_WIDER = 0.75
"""Half the side of the square around a face, in the longer side of its box."""
_QUALITY = 78
_FULL_RANGE = 2
_OPENING = 0
"""The inner opening, among the lip features."""


@dataclass(frozen=True, eq=False)
class _Place:
    """A window of a shot that is worth a look, and how much."""

    shot: JudgedShot
    window: Window
    worth: float


def views_of(measured: Measured) -> list[Moment]:
    """The moments to show: where the offset is longest, else where it is least sure."""
    if measured.voice is None:
        return []
    places = sorted(_places(measured), key=lambda place: -place.worth)
    moments: list[Moment] = []
    faces: list[int] = []
    for place in places:
        if len(moments) == _MOST:
            break
        moment = _moment(measured, measured.voice, place)
        if moment is not None and all(
            abs(moment.time_s - other.time_s) > _AROUND_S for other in moments
        ):
            moments.append(moment)
            faces.append(place.shot.face)
    pictures = _pictures(measured, moments, faces)
    return [
        Moment(m.time_s, m.note, picture, m.from_s, m.lips, m.voice, m.moved)
        for m, picture in zip(moments, pictures, strict=True)
    ]


def _places(measured: Measured) -> list[_Place]:
    found = []
    for shot in measured.shots:
        stated = shot.judgement.verdict in STATED
        for window in shot.judgement.windows:
            if window.match is None:
                continue
            late = abs(window.match.offset_s)
            worth = 1 + late * window.confidence if stated else 1 - window.confidence
            found.append(_Place(shot, window, worth))
    return found


def _moment(measured: Measured, voice: Voice, place: _Place) -> Moment | None:
    """The instant in a window at which lips and voice, as it is heard, differ most."""
    seen: Seen = measured.lips[place.shot.face]
    expected = voice.expected.lips[:, _OPENING]
    first, last = round(place.window.start_s / STEP_S), round(place.window.end_s / STEP_S)
    last = min(last, len(expected), seen.last)
    if last - first < 10:
        return None
    apart = np.abs(
        _scaled(seen.lips[seen.part(first, last), _OPENING]) - _scaled(expected[first:last])
    )
    apart[~seen.visible[seen.part(first, last)]] = -1.0
    at = first + int(apart.argmax())
    begin = max(first, min(at - round(_AROUND_S / STEP_S), last - round(2 * _AROUND_S / STEP_S)))
    end = min(last, begin + round(2 * _AROUND_S / STEP_S))
    match = place.shot.judgement.match
    stated = place.shot.judgement.verdict in STATED
    steps = round(match.offset_s / STEP_S) if match is not None and stated else None
    shown = seen.part(begin, end)
    lips = np.where(seen.visible[shown], _scaled(seen.lips[shown, _OPENING]), np.nan)
    return Moment(
        time_s=at * STEP_S,
        note=_note(place),
        picture=b"",
        from_s=begin * STEP_S,
        lips=lips,
        voice=_scaled(_taken(expected, begin, end)),
        moved=None if steps is None else _scaled(_taken(expected, begin + steps, end + steps)),
    )


def _note(place: _Place) -> str:
    match = place.window.match
    if match is None or place.window.confidence < 0.5:
        return f"Face {place.shot.face}: no sure match here."
    offset = match.offset_s * 1000
    side = "late" if offset > 0 else "early"
    return f"Face {place.shot.face}: the sound is {abs(offset):.0f} ms {side} here."


def _taken(curve: Float64s, begin: int, end: int) -> Float64s:
    """Steps `begin` to `end`, NaN where there are none."""
    result = np.full(end - begin, np.nan)
    low, high = max(0, begin), min(len(curve), end)
    if high > low:
        result[low - begin : high - begin] = curve[low:high]
    return result


def _scaled(curve: Float64s) -> Float64s:
    deviation = float(np.nanstd(curve)) if np.isfinite(curve).any() else 0.0
    return curve / deviation if deviation > 1e-9 else curve


def _pictures(measured: Measured, moments: list[Moment], faces: list[int]) -> list[bytes]:
    """JPEGs of the faces at moments; empty where the video cannot be read there."""
    made = dict.fromkeys((moment.time_s for moment in moments), b"")
    path = measured.faces.path
    with contextlib.suppress(MediaError), PictureFile(path, _DECODED, _DECODED) as file:
        for moment, face in sorted(zip(moments, faces, strict=True), key=lambda one: one[0].time_s):
            picture = image_of(file.at(Fraction(moment.time_s)))
            made[moment.time_s] = _jpeg(picture.crop(_around(measured, face, moment, picture)))
    return [made[moment.time_s] for moment in moments]


def _around(
    measured: Measured, number: int, moment: Moment, picture: Image.Image
) -> tuple[int, int, int, int]:
    """A square around the face, in pixels of the picture."""
    track = next(track for track in measured.faces.tracks if track.number == number)
    at = int(np.abs(track.times_s - moment.time_s).argmin())
    scale = picture.width / measured.faces.width
    left, top, right, bottom = (float(side) * scale for side in track.boxes[at])
    half = min(max(right - left, bottom - top) * _WIDER, picture.width / 2, picture.height / 2)
    x = min(max((left + right) / 2, half), picture.width - half)
    y = min(max((top + bottom) / 2, half), picture.height - half)
    return round(x - half), round(y - half), round(x + half), round(y + half)


def image_of(picture: SmallPicture) -> Image.Image:
    """A picture in red, green and blue."""
    planes = np.concatenate([picture.luma.ravel(), picture.blue.ravel(), picture.red.ravel()])
    shaped = planes.reshape(picture.height * 3 // 2, picture.width)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(shaped), format="yuv420p")
    frame.colorspace, frame.color_range = BT709, LIMITED_RANGE
    return Image.fromarray(frame.reformat(format="rgb24", dst_color_range=_FULL_RANGE).to_ndarray())


def _jpeg(picture: Image.Image) -> bytes:
    picture.thumbnail((_SIDE, _SIDE))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()

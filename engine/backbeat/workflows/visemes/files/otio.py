"""Mouth shapes as markers on a clip of the recording, to look at, move and rename in an editor.

Each shape is a marker on the clip, as long as it is shown, called by the shape's name. `read` takes
the timeline back, with whatever was changed: a shape lasts until the next marker begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.errors import TimelineError
from backbeat.files import write_text
from backbeat.files.seal import MARK
from backbeat.footage.footage import Span
from backbeat.lipsync.changes.edited import GivenShape
from backbeat.lipsync.visemes.names import SETS, shape_set
from backbeat.media.probe import probe
from backbeat.timeline.document import load
from backbeat.timeline.frame_rate import timeline_rate
from backbeat.timeline.markers import KEYWORD, NAMESPACE, NOTE_PREFIX, is_by_backbeat
from backbeat.timeline.provenance import KEY
from backbeat.timeline.time import from_timecode, nearest_frame
from backbeat.timeline.urls import local_path
from backbeat.v1.speech_pb2 import Viseme, VisemeTrack
from backbeat.version import __version__

_START_TIMECODE = "01:00:00:00"
_TRACK_TYPES = {1: "Mono", 6: "5.1", 8: "7.1"}
"""DaVinci Resolve's, by channels; anything else is given as its first two."""
_COLORS = {"rest": "WHITE", "closed": "RED", "other": "CYAN"}


def write(track: VisemeTrack, target: Path) -> None:
    """Writes the timeline whole or not at all.

    Raises:
        MediaError: the recording cannot be read any more.
    """
    rate = Fraction(track.rate)
    frames = max(1, _frame(track.duration_s, rate))
    timeline = otio.schema.Timeline(Path(track.path).stem)
    timeline.global_start_time = _time(from_timecode(_START_TIMECODE, rate), rate)
    timeline.metadata["Resolve_OTIO"] = {"Resolve OTIO Meta Version": "1.0"}
    timeline.metadata[NAMESPACE] = {**_provenance(track), "method": track.method, KEY: MARK}
    timeline.tracks.append(_sound_track(track, rate, frames))
    write_text(target, otio.adapters.write_to_string(timeline, "otio_json", indent=4) + "\n")


def read(path: Path) -> VisemeTrack:
    """Mouth shapes from a timeline that `write` made, as they are in it now.

    Markers without a shape's name that Backbeat did not write are left alone, and so is everything
    else in the timeline.

    Raises:
        TimelineError: the file cannot be read, has no mouth shapes, or one has a name that is not
            in its set.
    """
    timeline, clip, set_name = _with_shapes(path)
    return _read_clip(path, timeline, clip, set_name)


@dataclass(frozen=True)
class EditedTrack:
    """Mouth shapes of a timeline, and which of them are a user's."""

    track: VisemeTrack
    """All of them, as `read` gives them."""
    shapes: tuple[GivenShape, ...]
    """Where a shape is shown that `write` did not put there; in order."""
    sha256: str
    """Digest of the recording that they were written for; empty where the timeline does not say."""


def read_edited(path: Path) -> EditedTrack:
    """What was edited in a timeline that `write` made: renamed, moved, added or deleted markers.

    Markers say where they were put, so that nothing needs to be heard again. Of those of earlier
    versions, which do not, only new names are seen.

    Raises:
        TimelineError: as `read`.
    """
    timeline, clip, set_name = _with_shapes(path)
    track = _read_clip(path, timeline, clip, set_name)
    rate = Fraction(track.rate)
    frames = max(1, _frame(track.duration_s, rate))
    now, before = [""] * frames, [""] * frames
    for viseme in track.visemes:
        first, after = _frame(viseme.start_s, rate), _frame(viseme.end_s, rate)
        now[first:after] = [viseme.name] * (min(after, frames) - first)
    for marker in clip.markers:
        if not _set_of(marker):
            continue
        first, after, name = _written(marker, clip, rate)
        first, after = max(0, first), min(after, frames)
        before[first:after] = [name] * (after - first)
    shapes = _differing(now, before, rate)
    digests = [
        str(one.metadata.get(NAMESPACE, {}).get("source_sha256", "")) for one in clip.markers
    ]
    return EditedTrack(track, tuple(shapes), next((one for one in digests if one), ""))


def _differing(now: list[str], before: list[str], rate: Fraction) -> list[GivenShape]:
    """Runs of pictures whose shape is another than it was written."""
    shapes: list[GivenShape] = []
    first = 0
    for picture in range(1, len(now) + 1):
        same = picture < len(now) and (now[picture], now[picture] != before[picture]) == (
            now[first],
            now[first] != before[first],
        )
        if same:
            continue
        if now[first] != before[first]:
            shapes.append(GivenShape(Span(float(first / rate), float(picture / rate)), now[first]))
        first = picture
    return shapes


def _with_shapes(path: Path) -> tuple[Any, Any, str]:
    """The timeline, its first clip with mouth shapes, and their set."""
    root = load(path).root
    timelines = [root] if isinstance(root, otio.schema.Timeline) else []
    for timeline in timelines:
        for clip in timeline.find_clips():
            sets = [name for marker in clip.markers if (name := _set_of(marker))]
            if sets:
                return timeline, clip, sets[0]
    raise TimelineError(
        f"{path} has no mouth shapes.", "Make it with `backbeat visemes SPEECH -o shapes.otio`."
    )


def _read_clip(path: Path, timeline: Any, clip: Any, set_name: str) -> VisemeTrack:
    _, rate, _ = timeline_rate(timeline)
    chosen = shape_set(set_name)
    origin = clip.source_range.start_time.to_seconds() if clip.source_range else 0.0
    duration = clip.duration().to_seconds()
    starts: dict[int, str] = {}
    for marker in sorted(clip.markers, key=lambda one: one.marked_range.start_time):
        if marker.name not in chosen.shapes:
            if not is_by_backbeat(marker):
                continue
            raise TimelineError(
                f"{path} has a mouth shape called {marker.name!r}.",
                f"The set {set_name} has: {', '.join(chosen.shapes)}.",
            )
        start_s = marker.marked_range.start_time.to_seconds() - origin
        starts[max(0, _frame(start_s, rate))] = marker.name
    made = VisemeTrack(duration_s=duration, set=set_name, rate=str(rate), method="edited")
    reference = clip.media_reference
    if isinstance(reference, otio.schema.ExternalReference):
        made.path = str(local_path(reference.target_url, path.parent) or "")
    # What nobody marked, at the start, is rest.
    starts.setdefault(0, chosen.shapes[0])
    edges = sorted(starts)
    ends = [*(min(float(edge / rate), duration) for edge in edges[1:]), duration]
    for start, end_s in zip(edges, ends, strict=True):
        start_s = float(start / rate)
        if end_s <= start_s:
            continue
        if made.visemes and made.visemes[-1].name == starts[start]:
            made.visemes[-1].end_s = end_s
        else:
            made.visemes.add(start_s=start_s, end_s=end_s, name=starts[start], confidence=1.0)
    for viseme in made.visemes:
        for blend, weight in chosen.weights.get(viseme.name, {}).items():
            viseme.blend_shapes.add(name=blend, weight=weight)
    return made


def _set_of(marker: Any) -> str:
    """The set of shapes that a marker of ours belongs to; empty for other markers."""
    own = marker.metadata.get(NAMESPACE, {})
    name = own.get("set", "") if hasattr(own, "get") else ""
    name = name or _noted(marker).get("set", "")
    return name if name in SETS else ""


def _noted(marker: Any) -> dict[str, str]:
    """What the note of a marker of ours says, which editors keep; empty for other markers."""
    resolve = marker.metadata.get("Resolve_OTIO", {})
    note = str(resolve.get("Note", "")) if hasattr(resolve, "get") else ""
    if not note.startswith(f"{NOTE_PREFIX}viseme="):
        return {}
    pairs = (part.partition("=") for part in note.removeprefix(NOTE_PREFIX).split(";"))
    return {key: value for key, _, value in pairs}


def _written(marker: Any, clip: Any, rate: Fraction) -> tuple[int, int, str]:
    """The first picture of a marker as it was written, the first after it, and its shape."""
    own = marker.metadata.get(NAMESPACE, {})
    own = {key: str(own[key]) for key in own} if hasattr(own, "keys") else {}
    told = {**_noted(marker), **own}
    name = told.get("viseme", "")
    first, length = told.get("at", ""), told.get("len", "")
    if first.isdecimal() and length.isdecimal():
        return int(first), int(first) + int(length), name
    origin = clip.source_range.start_time.to_seconds() if clip.source_range else 0.0
    start_s = marker.marked_range.start_time.to_seconds() - origin
    end_s = start_s + marker.marked_range.duration.to_seconds()
    return _frame(start_s, rate), _frame(end_s, rate), name


def _sound_track(track: VisemeTrack, rate: Fraction, frames: int) -> Any:
    info = probe(Path(track.path))
    channels = info.audio.channels if info.audio else 2
    kind = _TRACK_TYPES.get(channels, "Stereo")
    made = otio.schema.Track("Audio 1", kind=otio.schema.TrackKind.Audio)
    made.metadata["Resolve_OTIO"] = {"Audio Type": kind, "Locked": False, "SoloOn": False}
    whole = _range(0, frames, rate)
    path = Path(track.path).absolute()
    clip = otio.schema.Clip(path.name, otio.schema.ExternalReference(str(path), whole), whole)
    clip.media_reference.name = path.name
    sources = [
        {"Source Channel ID": number, "Source Track ID": 0}
        for number in range(channels if channels in _TRACK_TYPES else 2)
    ]
    clip.metadata["Resolve_OTIO"] = {"Channels": sources}
    clip.markers.extend(_marker(viseme, track, rate, frames) for viseme in track.visemes)
    made.append(clip)
    return made


def _marker(viseme: Viseme, track: VisemeTrack, rate: Fraction, frames: int) -> Any:
    shapes = shape_set(track.set)
    start = min(_frame(viseme.start_s, rate), frames - 1)
    length = max(1, min(_frame(viseme.end_s, rate), frames) - start)
    look = {shapes.shapes[0]: "rest", shapes.shapes[shapes.closed]: "closed"}
    # Where it was put, to tell later whether it was moved.
    place = {"at": start, "len": length}
    note = f"viseme={viseme.name};set={track.set};conf={viseme.confidence:.2f}"
    note += "".join(f";{key}={value}" for key, value in place.items())
    return otio.schema.Marker(
        name=viseme.name,
        color=_COLORS[look.get(viseme.name, "other")],
        marked_range=_range(start, length, rate),
        metadata={
            NAMESPACE: {
                **_provenance(track),
                "viseme": viseme.name,
                **place,
                "confidence": round(viseme.confidence, 4),
                "blend_shapes": {blend.name: blend.weight for blend in viseme.blend_shapes},
            },
            "Resolve_OTIO": {"Keywords": [KEYWORD], "Note": f"{NOTE_PREFIX}{note}"},
        },
        comment=viseme.name,
    )


def _provenance(track: VisemeTrack) -> dict[str, object]:
    return {
        "job": "visemes",
        "version": __version__,
        "set": track.set,
        "source_media": track.path,
        "source_sha256": track.sha256,
    }


def _frame(seconds: float, rate: Fraction) -> int:
    return int(nearest_frame(seconds, rate)[0])


def _time(frames: int, rate: Fraction) -> Any:
    return otio.opentime.RationalTime(frames, float(rate))


def _range(start: int, frames: int, rate: Fraction) -> Any:
    return otio.opentime.TimeRange(_time(start, rate), _time(frames, rate))

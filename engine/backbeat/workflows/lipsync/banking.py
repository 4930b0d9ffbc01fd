"""Looks at videos of a speaker for mouths to take other words from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces import Faces, FaceTrack
from backbeat.footage.faces.view import Square, view_of
from backbeat.footage.pictures import pictures_of
from backbeat.lipsync.bank.bank import Bank, Mouths, Seen, bank_of, mouths_of
from backbeat.lipsync.bank.hearing import Voice
from backbeat.lipsync.bank.squares import SIDE, points_in, square_of
from backbeat.media.decode import stream_audio
from backbeat.media.opening import opened
from backbeat.media.probe import probe
from backbeat.models.visemes import STEP_S
from backbeat.progress import SILENT, Progress
from backbeat.speech.spectrum import RATE
from backbeat.sync.lips.expected import Expected
from backbeat.sync.lips.judging import STATED, Judgement
from backbeat.sync.lips.movement import STEP_S as LIPS_STEP_S
from backbeat.sync.lips.offset import lip_offset
from backbeat.workflows.lipsync.hearing import speech_of
from backbeat.workflows.lipsync.voices import voice_of

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_MOST = 3000
"""Pictures in a bank: of about two minutes, in which all sounds were heard many times."""
_HEARD_S = 300.0
"""Of each video, what is heard and looked at."""
_BLOCK_S = 4.0
"""Pictures are left out by stretches, so that mouths go on from one another within them."""
_REPORT_EVERY = 25
_FITS = 0.25
"""Probability of a voice being that of a face, from which the face may be the speaker."""


@dataclass(frozen=True, eq=False)
class Source:
    """A video to take mouths from."""

    faces: Faces
    tracks: tuple[int, ...] = ()
    """Numbers of face tracks that are known to be the speaker's."""
    other_shots: bool = True
    """Whether in all other shots the face that the voice fits is the speaker's too."""
    around_s: float = 0.0
    """The moment around which a long video is looked at."""


@dataclass(frozen=True, eq=False)
class _Part:
    """The pictures of one face track that may be had."""

    clip: int
    track: FaceTrack
    rows: Ints
    """Which of the track's rows."""
    offset_s: float


@dataclass(frozen=True, eq=False)
class _Heard:
    """A video's own voice, from a moment on."""

    voice: Voice
    spoken: Bools
    start_s: float


def bank_from(sources: Sequence[Source], progress: Progress = SILENT) -> Bank:
    """Looks through videos for the mouths of a speaker.

    Args:
        sources: of which the first is the one that is changed.
        progress: may cancel.

    Raises:
        MediaError: a video cannot be read, or has no sound.
        CancelledError: the job was cancelled.
    """
    heard: list[_Heard] = []
    parts: list[_Part] = []
    for clip, source in enumerate(sources):
        part = progress.part(0.5 * clip / len(sources), 0.5 * (clip + 1) / len(sources))
        found = _heard(source, part)
        heard.append(found)
        parts += _parts_of(clip, source, found)
    kept, left_out = _thinned(parts, heard)
    mouths: list[Mouths] = []
    for clip, source in enumerate(sources):
        mine = [part for part in kept if part.clip == clip and len(part.rows)]
        part = progress.part(0.5 + 0.5 * clip / len(sources), 0.5 + 0.5 * (clip + 1) / len(sources))
        for one in _seen(source.faces, mine, part):
            track = next(own for own in mine if own.track.number == one.face)
            offset_s = track.offset_s - heard[clip].start_s
            mouths.append(mouths_of(one, heard[clip].voice, offset_s, heard[clip].spoken, STEP_S))
    if not mouths:
        mouths = [_none(heard[0].voice)]
    rate = float(sources[0].faces.rate)
    return bank_of(mouths, [one.voice for one in heard], 1 / rate, left_out)


def _heard(source: Source, progress: Progress) -> _Heard:
    """What is said in a video; nothing where it has no sound."""
    end_s = float(source.faces.times_s[-1]) + 1 / float(source.faces.rate)
    start_s = min(max(0.0, source.around_s - _HEARD_S / 2), max(0.0, end_s - _HEARD_S))
    path = source.faces.path
    if probe(path).audio is None:
        samples = np.zeros(round(min(end_s, _HEARD_S) * RATE), np.float32)
    else:
        samples = _samples(source, start_s, progress.part(0, 0.3))
    found = speech_of(samples, None, "", progress.part(0.3, 1))
    spoken = np.zeros(len(samples) * 50 // RATE + 1, np.bool_)
    for span in found.spoken:
        spoken[round(span.start_s / STEP_S) : round(span.end_s / STEP_S)] = True
    return _Heard(voice_of(found.speech), spoken, start_s)


def _samples(source: Source, start_s: float, progress: Progress) -> Float32s:
    first, after = round(start_s * RATE), round((start_s + _HEARD_S) * RATE)
    at, held = 0, []
    for block in stream_audio(source.faces.path, RATE, 1, progress=progress):
        held.append(block[max(0, first - at) : max(0, after - at), 0])
        at += len(block)
        if at >= after:
            break
    return np.concatenate(held)


def _parts_of(clip: int, source: Source, heard: _Heard) -> list[_Part]:
    """The face tracks of the speaker, and by how much the voice is late to each."""
    known = [track for track in source.faces.tracks if track.number in source.tracks]
    found = [(track, _judged(track, heard)) for track in known]
    if source.other_shots:
        found += _fitting(source, {track.shot for track in known}, heard)
    stated = [
        judgement.match.offset_s
        for _, judgement in found
        if judgement.match is not None and judgement.verdict in STATED
    ]
    # Where a shot does not tell, the others of the video do.
    usual_s = float(np.median(stated)) if stated else 0.0
    parts = []
    for track, judgement in found:
        match = judgement.match if judgement.verdict in STATED else None
        offset_s = usual_s if match is None else match.offset_s
        within = (track.times_s >= heard.start_s) & (track.times_s < heard.start_s + _HEARD_S)
        usable = track.seen & ~track.covered & within
        parts.append(_Part(clip, track, np.flatnonzero(usable), offset_s))
    return parts


def _fitting(source: Source, but: set[int], heard: _Heard) -> list[tuple[FaceTrack, Judgement]]:
    """In each shot, the face that the voice fits best, if it does; not in shots of `but`."""
    best: dict[int, tuple[FaceTrack, Judgement]] = {}
    for track in source.faces.tracks:
        if track.shot in but:
            continue
        judgement = _judged(track, heard)
        before = best.get(track.shot)
        if judgement.own >= _FITS and (before is None or judgement.own > before[1].own):
            best[track.shot] = (track, judgement)
    return list(best.values())


def _judged(track: FaceTrack, heard: _Heard) -> Judgement:
    expected = Expected(
        heard.voice.expected, np.zeros(len(heard.voice.expected)),
        "features" if heard.voice.by_model else "spectrum",
    )  # fmt: skip
    spoken = np.repeat(heard.spoken, round(STEP_S / LIPS_STEP_S))
    times_s = track.times_s - heard.start_s
    inside = (times_s >= 0) & (times_s < _HEARD_S)
    return lip_offset(
        times_s[inside], track.lips[inside], (track.seen & ~track.covered)[inside], expected,
        spoken=spoken,
    )  # fmt: skip


def _thinned(parts: list[_Part], heard: list[_Heard]) -> tuple[list[_Part], int]:
    """The stretches in which most is said, where there are more pictures than are needed."""
    total = sum(len(part.rows) for part in parts)
    if total <= _MOST:
        return parts, 0
    stretches: list[tuple[float, int, Ints]] = []
    for number, part in enumerate(parts):
        times_s = part.track.times_s[part.rows]
        blocks = ((times_s - times_s[0]) / _BLOCK_S).astype(np.int64) if len(times_s) else []
        spoken = heard[part.clip].spoken
        for block in np.unique(blocks):
            rows = part.rows[blocks == block]
            at = part.track.times_s[rows] + part.offset_s - heard[part.clip].start_s
            steps = np.clip((at / STEP_S).astype(np.int64), 0, len(spoken) - 1)
            stretches.append((float(spoken[steps].mean()), number, rows))
    stretches.sort(key=lambda one: (-round(one[0], 1), one[1], int(one[2][0])))
    kept: dict[int, list[Ints]] = {}
    count = 0
    for _, number, rows in stretches:
        if count + len(rows) <= _MOST:
            kept.setdefault(number, []).append(rows)
            count += len(rows)
    thinned = [
        _Part(part.clip, part.track, np.sort(np.concatenate(kept[number])), part.offset_s)
        for number, part in enumerate(parts)
        if number in kept
    ]
    return thinned, total - count


def _seen(faces: Faces, parts: list[_Part], progress: Progress) -> list[Seen]:
    """Cuts the mouths out of the pictures of one video, in one pass."""
    wanted: dict[int, list[tuple[int, int]]] = {}
    for number, part in enumerate(parts):
        for place, row in enumerate(part.rows):
            wanted.setdefault(part.track.first + int(row), []).append((number, place))
    squares = [np.zeros((len(part.rows), SIDE, SIDE, 3), np.uint8) for part in parts]
    points = [np.zeros((len(part.rows), 468, 2), np.float32) for part in parts]
    last, total = max(wanted, default=-1), len(faces.times_s)
    with opened(faces.path) as container:
        for index, (form, frame, _) in enumerate(pictures_of(faces.path, container).decoded()):
            if index > last:
                break
            if index % _REPORT_EVERY == 0:
                progress(index / total, f"Looking at mouths in {faces.path.name}")
            if index not in wanted:
                continue
            view = view_of(frame, form)
            for number, place in wanted[index]:
                row = int(parts[number].rows[place])
                mesh = parts[number].track.mesh_of(row, row + 1)[0]
                square = square_of(mesh)
                pixels = view.square(Square(square.x, square.y, square.side, square.turned), SIDE)
                squares[number][place] = np.rint(pixels * 255).astype(np.uint8)
                points[number][place] = points_in(square, mesh)
    return [
        Seen(
            part.clip, part.track.number, part.track.first + part.rows,
            part.track.times_s[part.rows], part.track.lips[part.rows], part.track.pose[part.rows],
            cut, marks,
        )
        for part, cut, marks in zip(parts, squares, points, strict=True)
    ]  # fmt: skip


def _none(voice: Voice) -> Mouths:
    """No mouths at all."""
    empty = Seen(
        0, 0, np.zeros(0, np.int64), np.zeros(0), np.zeros((0, 8), np.float32),
        np.zeros((0, 3), np.float32), np.zeros((0, SIDE, SIDE, 3), np.uint8),
        np.zeros((0, 468, 2), np.float32),
    )  # fmt: skip
    return mouths_of(empty, voice, 0.0, np.zeros(0, np.bool_), STEP_S)

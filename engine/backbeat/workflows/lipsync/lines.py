"""What every face says in every shot of an output: what `lipsync` asks of a backend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import RequestError
from backbeat.footage.faces.tracks import Faces, FaceTrack
from backbeat.footage.footage import Span
from backbeat.lipsync.changes.edited import GivenShape, given_sounds
from backbeat.lipsync.changes.longer import Shown, Source, WhenLonger, shown
from backbeat.lipsync.changes.resting import resting
from backbeat.lipsync.changes.spans import clipped, joined, moved
from backbeat.lipsync.changes.strength import Point, drawn, ramp_of, strengths, within
from backbeat.lipsync.lines import Line, Speech
from backbeat.progress import Progress
from backbeat.speech.spectrum import RATE
from backbeat.v1.lipsync_pb2 import (
    WHEN_LONGER_BOUNCE,
    WHEN_LONGER_FREEZE,
    WHEN_LONGER_LOOP,
    WHEN_LONGER_STRETCH,
    LipSyncRequest,
    TimeSpan,
)
from backbeat.workflows.lipsync.changed import Changed, changed_by
from backbeat.workflows.lipsync.hearing import HeardSpeech, speaks_within, speech_of
from backbeat.workflows.lipsync.recordings import (
    Recording,
    heard_with,
    own_sound,
    recordings_of,
    together,
)
from backbeat.workflows.lipsync.shapes import EditedShapes, edited_shapes
from backbeat.workflows.lipsync.speakers import NOT_SEEN, Chosen, faults_in, speaker_of

Float32s = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_FINEST = 120_000
"""Largest denominator of a time stamp that a container has."""
_HOW = {
    WHEN_LONGER_BOUNCE: WhenLonger.BOUNCE,
    WHEN_LONGER_LOOP: WhenLonger.LOOP,
    WHEN_LONGER_FREEZE: WhenLonger.FREEZE,
    WHEN_LONGER_STRETCH: WhenLonger.STRETCH,
}


@dataclass(frozen=True, eq=False)
class Pictures:
    """The pictures of a source that an output is made of."""

    path: Path
    faces: Faces
    times: tuple[Fraction, ...]
    """When each picture of the source is shown, in seconds from its first."""
    first: int
    """The first one that is used."""
    after: int
    """The first one after it that is not."""
    zero_s: float = 0.0
    """The moment of the output from which the times of a request count."""


def pictures_of(path: Path, faces: Faces) -> Pictures:
    """All pictures of a source."""
    times = tuple(Fraction(float(time)).limit_denominator(_FINEST) for time in faces.times_s)
    return Pictures(path, faces, times, 0, len(times))


@dataclass(frozen=True)
class PlannedShot:
    """A shot of the output, as far as a face of it was to say something."""

    start_s: float
    end_s: float
    face: int
    """0: none."""
    first: int
    """The first of its pictures in the output."""
    after: int
    reason: str
    """Why not all of what was asked for, in sentences; empty: all."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be done."""

    shown: Shown
    lines: list[Line]
    changed: tuple[Span, ...]
    """Where mouths are made anew, in seconds of the output, ramps left aside."""
    shots: list[PlannedShot]
    recordings: list[Recording]
    """New speech, where it is heard. All else keeps its own sound."""
    heard: tuple[Span, ...]
    """Where any of it is heard, in seconds of the output."""
    warnings: list[str]


@dataclass(frozen=True, eq=False)
class _Voice:
    """One recording, and what it changes; without one, what is done to the own voice."""

    recording: Recording | None
    faces: tuple[int, ...]
    speech: Speech
    spoken: tuple[Span, ...]
    changed: tuple[Span, ...]
    mute: tuple[Span, ...]


def lines_of(request: LipSyncRequest, pictures: Pictures, progress: Progress) -> Plan:
    """Decides who says what where, and what stays as it is.

    Before and after the new speech the picture keeps its own sound and its own mouth.

    Raises:
        RequestError: the request asks for nothing, or for what makes no sense.
        MediaError: a recording cannot be read.
        TimelineError: the edited mouth shapes cannot be read.
        InputError: text is to be aligned, and the package for that is missing.
        CancelledError: the job was cancelled.
    """
    check_changes(request)
    source = _source(pictures)
    zero_s, start_s = pictures.zero_s, float(pictures.times[pictures.first])
    recordings = recordings_of(request, zero_s, progress.part(0, 0.1))
    edited = edited_shapes(Path(request.visemes_path)) if request.visemes_path else None
    speech_end = max((recording.span.end_s for recording in recordings), default=0.0)
    plan = shown(source, Fraction(speech_end).limit_denominator(RATE), _how(request))
    end_s = float(plan.showing.end)
    own = own_sound(pictures.path, start_s, progress.part(0.1, 0.2))
    warnings = [plan.sentence] if plan.sentence else []
    voices: list[_Voice] = []
    for number, recording in enumerate(recordings or [None]):
        share = progress.part(
            0.2 + 0.7 * number / max(1, len(recordings)),
            0.2 + 0.7 * (number + 1) / max(1, len(recordings)),
        )
        voice, notes = _voice(request, recording, own, plan, source, edited, pictures, share)
        voices.append(voice)
        warnings += notes
    warnings += _outside(recordings, end_s, zero_s)
    progress(0.9, "Finding who speaks")
    lines, shots = _lines(voices, pictures, plan, own, request)
    progress(1, "Finding who speaks")
    return Plan(
        shown=plan,
        lines=lines,
        changed=tuple(joined(span for voice in voices for span in voice.changed)),
        shots=shots,
        recordings=recordings,
        heard=tuple(together([recording.span for recording in recordings], end_s)),
        warnings=list(dict.fromkeys(warnings)),
    )


def check_changes(request: LipSyncRequest) -> None:
    """Refuses what makes no sense, before anything is heard. Raises: RequestError."""
    if not (request.speech_path or request.voices or request.mute or request.visemes_path):
        raise RequestError(
            "A lip-sync job needs something to say.",
            "Name a recording of the new words, stretches to mute, or edited mouth shapes.",
        )
    if bool(request.old_text.strip()) != bool(request.new_text.strip()):
        raise RequestError(
            "What was said and what is said now are compared: one of both texts is missing.",
            "Give both, or neither.",
        )
    if request.old_text.strip() and len(request.voices) > 1:
        raise RequestError(
            "Old and new words are those of one recording, and there are several.",
            "Leave the words out; --only-changes compares recordings of several faces.",
        )
    for span in request.mute:
        if not 0 <= span.start_s < span.end_s:
            raise RequestError(
                f"A mute from {span.start_s:g} s to {span.end_s:g} s is none.",
                "Give its start and then its end, in seconds from the first frame.",
            )
    for point in request.strength:
        if not 0 <= point.strength <= 1:
            raise RequestError(
                f"A strength of {point.strength:g} is none.",
                "0 is the own mouth, 1 the new one.",
            )


def _source(pictures: Pictures) -> Source:
    used = pictures.times[pictures.first : pictures.after]
    if not used:
        raise RequestError(
            f"No frame of {pictures.path.name} is to be shown.", "Check where the clip begins."
        )
    period = 1 / pictures.faces.rate
    first_s = float(pictures.times[pictures.after - 1])
    shot = next(span for span in reversed(pictures.faces.shots) if span.start_s <= first_s + 1e-6)
    of_shot = np.searchsorted(pictures.faces.times_s, shot.start_s - 1e-6)
    return Source([time - used[0] for time in used], period, max(0, int(of_shot) - pictures.first))


def _how(request: LipSyncRequest) -> WhenLonger:
    return _HOW.get(request.when_longer, WhenLonger.CUT)


def _voice(
    request: LipSyncRequest,
    recording: Recording | None,
    own: Float32s | None,
    plan: Shown,
    source: Source,
    edited: EditedShapes | None,
    pictures: Pictures,
    progress: Progress,
) -> tuple[_Voice, list[str]]:
    """Hears a recording, and finds what it changes."""
    end_s = float(plan.showing.end)
    mute = clipped(joined(_mutes(request.mute, pictures.zero_s)), 0.0, end_s)
    found = Changed((), ())
    given: list[GivenShape] = []
    if edited is not None:
        at_s = _place(edited, recording, pictures)
        given = [replace(shape, span=moved([shape.span], at_s)[0]) for shape in edited.shapes]
        # Only what was edited is made again.
        found = Changed(tuple(clipped([shape.span for shape in given], 0.0, end_s)), ())
    elif recording is not None:
        found = _by_sound(request, recording, own, plan, source, progress.part(0, 0.5))
    changed = joined([*found.spans, *mute])
    samples = heard_with(own, recording, round(end_s * RATE))
    text = request.new_text if recording is not None else ""
    heard = speech_of(samples, recording, text, progress.part(0.5, 1), changed)
    notes = [*heard.warnings, *found.sentences]
    speech, spoken = heard.speech, heard.spoken
    if edited is not None:
        likely, told = given_sounds(speech.likely, speech.step_s, given, edited.set)
        speech = replace(speech, likely=likely, given=told)
        # Where a user gives a shape, the mouth has it, also in what was taken for silence.
        spoken = tuple(joined([*spoken, *found.spans]))
    elif recording is not None:
        notes += _silence(recording, heard, end_s)
    faces = recording.faces if recording is not None else (request.face,)
    return _Voice(recording, faces, speech, spoken, tuple(changed), tuple(mute)), notes


def _by_sound(
    request: LipSyncRequest,
    recording: Recording,
    own: Float32s | None,
    plan: Shown,
    source: Source,
    progress: Progress,
) -> Changed:
    """What a recording changes; pictures that are not shown in their own time are new."""
    end_s, own_end_s = float(plan.showing.end), float(source.end)
    if plan.stretched:
        return Changed(tuple(clipped([recording.span], 0.0, end_s)), ())
    found = changed_by(recording, own, min(end_s, own_end_s), request, progress)
    beyond = clipped([recording.span], own_end_s, end_s)
    return Changed(tuple(joined([*found.spans, *beyond], 1e-6)), found.sentences)


def _place(edited: EditedShapes, recording: Recording | None, pictures: Pictures) -> float:
    """The moment of the output at which the clock of edited shapes begins."""
    if edited.sha256 == pictures.faces.sha256:
        return -float(pictures.times[pictures.first])
    return pictures.zero_s if recording is None else recording.start_s


def _mutes(mutes: Sequence[TimeSpan], zero_s: float) -> list[Span]:
    return moved([Span(mute.start_s, mute.end_s) for mute in mutes], zero_s)


def _silence(recording: Recording, heard: HeardSpeech, end_s: float) -> Iterator[str]:
    span = Span(max(0.0, recording.span.start_s), min(recording.span.end_s, end_s))
    if not speaks_within(heard.spoken, span):
        yield (
            f"Nobody speaks in {recording.path.name}: mouths are at rest where the video's own "
            "voice speaks, and stay as they are elsewhere."
        )


def _outside(recordings: list[Recording], end_s: float, zero_s: float) -> Iterator[str]:
    """What is said about the picture before and after the speech."""
    heard = together([recording.span for recording in recordings], end_s)
    if not heard:
        return
    parts = []
    if heard[0].start_s - zero_s > 0.5:
        parts.append(f"before {heard[0].start_s - zero_s:.2f} s")
    if end_s - heard[-1].end_s > 0.5:
        parts.append(f"after {heard[-1].end_s - zero_s:.2f} s")
    if parts:
        yield f"Where no new speech is heard, {' and '.join(parts)}, sound and mouth stay."


def _lines(
    voices: list[_Voice],
    pictures: Pictures,
    plan: Shown,
    own: Float32s | None,
    request: LipSyncRequest,
) -> tuple[list[Line], list[PlannedShot]]:
    """Of every voice in every shot of the output."""
    times_s = np.array([float(time) for time in plan.showing.times])
    end_s = float(plan.showing.end)
    sources = plan.showing.shown + pictures.first
    curve = drawn(
        [Point(point.time_s + pictures.zero_s, point.strength) for point in request.strength],
        times_s,
    )
    ramp = ramp_of(float(1 / pictures.faces.rate))
    from_start = own
    if own is not None and pictures.first:
        silent = round(float(pictures.times[pictures.first]) * RATE)
        from_start = np.concatenate([np.zeros(silent, np.float32), own])
    lines: list[Line] = []
    shots: list[PlannedShot] = []
    known: dict[tuple[int, tuple[int, ...]], list[Chosen]] = {}
    for first, after, shot in _runs(sources, pictures.faces, plan.stretched):
        part = slice(first, after)
        shot_end_s = times_s[after] if after < len(times_s) else end_s
        for voice in voices:
            changed = within(times_s[part], float(shot_end_s), voice.changed)
            if not changed.any():
                continue
            key = (shot, voice.faces)
            if key not in known:
                known[key] = speaker_of(pictures.faces, shot, voice.faces, from_start)
            rest = resting(times_s[part], float(shot_end_s), voice.spoken, voice.mute)
            for chosen in known[key]:
                made, reason = None, chosen.reason
                if chosen.track is not None:
                    usable, sentences = _usable(chosen.track, sources[part], changed)
                    strength = strengths(changed, usable, ramp) * curve[part]
                    reason = " ".join([*([reason] if reason else []), *sentences])
                    made = Line(
                        track=chosen.track,
                        shown=sources[part],
                        times_s=times_s[part],
                        first=first,
                        strength=strength.astype(np.float32),
                        resting=rest,
                        speech=voice.speech,
                    )
                    lines.append(made)
                shots.append(
                    PlannedShot(
                        start_s=float(times_s[first]),
                        end_s=float(shot_end_s),
                        face=0 if made is None else made.track.number,
                        first=first,
                        after=after,
                        reason=reason,
                    )
                )
    return lines, shots


def _usable(track: FaceTrack, sources: Ints, changed: Bools) -> tuple[Bools, tuple[str, ...]]:
    """In which pictures of a run the mouth can be drawn, and what is said about the others."""
    rows = sources - track.first
    there = (rows >= 0) & (rows < len(track.seen))
    usable, wanted = there.copy(), int(changed.sum())
    sentences = []
    for why, of_track in faults_in(track).items():
        fault = ~there if why == NOT_SEEN else np.zeros(len(rows), np.bool_)
        fault[there] |= of_track[rows[there]]
        usable &= ~fault
        if count := int((changed & fault).sum()):
            sentences.append(f"In {count} of {wanted} frames {why}, and the mouth stays as it is.")
    return usable, tuple(sentences)


def _runs(sources: Ints, faces: Faces, stretched: bool) -> list[tuple[int, int, int]]:
    """First picture of each run of one shot in the output, the one after it, and the shot."""
    starts_s = np.array([shot.start_s for shot in faces.shots])
    shots = np.searchsorted(starts_s, faces.times_s[sources] + 1e-6, "right") - 1
    # A picture that is stretched may leave out some where its own were shown more quickly.
    jumps = (np.abs(np.diff(sources)) > 1) & (not stretched) | (np.diff(shots) != 0)
    edges = [0, *(np.flatnonzero(jumps) + 1).tolist(), len(sources)]
    return [(first, after, int(shots[first])) for first, after in pairwise(edges)]

"""Which face says the new words in a shot, and in which pictures its mouth can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.tracks import Faces, FaceTrack
from backbeat.footage.footage import Span
from backbeat.speech.spectrum import RATE
from backbeat.sync.lips.expected import Expected, by_features, by_spectrum
from backbeat.sync.lips.judging import Judgement, Verdict, judge
from backbeat.sync.lips.movement import STEP_S, steps
from backbeat.sync.lips.offset import seen_lips
from backbeat.workflows.lipsync.hearing import spoken_in

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

_YAW, _PITCH = 55.0, 40.0
"""Degrees that a head may be turned: of a profile, the mesh knows one corner of the mouth."""
_LEAST_WIDTH = 32.0
"""Pixels of the width of a face below which there is no mouth to draw."""
NOT_SEEN = "the face is not seen"
_REACH_S = 0.4
_JUDGED_S = 60.0
"""Longest part of a shot that is listened to."""

Listen = Callable[[int], Expected]


@dataclass(frozen=True, eq=False)
class Chosen:
    """The face that speaks in a shot."""

    track: FaceTrack | None
    reason: str
    """Why it is none, or that it is a guess; empty: it is sure."""


def speaker_of(
    faces: Faces, shot: int, asked: tuple[int, ...], own: Float32s | None
) -> list[Chosen]:
    """The faces that say the words of one recording in a shot.

    Args:
        faces: of the source.
        shot: which of its shots.
        asked: numbers of faces; 0: the one whose lips fit the video's own voice best.
        own: the video's own sound from its first picture on, mono at 16 kHz; None: there is none.
    """
    here = [track for track in faces.tracks if track.shot == shot]
    if not here:
        return [Chosen(None, "No face is seen.")]
    if 0 in asked:
        return [_by_lips(here, faces.shots[shot], own, alone=len(faces.shots) == 1)]
    found = [Chosen(track, "") for track in here if track.number in asked]
    numbers = " and ".join(str(number) for number in asked)
    return found or [Chosen(None, f"Face {numbers} is not in this shot.")]


def faults_in(track: FaceTrack) -> dict[str, Bools]:
    """Why a mouth cannot be drawn, and the pictures of a track of which that is true.

    Each shape (n,); no picture has two of them.
    """
    turned = ~(np.abs(track.pose[:, 0]) <= _YAW) | ~(np.abs(track.pose[:, 1]) <= _PITCH)
    widths = track.boxes[:, 2] - track.boxes[:, 0]
    small = widths < _LEAST_WIDTH
    unseen, hidden = ~track.seen, track.seen & track.covered
    turned &= ~unseen & ~hidden
    return {
        NOT_SEEN: unseen,
        "a hand is before the mouth": hidden,
        "the head is turned too far": turned,
        f"the face is less than {_LEAST_WIDTH:.0f} pixels wide": small
        & ~(unseen | hidden | turned),
    }


def _by_lips(here: list[FaceTrack], span: Span, own: Float32s | None, alone: bool) -> Chosen:
    """The face whose lips fit the own voice; the largest where that cannot be told."""
    largest = max(here, key=lambda track: track.size * int(track.seen.sum()))
    if len(here) == 1 and alone:
        return Chosen(largest, "")
    judged = [] if own is None else _judged(here, span, own)
    sure = [
        (judgement.own, track)
        for track, judgement in judged
        if judgement.match is not None and judgement.own > 0.5
    ]
    if sure:
        return Chosen(max(sure, key=lambda one: one[0])[1], "")
    if judged and all(one.verdict is Verdict.ANOTHER_VOICE for _, one in judged):
        whose = "The face that is seen does" if len(here) == 1 else "None of the faces does"
        return Chosen(
            None, f"{whose} not say what is heard, so no mouth is changed; --face names one."
        )
    if len(here) == 1:
        return Chosen(largest, "")
    return Chosen(
        largest,
        f"Which of {len(here)} faces speaks cannot be told, so the largest was taken, face "
        f"{largest.number}; --face names another.",
    )


def _judged(here: list[FaceTrack], span: Span, own: Float32s) -> list[tuple[FaceTrack, Judgement]]:
    """How the lips of each face fit the own voice of a shot."""
    end_s = min(span.end_s, span.start_s + _JUDGED_S)
    # What is heard around a shot tells offsets at its ends.
    from_s = max(0.0, span.start_s - 1)
    samples = own[round(from_s * RATE) : round((end_s + 1) * RATE)]
    spoken = np.zeros(steps(len(samples) / RATE), np.bool_)
    for one in spoken_in(samples):
        spoken[round(one.start_s / STEP_S) : round(one.end_s / STEP_S)] = True
    if not spoken.any():
        return []
    expected = _expected(samples)
    first, last = round((span.start_s - from_s) / STEP_S), round((end_s - from_s) / STEP_S)
    return [
        (
            track,
            judge(
                seen_lips(
                    track.times_s - from_s, track.lips, track.seen & ~track.covered, first, last
                ),
                expected,
                spoken,
                _REACH_S,
            ),
        )
        for track in here
    ]


def _expected(samples: Float32s) -> Expected:
    from backbeat.errors import InputError, NotFoundError
    from backbeat.models.whisper import Whisper
    from backbeat.speech.features import speech_features

    try:
        return by_features(speech_features(samples, Whisper()))
    except (NotFoundError, InputError):
        return by_spectrum(samples)

"""Warnings about uncertain beats, and about parts of the request that had no effect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backbeat.music.beat_edits import effects_of_beats, removals_without_effect
from backbeat.music.unsure import told_beats
from backbeat.v1.music_pb2 import (
    ORIGIN_USER,
    UNSURE_NO_BEAT,
    Beat,
    BeatOptions,
    MusicAnalysis,
)

_MIN_MEDIAN_CONFIDENCE = 0.3
"""Median confidence of beats below which there may be no beat. Speech lies below, most music far
above."""
_FEW_CLEAR = "Few beats are clear: this may be speech or noise, or music without a beat."
_LAID_OUT_PERCENT = 75
"""The percentile of confidence that is looked at instead of the median, of beats laid out."""
_TEMPO_TOLERANCE = 0.01
"""Relative difference from the requested tempo that gives no warning."""
_MAX_NAMED = 5
"""Removals without effect that are listed one by one."""


def doubts(detected: Sequence[Beat], analysis: MusicAnalysis, options: BeatOptions) -> list[str]:
    """One sentence for each warning; none for music whose beat is clear.

    Args:
        detected: the beats as the tracker found them.
        analysis: all else but its warnings, with the user's edits.
        options: options of the job.
    """
    return [
        *_clarity(detected, analysis, options),
        *_tempo(detected, analysis.tempo_bpm, options),
        *_removals(detected, options),
        *_beats_without_effect(detected, options),
    ]


def _clarity(detected: Sequence[Beat], analysis: MusicAnalysis, options: BeatOptions) -> list[str]:
    if any(beat.origin == ORIGIN_USER for beat in analysis.beats) and not detected:
        return []
    limits = _limits(options)
    again = f" Leave out the tempo limits ({limits}) to have the tempo estimated." if limits else ""
    if not detected:
        return [f"No beat was found{' at the requested tempo' if limits else ''}.{again}"]
    if not _are_clear(detected, analysis, options):
        return [f"Few beats are clear at the requested tempo.{again}" if limits else _FEW_CLEAR]
    return []


def _are_clear(detected: Sequence[Beat], analysis: MusicAnalysis, options: BeatOptions) -> bool:
    if not told_beats(options):
        return UNSURE_NO_BEAT not in analysis.unsure
    # Of beats that the user laid out, such as eighths, not each has a sound of its own.
    laid_out = options.HasField("first_downbeat_s") and (options.tempo_bpm or options.taps_s)
    share = _LAID_OUT_PERCENT if laid_out else 50
    clear = float(np.percentile([beat.confidence for beat in detected], share))
    return clear >= _MIN_MEDIAN_CONFIDENCE


def _limits(options: BeatOptions) -> str:
    """The requested tempo limits, in words; empty without any."""
    limits = [
        (options.tempo_bpm, "tempo"),
        (options.min_tempo_bpm, "at least"),
        (options.max_tempo_bpm, "at most"),
    ]
    return ", ".join(f"{words} {bpm:g} bpm" for bpm, words in limits if bpm)


def _tempo(detected: Sequence[Beat], tempo_bpm: float, options: BeatOptions) -> list[str]:
    requested = options.tempo_bpm
    if not requested or not tempo_bpm or not detected or options.edits.beats:
        return []
    if abs(tempo_bpm / requested - 1) <= _TEMPO_TOLERANCE:
        return []
    return [f"The requested tempo is {requested:g} bpm; the beats are at {tempo_bpm:.1f} bpm."]


def _removals(detected: Sequence[Beat], options: BeatOptions) -> list[str]:
    missed = removals_without_effect(detected, options.edits)
    warnings = [
        f"No beat was removed at {time:.3f} s: "
        + (f"the nearest is at {nearest:.3f} s." if nearest is not None else "there is none.")
        for time, nearest in missed[:_MAX_NAMED]
    ]
    if len(missed) > _MAX_NAMED:
        warnings.append(f"{len(missed) - _MAX_NAMED} more removals match no beat.")
    return warnings


def _beats_without_effect(detected: Sequence[Beat], options: BeatOptions) -> list[str]:
    times = [
        effect.beat.time_s
        for effect in effects_of_beats(detected, options.edits)
        if effect.moved_from_s is None and not effect.added
    ]
    warnings = [
        f"No beat moved to {time:.3f} s: the one nearest to it moved to another time of yours."
        for time in times[:_MAX_NAMED]
    ]
    if len(times) > _MAX_NAMED:
        warnings.append(f"{len(times) - _MAX_NAMED} more beats of yours moved none.")
    return warnings

"""What speaks against the beats that were found, and what of the request had no effect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backbeat.music.beat_edits import removals_without_effect
from backbeat.v1.music_pb2 import ORIGIN_USER, Beat, BeatOptions

_UNSURE = 0.3
"""Median confidence below which there may be no beat: speech is below, most music far above."""
_OTHER_TEMPO = 0.01
"""Ratio by which the tempo may differ from the one asked for without a warning."""
_MAX_NAMED = 5


def doubts(
    heard: Sequence[Beat], beats: Sequence[Beat], tempo_bpm: float, options: BeatOptions
) -> list[str]:
    """One sentence for each doubt; none for music whose beat is clear.

    Args:
        heard: the beats as the tracker found them.
        beats: the same with the user's edits.
        tempo_bpm: median tempo of `beats`; 0 for fewer than two.
        options: what was asked for.
    """
    return [
        *_clarity(heard, beats, options),
        *_tempo(heard, tempo_bpm, options),
        *_removals(heard, options),
    ]


def _clarity(heard: Sequence[Beat], beats: Sequence[Beat], options: BeatOptions) -> list[str]:
    if any(beat.origin == ORIGIN_USER for beat in beats) and not heard:
        return []
    limits = _limits(options)
    again = f" Leave the limits out ({limits}) to have the tempo estimated." if limits else ""
    if not heard:
        return [f"No beat was heard{' at the tempo asked for' if limits else ''}.{again}"]
    if float(np.median([beat.confidence for beat in heard])) >= _UNSURE:
        return []
    if limits:
        return [f"Hardly a beat is clear at the tempo asked for.{again}"]
    return ["Hardly a beat is clear: this may be speech or noise, or music without a beat."]


def _limits(options: BeatOptions) -> str:
    """What was asked of the tempo, in words."""
    said = [
        (options.tempo_bpm, "tempo"),
        (options.min_tempo_bpm, "at least"),
        (options.max_tempo_bpm, "at most"),
    ]
    return ", ".join(f"{words} {bpm:g} bpm" for bpm, words in said if bpm)


def _tempo(heard: Sequence[Beat], tempo_bpm: float, options: BeatOptions) -> list[str]:
    asked = options.tempo_bpm
    if not asked or not tempo_bpm or not heard or options.edits.beats:
        return []
    if abs(tempo_bpm / asked - 1) <= _OTHER_TEMPO:
        return []
    return [f"A tempo of {asked:g} bpm was asked for; the beats lie at {tempo_bpm:.1f} bpm."]


def _removals(heard: Sequence[Beat], options: BeatOptions) -> list[str]:
    missed = removals_without_effect(heard, options.edits)
    said = [
        f"No beat was removed at {time:.3f} s: "
        + (f"the nearest is at {nearest:.3f} s." if nearest is not None else "none was heard.")
        for time, nearest in missed[:_MAX_NAMED]
    ]
    if len(missed) > _MAX_NAMED:
        said.append(f"{len(missed) - _MAX_NAMED} more removals hit no beat.")
    return said

"""Says what each correction of the request did, and what it hit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.bars import Bars
from backbeat.music.beat_edits import effects_of_beats, removals_with_effect
from backbeat.music.retiming import half_shift, index_of, known_beats, whole_shift
from backbeat.v1.music_pb2 import TEMPO_SCALE_DOUBLE, TEMPO_SCALE_HALF, Beat, BeatOptions

_MAX_NAMED = 20
"""Corrections of one kind that are told one by one."""
_TAP_NEAR_S = 0.07
"""How far a tap may lie from a beat to be its tap."""


@dataclass(frozen=True)
class Uncorrected:
    """What there was before the corrections."""

    times: Float64s
    """The beats that were tracked, in seconds."""
    bars: Bars
    """The bars of the corrected beats, as they would be without a named downbeat or a shift."""


def corrections(
    heard: Uncorrected,
    detected: Sequence[Beat],
    beats: Sequence[Beat],
    tempo_bpm: float,
    options: BeatOptions,
) -> list[str]:
    """One sentence for each correction that had an effect; of many alike the first ones.

    Args:
        heard: before all corrections.
        detected: beats and bars before the edits.
        beats: the same after all corrections.
        tempo_bpm: of `beats`; 0 for fewer than two.
        options: the corrections.
    """
    if not beats:
        return []
    return [
        *_tempo(heard, tempo_bpm, options),
        *_bars(heard, detected, beats, options),
        *_limited("beats", list(_user_beats(detected, options))),
        *_limited(
            "removals",
            [
                f"The beat at {beat.time_s:.3f} s was removed."
                for beat in removals_with_effect(detected, options.edits)
            ],
        ),
    ]


def _tempo(heard: Uncorrected, tempo_bpm: float, options: BeatOptions) -> Iterator[str]:
    if options.taps_s:
        times = heard.times
        taps = np.array(options.taps_s)
        near = sum(bool((np.abs(times - tap) <= _TAP_NEAR_S).any()) for tap in taps)
        yield (
            f"{len(taps)} taps gave {tempo_bpm:.2f} bpm; {near} of them lie within "
            f"{1000 * _TAP_NEAR_S:.0f} ms of a beat."
        )
    elif options.tempo_bpm and tempo_bpm:
        yield f"The tempo named, {options.tempo_bpm:g} bpm, gave beats at {tempo_bpm:.2f} bpm."
    if options.tempo_scale in (TEMPO_SCALE_HALF, TEMPO_SCALE_DOUBLE):
        word = "half" if options.tempo_scale == TEMPO_SCALE_HALF else "twice"
        known = known_beats(options)
        kept = f", through the beat at {known[0]:.3f} s" if known else ""
        yield f"The tempo is {tempo_bpm:.2f} bpm, {word} of what was heard{kept}."
    if options.fixed_grid and len(heard.times) > 1:
        first = options.shift_beats % 1
        yield (
            f"All beats lie on one grid of {tempo_bpm:.3f} bpm"
            + (", moved by half a beat." if first else ".")
        )


def _bars(
    heard: Uncorrected, detected: Sequence[Beat], beats: Sequence[Beat], options: BeatOptions
) -> Iterator[str]:
    times = np.array([beat.time_s for beat in detected])
    if options.HasField("first_downbeat_s") and len(times):
        index = index_of(times, options.first_downbeat_s)
        if 0 <= index < len(times):
            was = int(heard.bars.beat[index])
            yield (
                f"Bars are counted from the beat at {times[index]:.3f} s, "
                f"which was heard as beat {was} of a bar."
            )
        else:
            yield f"Bars are counted from {options.first_downbeat_s:.3f} s, where no beat is heard."
    if half_shift(options) and len(heard.times) and len(times):
        yield (
            "All beats moved by half a beat: the first lies at "
            f"{times[0]:.3f} s instead of {heard.times[0]:.3f} s."
        )
    count = whole_shift(options)
    if count and len(times):
        late = "later" if count > 0 else "earlier"
        plural = "" if abs(count) == 1 else "s"
        yield f"Bars start {abs(count)} beat{plural} {late} than heard{_first_bar(detected)}."
    first = next((beat for beat in beats if beat.beat == 1), None)
    if options.shift_bars and first is not None:
        yield (
            f"The bar at {first.time_s:.3f} s is bar {first.bar}, "
            f"which was counted as bar {first.bar + options.shift_bars}."
        )


def _first_bar(beats: Sequence[Beat]) -> str:
    first = next((beat for beat in beats if beat.beat == 1), None)
    return f", the first at {first.time_s:.3f} s" if first else ""


def _user_beats(detected: Sequence[Beat], options: BeatOptions) -> Iterator[str]:
    for effect in effects_of_beats(detected, options.edits):
        starts = ", and starts a bar" if effect.beat.downbeat else ""
        to_s = effect.beat.time_s
        if effect.moved_from_s is not None:
            yield f"The beat at {effect.moved_from_s:.3f} s moved to {to_s:.3f} s{starts}."
        elif effect.added:
            yield f"A beat was added at {to_s:.3f} s{starts}."


def _limited(name: str, sentences: list[str]) -> list[str]:
    if len(sentences) <= _MAX_NAMED:
        return sentences
    return [*sentences[:_MAX_NAMED], f"{len(sentences) - _MAX_NAMED} more {name} likewise."]

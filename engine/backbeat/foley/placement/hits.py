"""A hit, made ready: at its pitch, in stereo, faded at both ends, its sync point kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import soxr

from backbeat.foley.cues import Cue, Kind
from backbeat.foley.found import Heard, Samples
from backbeat.foley.placement import perspective
from backbeat.foley.placement.fades import faded
from backbeat.foley.placement.variation import Draw

_FADE_IN_S = 0.0015
_FADE_OUT_S = 0.03
_END_FADE_S = 0.3
"""Longest fade of a sound that must be over by a moment."""
_END_FADE_SHARE = 0.5
_LEAST_S = 0.02
"""What is heard of a sound that was to be over at once."""
_SILENT_DB = -75.0
"""Against its peak: what is left of a tail that may be cut off."""
_ENVELOPE_S = 0.01
_BY_PEAK = ("SWSH", "WHSH")
"""Sounds whose sync point is their peak already."""


@dataclass(frozen=True)
class Hit:
    """A sound with a moment in it."""

    samples: Samples
    """Shape (n, 2)."""
    sync: float
    """Its moment, in samples from the first."""


def prepared(
    heard: Heard,
    cue: Cue,
    draw: Draw,
    seconds: float,
    closeness: float | None,
    room_seed: int,
) -> Hit:
    """A take as the cue wants it, at its own level.

    Args:
        heard: the take.
        cue: what it is for.
        draw: its variation.
        seconds: from its moment to when it must be over; it rings as long as it does before that.
        closeness: size of the shot from 0 (wide) to 1 (close); None: no perspective.
        room_seed: of the scene's room.
    """
    hit = _pitched(Hit(heard.samples, heard.sync_s * heard.rate), draw.pitch_semitones, heard.rate)
    if cue.kind is Kind.WHOOSH and not draw.sound.ucs.upper().startswith(_BY_PEAK):
        hit = replace(hit, sync=float(_loudest_place(hit.samples, heard.rate)))
    samples = perspective.softened(hit.samples, heard.rate, cue.strength)
    samples = perspective.panned(samples, cue.pan + draw.pan)
    samples = _without_silence(samples)
    if closeness is not None:
        samples = perspective.seen_from(samples, heard.rate, closeness, room_seed)
    out = _FADE_OUT_S
    last = max(round(hit.sync + seconds * heard.rate), round(hit.sync + _LEAST_S * heard.rate))
    if len(samples) > last:
        samples = samples[:last]
        out = max(min(_END_FADE_S, seconds * _END_FADE_SHARE), _LEAST_S / 2)
    # What comes in before the attack must be in by then.
    into = min(_FADE_IN_S * heard.rate, hit.sync)
    return replace(hit, samples=faded(samples, round(into), round(out * heard.rate)))


def without_start(hit: Hit, count: int, rate: int) -> Hit:
    """A hit whose first samples do not fit before the timeline's beginning."""
    count = min(count, len(hit.samples))
    into = min(round(_FADE_IN_S * rate), max(0, int(hit.sync) - count))
    return Hit(faded(hit.samples[count:], into, 0), hit.sync - count)


def _pitched(hit: Hit, semitones: float, rate: int) -> Hit:
    """Higher and shorter, or lower and longer, as tape that runs at another speed."""
    ratio = 2 ** (semitones / 12)
    if abs(semitones) < 0.01:
        return hit
    samples = soxr.resample(hit.samples, rate * ratio, rate, quality="HQ")
    return Hit(np.asarray(samples, np.float32), hit.sync / ratio)


def _loudest_place(samples: Samples, rate: int) -> int:
    """Where the envelope is highest, as a sample."""
    width = max(1, round(_ENVELOPE_S * rate))
    power = np.square(samples).sum(axis=1, dtype=np.float64)
    total = np.concatenate([[0.0], np.cumsum(np.pad(power, (width // 2, width - width // 2)))])
    return int(np.argmax(total[width:] - total[:-width]))


def _without_silence(samples: Samples) -> Samples:
    """Without what is as good as silent at its end."""
    sizes = np.abs(samples).max(axis=1, initial=0)
    heard = np.flatnonzero(sizes > sizes.max(initial=0) * 10 ** (_SILENT_DB / 20))
    return samples[: heard[-1] + 1] if len(heard) else samples

"""What a recording sounds like from one half beat to the next.

Beats found frame by frame are halved, so that the off-beats, which may be the true beats, have
their say; each half is described by its timbre, its harmony and the first network's answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.activations import Activations
from backbeat.music.arrays import Float32s, Float64s, Ints
from backbeat.music.harmony import PITCHES, Pitches
from backbeat.music.mel import FRAME_RATE, WIDE_BANDS
from backbeat.music.metre.changes import CHANGES, changes
from backbeat.music.novelty import Novelty, highest_near

SIZE = 2 * WIDE_BANDS + PITCHES + 4 + 3 + 1
"""Of a description."""
EXTENDED_SIZE = SIZE + CHANGES
_REACH = 2
"""Frames around a pulse searched for the network's answer."""
_FLUX_REACH_S = 0.023
_USUAL_S = 0.25
_OUTLIER_PERCENT = 95


@dataclass(frozen=True)
class Heard:
    """What is known of a recording before its pulses are described."""

    activations: Activations
    pitches: Pitches
    flux: Novelty


def halves(times: Float64s) -> Float64s:
    """The beats, and the middle of every two, in seconds, shape (2 n - 1,)."""
    if len(times) < 2:
        return times
    return np.asarray(
        np.interp(np.arange(2 * len(times) - 1) / 2, np.arange(len(times)), times), np.float64
    )


def describe(heard: Heard, pulses: Float64s) -> Float32s:
    """Describes each pulse and what sounds until the next.

    Args:
        heard: the recording.
        pulses: seconds, rising, at least two; shape (n,).

    Returns:
        shape (n, `SIZE`).
    """
    gaps = np.diff(pulses, append=2 * pulses[-1] - pulses[-2])
    bands, log_odds = heard.activations.bands, heard.activations.log_odds
    attack = _near(bands, pulses * FRAME_RATE, (-1, 0, 1))
    lasting = _until_next(bands, pulses, gaps, FRAME_RATE)
    harmony = _until_next(heard.pitches.strengths, pulses, gaps, heard.pitches.rate)
    answers = [
        (_highest(log_odds, (pulses + share * gaps) * FRAME_RATE) / 4).astype(np.float32)
        for share in (0.0, 0.5)
    ]
    columns: list[Float32s] = [attack, lasting, _unit(harmony), *answers, _hits(heard.flux, pulses)]
    columns.append(np.log2(np.maximum(gaps, 0.01) / _USUAL_S)[:, np.newaxis].astype(np.float32))
    return np.concatenate(columns, axis=1).astype(np.float32)


def extended(described: Float32s) -> Float32s:
    """Descriptions of all pulses of a song, with what changes and comes back at each.

    Args:
        described: from `describe`, shape (n, `SIZE`).

    Returns:
        shape (n, `EXTENDED_SIZE`).
    """
    timbre = described[:, WIDE_BANDS : 2 * WIDE_BANDS]
    harmony = described[:, 2 * WIDE_BANDS : 2 * WIDE_BANDS + PITCHES]
    return np.concatenate([described, changes((timbre, *np.split(harmony, 2, axis=1)))], axis=1)


def _near(values: Float32s, places: Float64s, offsets: tuple[int, ...]) -> Float32s:
    """The mean around each place, shape (n, columns)."""
    index = np.round(places).astype(np.intp)[:, np.newaxis] + np.array(offsets)
    return np.asarray(values[np.clip(index, 0, len(values) - 1)].mean(axis=1), np.float32)


def _highest(values: Float32s, places: Float64s) -> Float32s:
    """The greatest value around each place, shape (n, columns)."""
    index = np.round(places).astype(np.intp)[:, np.newaxis] + np.arange(-_REACH, _REACH + 1)
    return np.asarray(values[np.clip(index, 0, len(values) - 1)].max(axis=1), np.float32)


def _until_next(values: Float32s, pulses: Float64s, gaps: Float64s, rate: float) -> Float32s:
    """The mean from each pulse to the next, shape (n, columns)."""
    edges = np.append(pulses, pulses[-1] + gaps[-1]) * rate
    index = np.clip(np.round(edges).astype(np.intp), 0, len(values))
    total = np.concatenate(
        [np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)]
    )
    lengths = np.maximum(np.diff(index), 1)[:, np.newaxis]
    return np.asarray((total[index[1:]] - total[index[:-1]]) / lengths, np.float32)


def _unit(harmony: Float32s) -> Float32s:
    """Chords and bass, each of length 1."""
    parts = np.split(harmony, 2, axis=1)
    return np.concatenate(
        [part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9) for part in parts],
        axis=1,
    )


def _hits(flux: Novelty, pulses: Float64s) -> Float32s:
    """How much begins at each pulse in all, in the bass and in the snare's bands; shape (n, 3)."""
    reach = round(_FLUX_REACH_S * flux.rate)
    index: Ints = np.clip(np.round(pulses * flux.rate).astype(np.intp), 0, len(flux.full) - 1)
    columns = []
    for values in (flux.full, flux.bass, flux.bright):
        hit = values[highest_near(values, index, reach)]
        columns.append(hit / max(float(np.percentile(hit, _OUTLIER_PERCENT)), 1e-9))
    return np.minimum(np.stack(columns, axis=1), 3).astype(np.float32)

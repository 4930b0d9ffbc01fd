"""Validates the user's edits of an analysis, and applies those of energy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence, Sized
from itertools import pairwise

import numpy as np

from backbeat.errors import RequestError
from backbeat.music.arrays import Float64s, Ints
from backbeat.music.energy import FLOOR
from backbeat.v1.music_pb2 import (
    ENERGY_LEVEL_UNSPECIFIED,
    ORIGIN_DETECTED,
    ORIGIN_USER,
    Energy,
    EnergyEdit,
    EnergyLevel,
    EnergySpan,
    MusicEdits,
)

_MAX_ENTRIES = 100_000
"""Largest number of edits of one kind; three hours at 500 beats a minute have fewer."""
_MAX_GAIN_LU = 60.0
"""Largest gain or attenuation, in LU."""
_END_TOLERANCE_S = 0.001
"""Seconds after the end at which a time is still accepted, since times may have been rounded."""


def check(edits: MusicEdits, duration_s: float) -> None:
    """Validates edits against the recording.

    Raises:
        RequestError: an edit is invalid; the message names it by its time.
    """
    for name, entries in _lists(edits):
        if len(entries) > _MAX_ENTRIES:
            raise RequestError(
                f"edits.{name} has {len(entries)} entries, more than {_MAX_ENTRIES}.",
                "Leave out edits that the analysis does not need.",
            )
    for beat in edits.beats:
        _check_time("The beat", beat.time_s, duration_s)
    for time in edits.removed_beats_s:
        _check_time("The beat to remove", time, duration_s)
    for moment in edits.emphasis:
        _check_time("The emphasis", moment.time_s, duration_s)
        if not 0 <= moment.strength <= 1:
            raise RequestError(
                f"The emphasis at {moment.time_s:g} s has a strength of {moment.strength:g}.",
                "Give 0 to 1.",
            )
    for stretch in edits.energy:
        _check_energy(stretch, duration_s)


def with_gains(energy: Energy, edits: Iterable[EnergyEdit]) -> Energy:
    """Loudness with the user's gains added; overlapping edits add up."""
    edits = list(edits)
    if not any(edit.gain_lu for edit in edits):
        return energy
    count = len(energy.lufs)
    change = np.zeros(count + 1)
    for edit in edits:
        for time, step in ((edit.start_s, edit.gain_lu), (edit.end_s, -edit.gain_lu)):
            change[min(math.ceil(time * energy.rate_hz - 1e-6), count)] += step
    gain = np.cumsum(change)[:count]
    changed = Energy(spans=energy.spans, rate_hz=energy.rate_hz)
    changed.lufs.extend(_raised(energy.lufs, gain))
    changed.momentary_lufs.extend(_raised(energy.momentary_lufs, gain))
    return changed


def with_levels(spans: Sequence[EnergySpan], edits: Iterable[EnergyEdit]) -> list[EnergySpan]:
    """Spans with the user's levels; where two edits overlap, the later entry wins."""
    leveled = [edit for edit in edits if edit.level != ENERGY_LEVEL_UNSPECIFIED]
    if not leveled or not spans:
        return list(spans)
    end_s = spans[-1].end_s
    requested = [(min(edit.start_s, end_s), min(edit.end_s, end_s), edit.level) for edit in leveled]
    edges = np.unique([time for start, end, _ in requested for time in (start, end)])
    edges = np.union1d(edges, [0.0, end_s, *(span.start_s for span in spans)])
    levels = np.zeros(len(edges) - 1, np.intp)
    users = np.zeros(len(edges) - 1, np.intp)
    for stretches, origin in (
        ([(span.start_s, span.end_s, span.level) for span in spans], 0),
        (requested, 1),
    ):
        for start, end, level in stretches:
            here = slice(*np.searchsorted(edges, (start, end)))
            levels[here], users[here] = level, origin
    return _joined(edges, levels, users)


def _lists(edits: MusicEdits) -> list[tuple[str, Sized]]:
    return [
        ("beats", edits.beats),
        ("removed_beats_s", edits.removed_beats_s),
        ("emphasis", edits.emphasis),
        ("energy", edits.energy),
    ]


def _check_time(name: str, time: float, duration_s: float) -> None:
    if not 0 <= time <= duration_s + _END_TOLERANCE_S:
        raise RequestError(
            f"{name} at {time:g} s is not inside the recording.",
            f"Give 0 to {duration_s:.3f} s.",
        )


def _check_energy(edit: EnergyEdit, duration_s: float) -> None:
    _check_time("The start of an energy edit", edit.start_s, duration_s)
    _check_time("The end of an energy edit", edit.end_s, duration_s)
    name = f"The energy edit at {edit.start_s:g} s"
    if not edit.start_s < edit.end_s:
        raise RequestError(
            f"{name} ends at {edit.end_s:g} s, not after its start.",
            "Give a start before the end.",
        )
    if not abs(edit.gain_lu) <= _MAX_GAIN_LU:
        raise RequestError(
            f"{name} has a gain of {edit.gain_lu:g} LU.",
            f"Give {-_MAX_GAIN_LU:g} to {_MAX_GAIN_LU:g} LU.",
        )
    if edit.level not in EnergyLevel.values():
        raise RequestError(
            f"{name} has the level {edit.level}, which is unknown.",
            f"Choose from: {', '.join(EnergyLevel.keys())}.",
        )


def _raised(loudness: Sequence[float], gain: Float64s) -> list[float]:
    values = np.asarray(loudness, np.float64)
    # Silence has no loudness that a gain could change.
    raised = np.where(values <= FLOOR, FLOOR, np.maximum(values + gain, FLOOR))
    return [float(value) for value in raised]


def _joined(edges: Float64s, levels: Ints, users: Ints) -> list[EnergySpan]:
    """Joins adjacent pieces of one level and one origin to spans.

    Args:
        edges: times in seconds, shape (pieces + 1,).
        levels: `EnergyLevel` of each piece.
        users: 1 where the level is the user's, else 0.
    """
    changes = np.flatnonzero((np.diff(levels) != 0) | (np.diff(users) != 0)) + 1
    cuts = np.concatenate([[0], changes, [len(levels)]])
    return [
        EnergySpan(
            start_s=edges[start],
            end_s=edges[end],
            level=EnergyLevel.Name(int(levels[start])),
            origin=ORIGIN_USER if users[start] else ORIGIN_DETECTED,
        )
        for start, end in pairwise(cuts)
    ]

"""A composition as arrays, ready to be performed: one row a note, and where its phrases end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.beats.scores import Bar, Music, Turn

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_ROUGH = (1, 2, 6, 10, 11)
"""Intervals with the bass, in semitones, that want to resolve."""


@dataclass(frozen=True)
class Sheet:
    """Rows are notes, by start; times in quarters."""

    start: Floats
    length: Floats
    pitch: NDArray[np.int64]
    part: NDArray[np.int64]
    staff: NDArray[np.int64]
    loudness: Floats
    staccato: Flags
    accent: Flags
    arpeggio: Flags
    fermata: Flags
    lead: Flags
    """The notes of the melody."""
    rough: Flags
    """Long melody notes that rub against the bass."""
    phrases: Floats
    """Where phrases begin, the end of the piece last."""
    bars: tuple[Bar, ...]
    tempi: tuple[tuple[float, float], ...]
    turns: tuple[Turn, ...]
    sung: tuple[bool, ...]
    """By part."""
    staves: tuple[int, ...]
    end: float


def sheet(music: Music) -> Sheet:
    """The arrays of a composition."""
    notes = music.notes
    start = np.array([float(note.start) for note in notes])
    length = np.array([float(note.length) for note in notes])
    pitch = np.array([note.written.pitch for note in notes])
    part = np.array([note.instrument for note in notes])
    staff = np.array([note.written.staff for note in notes])
    sung = tuple(instrument.sung for instrument in music.instruments)
    bars_at = [float(bar.start) for bar in music.bars]
    end = float(music.end)
    top = sung.index(True) if any(sung) else 0
    lead = _melody(start, length, pitch, (part == top) & (staff == 1))
    slurs = np.array([note.written.slur_ends for note in notes])
    return Sheet(
        start,
        length,
        pitch,
        part,
        staff,
        np.array([note.written.loudness for note in notes]),
        np.array([note.written.staccato for note in notes]),
        np.array([note.written.accent for note in notes]),
        np.array([note.written.arpeggio for note in notes]),
        np.array([note.written.fermata for note in notes]),
        lead,
        _rough(start, length, pitch, lead),
        _phrases(start[lead], length[lead], slurs[lead], np.array(bars_at), end),
        music.bars,
        tuple((float(at), tempo) for at, tempo in music.tempi),
        music.turns,
        sung,
        tuple(instrument.staves for instrument in music.instruments),
        end,
    )


def _melody(start: Floats, length: Floats, pitch: NDArray[np.int64], among: Flags) -> Flags:
    """The highest note of each moment."""
    out = np.zeros(len(start), bool)
    rows = np.flatnonzero(among)
    rows = rows[np.lexsort((-pitch[rows], start[rows]))]
    until, highest = -1.0, 0
    before = -1.0
    for row in rows:
        if start[row] == before:
            continue
        before = start[row]
        if start[row] < until - 1e-9 and pitch[row] < highest - 4:
            continue
        out[row] = True
        until, highest = start[row] + length[row], int(pitch[row])
    return out


def _rough(start: Floats, length: Floats, pitch: NDArray[np.int64], lead: Flags) -> Flags:
    moments, index = np.unique(start, return_inverse=True)
    lowest = np.full(len(moments), 200)
    np.minimum.at(lowest, index, pitch)
    return lead & (length >= 1) & np.isin((pitch - lowest[index]) % 12, _ROUGH)


def _phrases(
    start: Floats, length: Floats, slur_ends: Flags, bars_at: Floats, end: float
) -> Floats:
    """Where phrases of about four bars begin: after rests, long notes and slurs of the melody."""
    bar = float(np.median(np.diff(bars_at))) if len(bars_at) > 1 else 4.0
    begins, weights = bars_at, np.zeros(len(bars_at))
    if len(start) > 1:
        gaps = start[1:] - (start[:-1] + length[:-1])
        usual = float(np.median(length))
        rest = np.clip(gaps / 1.0, 0, 2) + np.clip((length[:-1] - usual) / (2 * usual + 1e-9), 0, 1)
        rest += 0.4 * slur_ends[:-1]
        begins = np.concatenate([begins, start[1:]])
        weights = np.concatenate([weights, rest])
    out = [0.0]
    while out[-1] < end - 1.5 * bar:
        there = (begins > out[-1] + 1.4 * bar) & (begins < out[-1] + 8 * bar)
        if not there.any():
            break
        near = np.abs((begins[there] - out[-1]) / bar - 4) / 3
        on_bar = np.isin(begins[there], bars_at) * 0.3
        out.append(float(begins[there][np.argmax(weights[there] + on_bar - near)]))
    return np.array([*[each for each in out if each < end - 0.5 * bar], end])

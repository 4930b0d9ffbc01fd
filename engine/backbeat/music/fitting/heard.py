"""The analysis of an edited song: what was heard in the song, where the edit has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.fitting.song_edit import SongEdit
from backbeat.v1.music_pb2 import (
    Accent,
    Beat,
    Build,
    Drop,
    Energy,
    EnergySpan,
    MusicAnalysis,
    Onset,
    Phrase,
    Section,
)

_SAME_S = 1e-6
_SLIVER_S = 0.2
"""Shorter pieces of a section, span or build are the edges of a cut beside a downbeat."""
_STILL_A_DROP = 0.5
"""Share of its gain that a drop must still have, where what comes before it is another place."""
_DROP_BARS = 2
_FLOOR = -120.0


@dataclass(frozen=True)
class _Piece:
    """A stretch from one join's downbeat to the next, which is where music changes for the ear."""

    source_start: Fraction
    source_end: Fraction
    shift: Fraction
    """Added to a time of the song to have it in the edit."""

    def holds(self, time_s: float) -> bool:
        return self.source_start <= Fraction(time_s) < self.source_end

    def at(self, time_s: float) -> float:
        return float(Fraction(time_s) + self.shift)

    def overlap(self, start_s: float, end_s: float) -> tuple[float, float] | None:
        """What of a stretch of the song it has, in the edit."""
        start, end = max(float(self.source_start), start_s), min(float(self.source_end), end_s)
        return (self.at(start), self.at(end)) if end - start > _SAME_S else None


def as_heard(analysis: MusicAnalysis, song_edit: SongEdit) -> MusicAnalysis:
    """`analysis` of the edited song, from 0 to its length.

    Bars count on through the edit: the first downbeat heard starts bar 1, whatever its number in
    the song, so that no two bars have one number. Where a join keeps the place in the phrase, the
    phrase goes on; otherwise one starts. Sections of one label and level
    that meet at a join become one. A drop whose approach was cut off is none. Tempo, metre, tracker
    and warnings are the song's.
    """
    pieces = _pieces(song_edit)
    beats = _beats(analysis, pieces)
    heard = MusicAnalysis(
        duration_s=float(song_edit.length_s),
        tempo_bpm=analysis.tempo_bpm,
        beats_per_bar=analysis.beats_per_bar,
        beats=beats,
        onsets=[
            Onset(time_s=piece.at(onset.time_s), strength=onset.strength)
            for piece in pieces
            for onset in analysis.onsets
            if piece.holds(onset.time_s)
        ],
        tracker=analysis.tracker,
        model_sha256=analysis.model_sha256,
        accents=[
            Accent(time_s=piece.at(one.time_s), strength=one.strength, origin=one.origin)
            for piece in pieces
            for one in analysis.accents
            if piece.holds(one.time_s)
        ],
        warnings=analysis.warnings,
    )
    heard.energy.CopyFrom(_energy(analysis, song_edit, pieces))
    heard.sections.extend(_sections(analysis, pieces, beats))
    heard.phrases.extend(_phrases(analysis, song_edit, pieces, beats))
    heard.drops.extend(_drops(analysis, heard, pieces))
    heard.builds.extend(_builds(analysis, pieces))
    return heard


def song_time(song_edit: SongEdit, time_s: Fraction) -> Fraction:
    """Where in the song the edit is at `time_s`; before and after it, as if it played on."""
    for stretch in song_edit.stretches:
        if time_s < stretch.end_s:
            return time_s - stretch.shift_s
    return time_s - song_edit.stretches[-1].shift_s


def _pieces(song_edit: SongEdit) -> list[_Piece]:
    found = []
    for place, stretch in enumerate(song_edit.stretches):
        start = song_edit.joins[place - 1].to_s if place else stretch.source_start_s
        last = place == len(song_edit.joins)
        end = stretch.source_end_s if last else song_edit.joins[place].from_s
        found.append(_Piece(start, end, stretch.shift_s))
    return found


def _beats(analysis: MusicAnalysis, pieces: list[_Piece]) -> list[Beat]:
    found: list[Beat] = []
    bar = 0
    for piece in pieces:
        for beat in analysis.beats:
            if not piece.holds(beat.time_s):
                continue
            bar += beat.beat == 1
            found.append(
                Beat(
                    time_s=piece.at(beat.time_s),
                    bar=bar,
                    beat=beat.beat,
                    confidence=beat.confidence,
                    origin=beat.origin,
                    kick=beat.kick,
                    snare=beat.snare,
                )
            )
    return found


def _energy(analysis: MusicAnalysis, song_edit: SongEdit, pieces: list[_Piece]) -> Energy:
    rate = analysis.energy.rate_hz
    energy = Energy(rate_hz=rate)
    if rate > 0 and len(analysis.energy.lufs):
        count = int(np.ceil(float(song_edit.length_s) * rate - _SAME_S))
        times = np.arange(count) / rate
        source = times.copy()
        for stretch in song_edit.stretches:
            here = times >= float(stretch.start_s) - _SAME_S
            source[here] = times[here] - float(stretch.shift_s)
        known = np.arange(len(analysis.energy.lufs)) / rate
        for values, into in (
            (analysis.energy.lufs, energy.lufs),
            (analysis.energy.momentary_lufs, energy.momentary_lufs),
        ):
            if len(values):
                into.extend(
                    np.interp(source, known[: len(values)], values).astype(np.float32).tolist()
                )
    for start, end, which in _tiles(
        [(span.start_s, span.end_s) for span in analysis.energy.spans],
        [(span.level, span.origin) for span in analysis.energy.spans],
        pieces,
    ):
        span = analysis.energy.spans[which]
        energy.spans.append(
            EnergySpan(start_s=start, end_s=end, level=span.level, origin=span.origin)
        )
    return energy


def _sections(analysis: MusicAnalysis, pieces: list[_Piece], beats: list[Beat]) -> list[Section]:
    found = []
    for start, end, which in _tiles(
        [(one.start_s, one.end_s) for one in analysis.sections],
        [(one.label, one.level) for one in analysis.sections],
        pieces,
        whole=True,
    ):
        one = analysis.sections[which]
        found.append(
            Section(
                start_s=start,
                end_s=end,
                label=one.label,
                level=one.level,
                bar=_bar_at(beats, start + _SLIVER_S),
            )
        )
    return found


def _tiles(
    ranges: list[tuple[float, float]],
    kinds: list[tuple[object, ...]],
    pieces: list[_Piece],
    whole: bool = False,
) -> list[tuple[float, float, int]]:
    """Contiguous stretches of the song as the edit has them: start, end, and which one.

    Args:
        ranges: in the song, contiguous.
        kinds: of each; equal ones that meet at a join become one.
        pieces: of the edit.
        whole: keep two of one kind apart where the song has them so.
    """
    found: list[tuple[float, float, int]] = []
    for piece in pieces:
        joined = bool(found)
        if joined:
            # Moved by a few milliseconds, the downbeat taken up is not where the one left would be.
            found[-1] = (found[-1][0], piece.at(float(piece.source_start)), found[-1][2])
        for which, (start_s, end_s) in enumerate(ranges):
            part = piece.overlap(start_s, end_s)
            if part is None:
                continue
            start, end = part
            if found:
                start = found[-1][1]
                again = kinds[which] == kinds[found[-1][2]] and (joined or not whole)
                if again or end - start < _SLIVER_S:
                    found[-1] = (found[-1][0], end, found[-1][2])
                    continue
            found.append((start, end, which))
            joined = False
    if found and len(found) > 1 and found[0][1] - found[0][0] < _SLIVER_S:
        found[1] = (found[0][0], *found[1][1:])
        del found[0]
    if found:
        found[0] = (0.0, *found[0][1:])
    return found


def _phrases(
    analysis: MusicAnalysis, song_edit: SongEdit, pieces: list[_Piece], beats: list[Beat]
) -> list[Phrase]:
    starts: list[float] = []
    for place, piece in enumerate(pieces):
        kept = place > 0 and song_edit.joins[place - 1].phrase_kept
        inside = [piece.at(one.start_s) for one in analysis.phrases if piece.holds(one.start_s)]
        # A phrase taken up in its middle starts anew, unless the one before led there.
        began = piece.at(float(piece.source_start))
        if place and not kept and (not inside or inside[0] > began + _SAME_S):
            starts.append(began)
        starts.extend(inside)
    downbeats = np.array([beat.time_s for beat in beats if beat.beat == 1])
    if not starts or not len(downbeats):
        return []
    first = np.unique(np.searchsorted(downbeats, np.array(starts) - _SAME_S))
    first = first[first < len(downbeats)]
    ends = np.append(first[1:], len(downbeats))
    bars = [beat.bar for beat in beats if beat.beat == 1]
    return [
        Phrase(start_s=downbeats[start], bar=bars[start], bars=int(end - start))
        for start, end in zip(first, ends, strict=True)
    ]


def _drops(analysis: MusicAnalysis, heard: MusicAnalysis, pieces: list[_Piece]) -> Iterator[Drop]:
    downbeats = np.array([beat.time_s for beat in heard.beats if beat.beat == 1])
    loudness = np.array(heard.energy.momentary_lufs, np.float64)
    for place, piece in enumerate(pieces):
        for drop in analysis.drops:
            if not piece.holds(drop.time_s):
                continue
            time_s, gain_lu = piece.at(drop.time_s), drop.gain_lu
            near = drop.time_s - float(piece.source_start) < _DROP_BARS * _bar_s(downbeats)
            if near and place == 0 and time_s < _SLIVER_S:
                continue
            if near and place:
                gain_lu = _gain(loudness, heard.energy.rate_hz, downbeats, time_s)
                if gain_lu < _STILL_A_DROP * drop.gain_lu:
                    continue
            yield Drop(time_s=time_s, bar=_bar_at(list(heard.beats), time_s), gain_lu=gain_lu)


def _bar_s(downbeats: Float64s) -> float:
    return float(np.median(np.diff(downbeats))) if len(downbeats) > 1 else 0.0


def _gain(loudness: Float64s, rate: float, downbeats: Float64s, time_s: float) -> float:
    """How much louder the two bars from `time_s` on are than the two before, in LU."""
    reach = max(round(_DROP_BARS * _bar_s(downbeats) * rate), 1)
    at = round(time_s * rate)
    before, after = loudness[max(at - reach, 0) : at], loudness[at : at + reach]
    if not len(before) or not len(after):
        return 0.0
    return float(_mean_lufs(after) - _mean_lufs(before))


def _mean_lufs(loudness: Float64s) -> float:
    return 10 * float(np.log10(np.mean(10 ** (np.maximum(loudness, _FLOOR) / 10))))


def _builds(analysis: MusicAnalysis, pieces: list[_Piece]) -> list[Build]:
    """Builds of which at least half is heard, to their end."""
    found = []
    for piece in pieces:
        for build in analysis.builds:
            part = piece.overlap(build.start_s, build.end_s)
            if part is None:
                continue
            to_its_end = float(piece.source_end) >= build.end_s - _SLIVER_S
            if to_its_end and part[1] - part[0] >= (build.end_s - build.start_s) / 2:
                found.append(Build(start_s=part[0], end_s=part[1]))
    return found


def _bar_at(beats: list[Beat], time_s: float) -> int:
    """The bar that a time lies in; 0 before the first downbeat."""
    bar = 0
    for beat in beats:
        if beat.time_s > time_s + _SAME_S:
            break
        bar = beat.bar
    return bar

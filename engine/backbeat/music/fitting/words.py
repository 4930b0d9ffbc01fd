"""Edits of a song in words and as messages."""

from __future__ import annotations

from collections.abc import Iterator

from backbeat.music.fitting.song_edit import Curve, Join, SongEdit
from backbeat.v1.music_pb2 import (
    CROSSFADE_CURVE_EQUAL_GAIN,
    CROSSFADE_CURVE_EQUAL_POWER,
    SongJoin,
)

_SMOOTH, _ROUGH = 0.5, 1.2
"""Costs up to which a join is said to be hardly heard, and from which it is said to be heard."""
_SAME_SOUND = 0.85
"""Correlation from which a join is said to be hardly heard, whatever it cost."""
_WELL_TIMED_MS = 10.0


def clock(seconds: float) -> str:
    """Minutes, seconds and tenths, such as "1:02.5"."""
    tenths = round(float(seconds) * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


def sentence(join: Join) -> str:
    """What a join does, and how well, in one sentence."""
    if join.cost <= _SMOOTH or join.alike >= _SAME_SOUND:
        verdict = "it should hardly be heard"
    elif join.cost <= _ROUGH:
        verdict = "it should sound like an ordinary change of bar"
    else:
        verdict = "it is likely to be heard"
    timing = (
        "no common attack to time it by"
        if join.timing_ms is None
        else f"attacks {abs(join.timing_ms):.0f} ms off"
    )
    phrase = "" if join.phrase_kept else ", out of its phrase"
    return (
        f"At {clock(float(join.time_s))} bar {join.from_bar} gives way to bar {join.to_bar}{phrase}"
        f": harmony {join.harmony:.2f} apart, timbre {join.timbre_db:.1f} dB, loudness "
        f"{join.loudness_lu:+.1f} LU, tempo {join.tempo_percent:+.1f} %, {timing}; {verdict}."
    )


def message(join: Join, crossfade_s: float, curve: Curve) -> SongJoin:
    """The join as results and sync maps hold it."""
    made = SongJoin(
        time_s=float(join.time_s),
        from_s=float(join.from_s),
        to_s=float(join.to_s),
        from_bar=join.from_bar,
        to_bar=join.to_bar,
        harmony=join.harmony,
        timbre_db=join.timbre_db,
        loudness_lu=join.loudness_lu,
        tempo_percent=join.tempo_percent,
        shifted_ms=join.shifted_ms,
        alike=join.alike,
        cost=join.cost,
        crossfade_s=crossfade_s,
        curve=CROSSFADE_CURVE_EQUAL_GAIN
        if curve is Curve.EQUAL_GAIN
        else CROSSFADE_CURVE_EQUAL_POWER,
        description=sentence(join),
    )
    if join.timing_ms is not None:
        made.timing_ms = join.timing_ms
    return made


def messages(song_edit: SongEdit) -> list[SongJoin]:
    """All joins of an edit."""
    return [
        message(join, float(stretch.crossfade_s), stretch.curve)
        for join, stretch in zip(song_edit.joins, song_edit.stretches[1:], strict=True)
    ]


def length_warning(song_edit: SongEdit, length_s: float, bar_s: float) -> Iterator[str]:
    """That the length asked for was missed by more than half a bar, if it was."""
    apart = float(song_edit.length_s) - length_s
    if abs(apart) > bar_s / 2 + 0.05:
        yield (
            f"The song is {float(song_edit.length_s):.1f} s long, not {length_s:g} s: its bars "
            "allow nothing nearer."
        )


def rough_joins(song_edit: SongEdit, smoother_s: float | None) -> Iterator[str]:
    """The joins that are heard, or whose attacks do not fall together; and what would be better."""
    rough = [join for join in song_edit.joins if _is_rough(join)]
    yield from map(sentence, rough)
    if rough and smoother_s is not None:
        yield f"A length of {smoother_s:.1f} s would have far smoother joins."


def _is_rough(join: Join) -> bool:
    late = join.timing_ms is not None and abs(join.timing_ms) > _WELL_TIMED_MS
    return (join.cost > _ROUGH and join.alike < _SAME_SOUND) or late

"""Beat markers of an assembled edit, as a snap writes them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from backbeat.cutting.beat_markers import BEAT_COLOR, DOWNBEAT_COLOR, MAX_BEATS
from backbeat.timeline.markers import NOTE_PREFIX, marker
from backbeat.v1.cutting_pb2 import GridBeat
from backbeat.version import __version__


def beat_markers(
    grid: Sequence[GridBeat], rate: Fraction, song: str
) -> tuple[list[dict[str, object]], str]:
    """A marker a beat; of more than `MAX_BEATS` beats, one a downbeat.

    Args:
        grid: the beats.
        rate: frames a second of the timeline.
        song: path of the song.

    Returns:
        The markers, and a sentence on the beats that got none; empty where all did.
    """
    if len(grid) <= MAX_BEATS:
        return [_marker(beat, rate, song) for beat in grid], ""
    downbeats = [beat for beat in grid if beat.beat == 1]
    warning = (
        f"The music has {len(grid):,} beats, more than {MAX_BEATS:,}, so only its "
        f"{len(downbeats):,} downbeats became markers."
    )
    return [_marker(beat, rate, song) for beat in downbeats], warning


def _marker(beat: GridBeat, rate: Fraction, song: str) -> dict[str, object]:
    name = f"B{beat.bar}.{beat.beat}"
    return marker(
        name=name,
        color=DOWNBEAT_COLOR if beat.beat == 1 else BEAT_COLOR,
        start=float(beat.frame),
        duration=1.0,
        rate=float(rate),
        note=f"{NOTE_PREFIX}bar={beat.bar};beat={beat.beat};conf={beat.confidence:.2f}",
        comment=name,
        provenance={
            "job": "cut",
            "version": __version__,
            "bar": beat.bar,
            "beat": beat.beat,
            "time_seconds": beat.time_s,
            "confidence": round(beat.confidence, 4),
            "source_media": song,
        },
    )

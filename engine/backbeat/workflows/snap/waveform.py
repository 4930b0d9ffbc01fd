"""The waveform of the music along the timeline, for the report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backbeat.cutting.grid import Song, placements_of, speed_of
from backbeat.cutting.report import Waveform
from backbeat.v1.cutting_pb2 import SyncMap


def waveform_of_timeline(
    songs: Sequence[Song], peaks: Sequence[Waveform], sync_map: SyncMap
) -> Waveform | None:
    """Combines the songs' waveforms in timeline time; None for an empty timeline.

    Args:
        songs: the songs with their placements.
        peaks: the waveform of each song from its first sample, all with the same bin length.
        sync_map: the sync map, for the timeline's length.
    """
    duration_s = sync_map.duration_frames * sync_map.rate.denominator / sync_map.rate.numerator
    bin_s = peaks[0].bin_s if peaks else 0.0
    if not duration_s or not bin_s:
        return None
    lows = np.zeros(int(np.ceil(duration_s / bin_s)), np.float32)
    highs = np.zeros_like(lows)
    for song, peak in zip(songs, peaks, strict=True):
        for placement in placements_of(song):
            first = max(0, round(placement.timeline_start_s / bin_s))
            end = round((placement.timeline_start_s + placement.duration_s) / bin_s)
            there = np.arange(first, min(end, len(lows)))
            into = there * bin_s - placement.timeline_start_s
            source_s = placement.source_start_s + into * float(speed_of(placement))
            source = np.round(source_s / bin_s).astype(np.intp)
            inside = (source >= 0) & (source < len(peak.lows))
            there, source = there[inside], source[inside]
            lows[there] = np.minimum(lows[there], peak.lows[source])
            highs[there] = np.maximum(highs[there], peak.highs[source])
    return Waveform(lows=lows, highs=highs, start_s=0.0, bin_s=bin_s)

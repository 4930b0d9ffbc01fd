"""The shape of the music's sound along the timeline, for drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backbeat.cutting.grid import Song, placements_of
from backbeat.cutting.report import Waveform
from backbeat.v1.cutting_pb2 import SyncMap


def sound_of_timeline(
    songs: Sequence[Song], peaks: Sequence[Waveform], sync_map: SyncMap
) -> Waveform | None:
    """Lays the songs' peaks where the timeline plays them; None for an empty timeline.

    Args:
        songs: with their placements.
        peaks: of each song from its first sample, all with one bin length.
        sync_map: gives the timeline's length.
    """
    duration_s = sync_map.duration_frames * sync_map.rate.denominator / sync_map.rate.numerator
    bin_s = peaks[0].bin_s if peaks else 0.0
    if not duration_s or not bin_s:
        return None
    lows = np.zeros(int(np.ceil(duration_s / bin_s)), np.float32)
    highs = np.zeros_like(lows)
    for song, peak in zip(songs, peaks, strict=True):
        for placement in placements_of(song):
            source = round(placement.source_start_s / bin_s)
            target = round(placement.timeline_start_s / bin_s)
            skip = max(0, -target, -source)
            source, target = source + skip, target + skip
            wanted = round(placement.duration_s / bin_s) - skip
            count = min(wanted, len(lows) - target, len(peak.lows) - source)
            if count > 0:
                here, there = slice(target, target + count), slice(source, source + count)
                np.minimum(lows[here], peak.lows[there], out=lows[here])
                np.maximum(highs[here], peak.highs[there], out=highs[here])
    return Waveform(lows=lows, highs=highs, start_s=0.0, bin_s=bin_s)

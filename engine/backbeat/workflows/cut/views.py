"""What the report of an assembled edit shows beside its sync map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from backbeat.cutting import Song
from backbeat.cutting.report import AssembledViews, Curve, Waveform, waveform_of
from backbeat.progress import Progress
from backbeat.v1.cutting_pb2 import SyncMap
from backbeat.v1.music_pb2 import MusicAnalysis
from backbeat.workflows.preview.shot_views import shot_views
from backbeat.workflows.snap.waveform import waveform_of_timeline

if TYPE_CHECKING:
    from backbeat.footage import Footage
    from backbeat.sliced_sound import Audio

_PEAKS_PER_SECOND = 100


@dataclass(frozen=True)
class Known:
    """What a job knows of an edit's clips and music beside the sync map; all may be unknown."""

    footage: Mapping[str, Footage] = field(default_factory=dict)
    """By path."""
    audio: Audio | None = None
    """The whole song."""
    analysis: MusicAnalysis | None = None
    """Of the music as heard."""


def views_of(sync_map: SyncMap, known: Known, progress: Progress) -> AssembledViews:
    """All that the report draws. Raises: CancelledError."""
    size = (sync_map.format.width, sync_map.format.height)
    return AssembledViews(
        None if known.audio is None else _waveform(sync_map, known.audio),
        None if known.analysis is None else _loudness(known.analysis),
        shot_views(sync_map, known.footage, size, progress),
    )


def _waveform(sync_map: SyncMap, audio: Audio) -> Waveform | None:
    spine = sync_map.spine
    song = Song(MusicAnalysis(), spine.path, spine.sha256, spine.placements)
    peaks = waveform_of(audio.samples, audio.rate, _PEAKS_PER_SECOND)
    return waveform_of_timeline([song], [peaks], sync_map)


def _loudness(analysis: MusicAnalysis) -> Curve | None:
    lufs = np.array(analysis.energy.momentary_lufs, np.float32)
    if not len(lufs) or not analysis.energy.rate_hz:
        return None
    return Curve(np.arange(len(lufs)) / analysis.energy.rate_hz, lufs)

"""The report of an assembled edit, with thumbnails from its clips and the music it is cut to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from backbeat.cutting.grid import Song
from backbeat.cutting.report import AssembledViews, Curve, Waveform, render_assembled, waveform_of
from backbeat.footage import Footage
from backbeat.progress import SILENT, Progress
from backbeat.v1.cutting_pb2 import SyncMap
from backbeat.v1.music_pb2 import Energy, MusicAnalysis
from backbeat.workflows.preview.shot_views import shot_views
from backbeat.workflows.snap.waveform import waveform_of_timeline

if TYPE_CHECKING:
    from backbeat.media.decode import AudioBuffer

_PEAKS_PER_SECOND = 50


def assembled_report(
    sync_map: SyncMap,
    footage: Sequence[Footage],
    sound: AudioBuffer | None,
    energy: Energy | None,
    title: str,
    progress: Progress = SILENT,
) -> str:
    """The page. What is not given is not drawn.

    Args:
        sync_map: of the edit.
        footage: what was seen in its clips; without, there are no motion curves.
        sound: the whole song that the spine's placements are stretches of.
        energy: of the music as the timeline has it, from its first frame.
        title: name of the timeline.
        progress: notified as work proceeds; may cancel.

    Raises:
        RequestError: the sync map names no frame rate.
        CancelledError: the job was asked to stop.
    """
    size = (sync_map.format.width or 1920, sync_map.format.height or 1080)
    by_path = {str(one.path): one for one in footage}
    views = AssembledViews(
        None if sound is None else _waveform(sync_map, sound),
        None if energy is None else _loudness(energy),
        shot_views(sync_map, by_path, size, progress),
    )
    return render_assembled(sync_map, views, title)


def _waveform(sync_map: SyncMap, sound: AudioBuffer) -> Waveform | None:
    spine = sync_map.spine
    song = Song(
        MusicAnalysis(duration_s=sound.duration_s), spine.path, spine.sha256, spine.placements
    )
    peaks = waveform_of(sound.samples, sound.rate, _PEAKS_PER_SECOND)
    return waveform_of_timeline([song], [peaks], sync_map)


def _loudness(energy: Energy) -> Curve | None:
    values = np.array(energy.momentary_lufs or energy.lufs, np.float32)
    if not len(values) or not energy.rate_hz:
        return None
    return Curve(np.arange(len(values)) / energy.rate_hz, values)

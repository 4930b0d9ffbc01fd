"""How loud the clips' own sound is kept under the music."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backbeat.cutting.building.media import rate_of
from backbeat.cutting.building.picture import has_sound
from backbeat.errors import MediaError
from backbeat.files.scratch import scratch_folder
from backbeat.loudness import measure
from backbeat.loudness.windows import lufs
from backbeat.media.random_access import SoundFile
from backbeat.media.samples import Samples
from backbeat.progress import Progress
from backbeat.v1.cutting_pb2 import Slot, SyncMap

if TYPE_CHECKING:
    from backbeat.sliced_sound import Audio, Sound

BELOW_LU = 12.0
"""How far under the music of its slot a clip's sound lies."""
LOWEST_DB = -40.0
_SOFT_LU = 15.0
"""How far under the whole song its soft places count at most: in a rest of the music clips are
heard, not lost."""
_SILENT_LUFS = -70.0


def duck(sync_map: SyncMap, song: Audio, progress: Progress, numbers: Collection[int] = ()) -> None:
    """Sets the level of each shot's own sound: 12 LU under the music of its slot, never raised.

    Both are measured by BS.1770-5, ungated, over the slot, as mono.

    Args:
        sync_map: of an edit that keeps its clips' sound; its shots are filled in.
        song: the whole song, mono.
        progress: notified after each shot.
        numbers: slots to fill in; empty: all.

    Raises:
        CancelledError: the job was asked to stop.
    """
    sounding = {medium.path for medium in sync_map.media if has_sound(medium)}
    slots = [slot for slot in sync_map.slots if not numbers or slot.number in numbers]
    slots = sorted(
        (slot for slot in slots if slot.shot.path in sounding),
        key=lambda slot: (slot.shot.path, slot.shot.source_start_s),
    )
    least = _loudness(song.samples, song.rate) - _SOFT_LU
    with scratch_folder() as folder:
        opened: tuple[str, SoundFile] | None = None
        for index, slot in enumerate(slots):
            progress(index / len(slots), f"Levelling {Path(slot.shot.path).name}")
            if opened is None or opened[0] != slot.shot.path:
                if opened is not None:
                    opened[1].close()
                path = Path(slot.shot.path)
                opened = (slot.shot.path, SoundFile(path, song.rate, 0, folder))
            music = max(least, _loudness(_heard(song, slot, sync_map), song.rate))
            try:
                own = _loudness(_own(opened[1], slot, sync_map, song.rate), song.rate)
            except MediaError:
                # Found damaged here first: the level of the format is kept.
                continue
            if own > _SILENT_LUFS:
                level = min(0.0, max(LOWEST_DB, music - BELOW_LU - own))
                slot.shot.sound_db = round(level, 1)
        if opened is not None:
            opened[1].close()


def _seconds(slot: Slot, sync_map: SyncMap) -> float:
    return float((slot.end_frame - slot.start_frame) / rate_of(sync_map.rate))


def _heard(song: Audio, slot: Slot, sync_map: SyncMap) -> Samples:
    first = max(0, round(slot.music_start_s * song.rate))
    return song.samples[first : first + round(_seconds(slot, sync_map) * song.rate)]


def _own(file: SoundFile, slot: Slot, sync_map: SyncMap, rate: int) -> Samples:
    first = round(slot.shot.source_start_s * rate)
    samples = file.read(first, round(_seconds(slot, sync_map) * rate))
    mono: Samples = samples.mean(axis=1, keepdims=True, dtype=np.float32)
    return mono


def _loudness(samples: Sound, rate: int) -> float:
    """Ungated loudness in LUFS; that of silence where there is none."""
    if not len(samples):
        return _SILENT_LUFS
    power = measure(samples, rate).power
    return max(_SILENT_LUFS, float(lufs(power.mean()))) if len(power) else _SILENT_LUFS

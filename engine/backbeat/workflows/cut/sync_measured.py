"""Clips that were made for a shot plan, measured against the music they come back to."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backbeat.cutting.building.media import rate_of
from backbeat.cutting.measuring.picture import late_s, strongest_change_s
from backbeat.cutting.measuring.sound import REACH_S, Late, late_in_song, late_on_beats
from backbeat.errors import MediaError
from backbeat.progress import Progress
from backbeat.v1 import cutting_pb2 as pb

if TYPE_CHECKING:
    from backbeat.sliced_sound import Audio

_WIDTH, _HEIGHT = 96, 54
_FRAMES = 2
"""How many frames picture or sound may be off before it is said."""


def measure_sync(sync_map: pb.SyncMap, song: Audio, progress: Progress) -> list[str]:
    """Writes into every shot that was asked for how late its picture and its sound are.

    The picture is decoded again and judged by its changes of gray level, the sound by its
    correlation with the song, or by the starts of its own sounds.

    Args:
        sync_map: of an edit; its shots are filled in.
        song: the whole song, mono.
        progress: notified after each shot.

    Returns:
        A sentence on each clip that is more than two frames off.

    Raises:
        CancelledError: the job was asked to stop.
    """
    rate = rate_of(sync_map.rate)
    beats = np.array([beat.time_s for beat in sync_map.grid])
    sounds = {medium.path for medium in sync_map.media if medium.sound_channels}
    said: list[str] = []
    given = [slot for slot in sync_map.slots if slot.shot.given and not slot.shot.still]
    for index, slot in enumerate(given):
        progress(index / len(given), f"Measuring {Path(slot.shot.path).name}")
        shot = slot.shot
        start_s = float(slot.start_frame / rate)
        late = _picture_late_s(slot, rate, beats)
        if late is not None:
            shot.picture_late_ms = 1000 * late
        if shot.path in sounds:
            _measure_sound(slot, start_s, float(slot.end_frame / rate), song, sync_map, beats)
        said += _off(slot, float(_FRAMES / rate))
    return said


def _picture_late_s(slot: pb.Slot, rate: Fraction, beats: np.ndarray) -> float | None:
    from backbeat.media.pictures import PictureFile

    frames = slot.end_frame - slot.start_frame
    start, half = Fraction(slot.shot.source_start_s), 1 / rate / 2
    try:
        with PictureFile(Path(slot.shot.path), _WIDTH, _HEIGHT) as file:
            pictures = np.stack([file.at(start + k / rate + half).luma for k in range(frames)])
    except MediaError:
        return None
    times = (slot.start_frame + np.arange(frames)) / float(rate)
    moment = strongest_change_s(times, pictures)
    return None if moment is None else late_s(moment, beats)


def _measure_sound(
    slot: pb.Slot,
    start_s: float,
    end_s: float,
    song: Audio,
    sync_map: pb.SyncMap,
    beats: np.ndarray,
) -> None:
    from backbeat.media.decode import read_audio

    shot = slot.shot
    try:
        whole = read_audio(Path(shot.path), song.rate, channels=1).samples[:, 0]
    except MediaError:
        return
    first = round(shot.source_start_s * song.rate)
    own = whole[first : first + round((end_s - start_s) * song.rate)]
    heard = _heard(song, sync_map, start_s - REACH_S, len(own) + 2 * round(REACH_S * song.rate))
    found: Late | None = late_in_song(own, heard, song.rate)
    shot.sound_reference = pb.SOUND_REFERENCE_SONG
    if found is None:
        found = late_on_beats(own, song.rate, start_s, beats)
        shot.sound_reference = pb.SOUND_REFERENCE_BEATS
    if found is None:
        shot.sound_reference = pb.SOUND_REFERENCE_UNSPECIFIED
        return
    shot.sound_late_ms, shot.sound_confidence = 1000 * found.seconds, found.confidence


def _heard(song: Audio, sync_map: pb.SyncMap, start_s: float, length: int) -> np.ndarray:
    """What is heard of the song from a time on, shape (length,); silence before and after it."""
    out = np.zeros(length, np.float32)
    origin = round(start_s * song.rate)
    for placement in sync_map.spine.placements:
        at = round(placement.timeline_start_s * song.rate) - origin
        source = round(placement.source_start_s * song.rate)
        count = round(placement.duration_s * song.rate)
        low, high = max(at, 0), min(at + count, length)
        if high > low:
            part = song.samples[source + low - at : source + high - at]
            out[low : low + len(part)] = part[:, 0]
    return out


def _off(slot: pb.Slot, most_s: float) -> list[str]:
    """What is off by more than is good, one sentence each."""
    shot, said = slot.shot, []
    if shot.HasField("picture_late_ms") and abs(shot.picture_late_ms) > 1000 * most_s:
        said.append(
            f"{slot.name}: the strongest motion of {shot.name} is "
            f"{_by(shot.picture_late_ms)} the nearest beat."
        )
    if shot.HasField("sound_late_ms") and abs(shot.sound_late_ms) > 1000 * most_s:
        against = "the song" if shot.sound_reference == pb.SOUND_REFERENCE_SONG else "the beats"
        said.append(
            f"{slot.name}: the sound of {shot.name} is {_by(shot.sound_late_ms)} {against}."
        )
    return said


def _by(late_ms: float) -> str:
    return f"{abs(late_ms):.0f} ms {'after' if late_ms > 0 else 'before'}"

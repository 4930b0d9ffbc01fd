"""The result of a cut, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.v1.assembly_pb2 import AssembledEdit, CutResult
    from backbeat.v1.cutting_pb2 import Slot, SyncMap

_MAX_SHOWN = 20
_MAX_SLOTS = 200
_SONG = 1
"""`SoundReference.SOUND_REFERENCE_SONG`, which is not imported before a result is there."""


def print_result(result: CutResult) -> None:
    """Prints the music, the shots, the clips, the notes and the paths of the outputs.

    A dry run lists every slot.
    """
    first = result.edits[0].sync_map
    _print_music(first)
    for number, edit in enumerate(result.edits, 1):
        if not edit.path:
            lines = [_line(edit.sync_map, slot) for slot in edit.sync_map.slots]
            _print_some(lines, _MAX_SLOTS)
        heading = f"edit {number}    " if len(result.edits) > 1 else "edit      "
        print(heading + _summary(edit.sync_map))
    if result.clips:
        print(f"clips     {_clips(result)}")
    _print_some(_sync_lines(first), _MAX_SLOTS)
    _print_some([f"note: {warning}" for warning in result.warnings], _MAX_SHOWN)
    if result.missed:
        print(f"missed    {result.missed}")
    for edit in result.edits:
        _print_paths(edit)


def _print_music(sync_map: SyncMap) -> None:
    tempo = f", {sync_map.tempo_bpm:.1f} bpm" if sync_map.tempo_bpm else ""
    print(f"music     {PurePath(sync_map.spine.path).name}{tempo}")


def _summary(sync_map: SyncMap) -> str:
    slots = sync_map.slots
    if not slots:
        return "no shots"
    rate = sync_map.rate.numerator / sync_map.rate.denominator
    seconds = sync_map.duration_frames / rate
    line = f"1 shot in {_clock(seconds)}"
    if len(slots) > 1:
        each = seconds / len(slots)
        line = f"{len(slots)} shots in {_clock(seconds)}, {each:.1f} s each on average"
    cuts = slots[1:]
    if cuts:
        downbeats = sum(slot.beat == 1 for slot in cuts)
        line += f"; {downbeats} of {len(cuts)} cuts on downbeats"
    form = sync_map.format
    return f"{line}; {form.width}x{form.height} at {rate:.5g} frames a second"


def _clips(result: CutResult) -> str:
    shown = {slot.shot.path for edit in result.edits for slot in edit.sync_map.slots}
    used, there = sum(clip.path in shown for clip in result.clips), len(result.clips)
    if there == 1:
        return PurePath(result.clips[0].path).name
    return f"{used} of {there} used" if used < there else f"all {there} used"


def _sync_lines(sync_map: SyncMap) -> list[str]:
    """How late picture and sound are of each clip that was measured."""
    lines = []
    for slot in sync_map.slots:
        shot, parts = slot.shot, []
        if shot.HasField("picture_late_ms"):
            parts.append(f"picture {shot.picture_late_ms:+.0f} ms from its beat")
        if shot.HasField("sound_late_ms"):
            against = "song" if shot.sound_reference == _SONG else "beats"
            sure = f"{shot.sound_confidence:.0%} sure"
            parts.append(f"sound {shot.sound_late_ms:+.0f} ms from the {against} ({sure})")
        if parts:
            lines.append(f"sync      {slot.name}  {shot.name}: {', '.join(parts)}")
    return lines


def _line(sync_map: SyncMap, slot: Slot) -> str:
    rate = sync_map.rate.numerator / sync_map.rate.denominator
    length = (slot.end_frame - slot.start_frame) / rate
    shot = slot.shot
    source = "" if shot.still else f" from {shot.source_start_s:.2f} s"
    return (
        f"{slot.number:>3}  {_clock(slot.start_s)}  {length:5.2f} s  B{slot.bar}.{slot.beat}  "
        f"{shot.name}{source}  {slot.reason} {shot.reason}".rstrip()
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:04.1f}"


def _print_some(lines: Sequence[str], most: int) -> None:
    for line in lines[:most]:
        print(line)
    if len(lines) > most:
        print(f"... and {len(lines) - most} more")


def _print_paths(edit: AssembledEdit) -> None:
    for what, path in (
        ("timeline", edit.path),
        ("sync map", edit.sync_map_path),
        ("report", edit.report_path),
        ("proof", edit.preview_path),
    ):
        if path:
            print(f"{what:<10}{path}")

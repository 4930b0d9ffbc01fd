"""What `backbeat snap` says on the terminal: the music, the cuts, the notes and the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.v1.cutting_pb2 import Cut, Slip, SnapResult

_MAX_SHOWN = 20
_MAX_MOVES = 200
_LONGEST_NAME = 40


def print_result(result: SnapResult) -> None:
    """Prints the music, the cuts, the notes and the paths of the outputs.

    A dry run names every move; otherwise only the cuts that were skipped are named.
    """
    from backbeat.v1.cutting_pb2 import SNAP_MODE_SLIP, Cut

    _print_music(result)
    cuts = result.sync_map.cuts
    if not result.path:
        _print_some([_move(cut) for cut in cuts if cut.action == Cut.ACTION_MOVED], _MAX_MOVES)
    if result.sync_map.mode == SNAP_MODE_SLIP:
        _print_some([_slip_line(slip) for slip in result.sync_map.slips], _MAX_MOVES)
    else:
        _print_some(_skipped(cuts), _MAX_SHOWN)
    for line in _by_mode(result):
        print(line)
    if result.sync_map.mode != SNAP_MODE_SLIP:
        print(_counts(result))
    for line in (*_events_and_through_edits(result), *result.sync_map.times_read):
        print(line)
    for warning in result.warnings:
        print(f"note: {warning}")
    for repaired in result.repaired:
        print(f"repaired: {repaired}")
    if result.path:
        print(f"timeline  {result.path}")
        print(f"sync map  {result.sync_map_path}")
        print(f"report    {result.report_path}")
    if result.preview_path:
        print(f"proof     {result.preview_path}")


def _events_and_through_edits(result: SnapResult) -> list[str]:
    """Lines on cuts that were kept together as events, and on through edits."""
    lines = []
    if result.events:
        events = "1 event" if result.events == 1 else f"{result.events} events"
        lines.append(
            f"{events} of cuts within {result.sync_map.flash_frames} frames of each other kept "
            "together (--flash-frames)"
        )
    if result.through_edits:
        edits = (
            "1 through edit"
            if result.through_edits == 1
            else f"{result.through_edits} through edits"
        )
        lines.append(
            f"{edits} left: both sides are contiguous in one media, so nothing is cut there"
        )
    return lines


def _is_first(cut: Cut) -> bool:
    """Whether a cut is in no event, or is the first of its event."""
    return not cut.HasField("event") or cut.event == cut.index


def _slip_line(slip: Slip) -> str:
    """What was done with one clip."""
    name = slip.name if len(slip.name) <= _LONGEST_NAME else f"{slip.name[:_LONGEST_NAME]}..."
    return f"{slip.track} {name}  {slip.reason}"


def _by_mode(result: SnapResult) -> list[str]:
    """What a mode other than roll did, one line each."""
    from backbeat.v1.cutting_pb2 import SNAP_MODE_RETIME, SNAP_MODE_RIPPLE, SNAP_MODE_SLIP

    mode = result.sync_map.mode
    if mode == SNAP_MODE_SLIP:
        skipped = len(result.sync_map.slips) - result.slipped
        return [f"clips     {result.slipped} with their action on a beat, {skipped} as they were"]
    if mode == SNAP_MODE_RETIME:
        plays = "clip plays" if result.retimed == 1 else "clips play"
        return [f"speeds    {result.retimed} {plays} faster or slower"]
    if mode == SNAP_MODE_RIPPLE:
        change = result.length_change_frames
        frames = "frame" if abs(change) == 1 else "frames"
        return [f"length    {change:+g} {frames}" if change else "length    as before"]
    return []


def _print_music(result: SnapResult) -> None:
    from pathlib import PurePath

    from backbeat.cutting.music_place import placements_in_words
    from backbeat.cutting.unsure import recorded

    spine = result.sync_map.spine
    tempo = result.sync_map.tempo_bpm
    print(f"music     {PurePath(spine.path).name}" + (f", {tempo:.1f} bpm" if tempo else ""))
    if sure := recorded(result.sync_map):
        print(f"beats     {sure}")
    for line in placements_in_words(spine.placements):
        print(f"          {line}")


def _skipped(cuts: Sequence[Cut]) -> list[str]:
    """A line for each cut that was skipped, those of one event together."""
    from backbeat.v1.cutting_pb2 import Cut

    sizes = Counter((cut.track, cut.event) for cut in cuts if cut.HasField("event"))
    lines = []
    for cut in cuts:
        if cut.action == Cut.ACTION_SKIPPED and _is_first(cut):
            size = sizes[cut.track, cut.event] if cut.HasField("event") else 1
            together = f"{size} cuts, one event: " if size > 1 else ""
            lines.append(f"skipped {cut.track} {cut.timecode}  {together}{cut.reason}")
    return lines


def _print_some(lines: list[str], max_lines: int) -> None:
    for line in lines[:max_lines]:
        print(f"  {line}")
    if len(lines) > max_lines:
        print(f"  ... and {len(lines) - max_lines} more")


def _move(cut: Cut) -> str:
    frames = cut.to_frame - cut.from_frame
    where = f"frame {cut.from_frame:g} to {cut.to_frame:g} ({frames:+g}), {cut.timecode}"
    return f"{cut.track} {where}  {cut.reason}"


def _counts(result: SnapResult) -> str:
    from backbeat.v1.cutting_pb2 import Cut

    moved = "1 cut" if result.moved == 1 else f"{result.moved} cuts"
    verb = "would move" if not result.path else "moved"
    counts = f"{moved} {verb}, {result.kept} already on a beat, {result.skipped} skipped"
    errors_ms = [
        abs(cut.error_ms)
        for cut in result.sync_map.cuts
        if cut.action in (Cut.ACTION_MOVED, Cut.ACTION_KEPT) and cut.HasField("error_ms")
    ]
    return f"{counts}; {max(errors_ms):.0f} ms off at most" if errors_ms else counts

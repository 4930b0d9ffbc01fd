"""Move an edit's picture cuts onto the beats of its music; sound and length stay as they are."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli.options import (
    absolute,
    add_beat_options,
    add_media_paths,
    add_output_options,
    beat_options,
    count,
    keep_edits,
    media_paths,
)
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.cutting_pb2 import (
        Cut,
        CutDecision,
        Slip,
        SnapOptions,
        SnapRequest,
        SnapResult,
        SnapTarget,
    )

_MAX_SHOWN = 20
_MAX_MOVES = 200
_LONGEST_NAME = 40
_PIN = re.compile(r"(?P<track>V\d+):(?P<index>\d+)(?:=(?P<frame>\d+))?", re.IGNORECASE)

HELP = "move cuts onto beats, with markers, a sync map and a report"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "edit", metavar="EDIT", help="timeline: .otio, .otioz, .otiod, .xml, .fcpxml, .edl or .aaf"
    )
    music = parser.add_mutually_exclusive_group()
    music.add_argument(
        "--music", action="append", metavar="SONG", help="the song, as a sound or video file"
    )
    music.add_argument(
        "--music-track",
        action="append",
        metavar="NAME",
        help="track of the edit that holds the song, such as A1 or Music (repeatable)",
    )
    parser.add_argument(
        "-o",
        "--output",
        default="",
        metavar="OUT",
        help="the snapped timeline; its ending decides the format",
    )
    parser.add_argument(
        "--for",
        dest="for_editor",
        choices=["resolve", "premiere"],
        help="repair the result for this editor, and list what the editor refuses or drops",
    )
    parser.add_argument(
        "--preview", default="", metavar="OUT.mp4", help="render a small proof with the music"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would be done; write nothing"
    )
    _add_mode(parser)
    _add_movement(parser)
    add_beat_options(parser)
    add_media_paths(parser)
    add_output_options(parser)


def _add_mode(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how cuts come onto beats")
    group.add_argument(
        "--mode",
        choices=["roll", "ripple", "slip", "retime"],
        default="roll",
        help="roll: the cut moves alone; ripple: all that comes later follows; slip: cuts stay, "
        "the action inside each clip moves to a beat; retime: clips play faster or slower (roll)",
    )
    group.add_argument(
        "--speed-limits",
        metavar="LEAST-MOST",
        help="with --mode retime: how slow and fast a clip may play, in percent (90-110)",
    )
    group.add_argument(
        "--to", choices=["beats", "markers"], help="cut to beats, or to markers of the edit (beats)"
    )
    group.add_argument(
        "--marker-color",
        action="append",
        default=[],
        metavar="COLOR",
        help="only markers of this color, such as red (repeatable; means --to markers)",
    )
    group.add_argument(
        "--marker-name",
        action="append",
        default=[],
        metavar="NAME",
        help="only markers of this name, * and ? allowed (repeatable; means --to markers)",
    )
    group.add_argument(
        "--leave-within",
        default="",
        metavar="LENGTH",
        help="cuts this near to a beat stay where they are: 2, 0.1s",
    )
    group.add_argument(
        "--only-markers", action="store_true", help="write beat markers; move no cut"
    )


def _add_movement(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("cutting")
    group.add_argument(
        "--tolerance",
        default="",
        metavar="LENGTH",
        help="maximum distance a cut may move, in frames or seconds: 6, 0.2s (half the distance "
        "between beats, at most half a bar and a second)",
    )
    group.add_argument(
        "--every-beats", type=count, default=0, metavar="N", help="cut on every Nth beat only"
    )
    group.add_argument(
        "--every-bars",
        type=count,
        default=0,
        metavar="N",
        help="cut on the downbeat of every Nth bar only",
    )
    group.add_argument(
        "--first-bar",
        type=count,
        default=0,
        metavar="N",
        help="count every Nth beat or bar from this bar of the song (1)",
    )
    group.add_argument(
        "--beats-of-bar",
        default="",
        metavar="N,N",
        help="cut on these beats of the bar only: 1,3",
    )
    group.add_argument(
        "--follow",
        "--drum",
        dest="drum",
        choices=["kick", "snare", "onset"],
        help="cut on beats with a kick, with a snare, or with any attack, only",
    )
    group.add_argument(
        "--pin",
        action="append",
        default=[],
        metavar="TRACK:CUT[=FRAME]",
        help="leave this cut where it is, or put it at this frame of the timeline, on a beat or "
        "not; cuts are counted from 0, as in the sync map (repeatable): V1:3, V1:4=250",
    )
    group.add_argument(
        "--grid-offset", type=float, default=0.0, metavar="MS", help="cut this much after the beat"
    )
    group.add_argument(
        "--music-start",
        metavar="TIME",
        help="where the song starts in the timeline: seconds, 1:23.5, or timecode",
    )
    group.add_argument(
        "--track",
        action="append",
        default=[],
        metavar="NAME",
        help="snap this picture track only (repeatable)",
    )
    group.add_argument(
        "--range",
        metavar="START-END",
        help="only cuts inside: record timecode, +timecode from the first frame, frames, or 10.5s",
    )
    group.add_argument(
        "--min-clip", type=count, default=0, metavar="FRAMES", help="shortest clip length allowed"
    )
    group.add_argument(
        "--flash-frames",
        type=count,
        metavar="FRAMES",
        help="clips and gaps up to this long keep their length: the cuts at their ends are one "
        "event (9, but at most 3/4 of a beat; 0: none)",
    )
    group.add_argument(
        "--downbeat-weight", type=float, metavar="W", help="preference for downbeats, 0 to 1 (0.25)"
    )
    group.add_argument(
        "--assume-handles",
        type=count,
        default=0,
        metavar="FRAMES",
        help="handles to assume for clips whose media length is unknown",
    )
    group.add_argument(
        "--markers",
        choices=["beats", "downbeats", "none"],
        help="which beats become markers (beats; the downbeats if there are more than 2,000)",
    )
    group.add_argument(
        "--even-if-unsure",
        action="store_true",
        help="cut even to music in which hardly a beat is heard, such as speech or noise",
    )
    group.add_argument(
        "--linked-sound",
        choices=["split", "skip"],
        default="split",
        help="cuts whose linked sound is cut too: make a split edit, or leave them",
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json
    from backbeat.v1.jobs_pb2 import JobRequest

    result = execute(JobRequest(snap=request_of(arguments)), arguments.engine).snap
    if arguments.json:
        print_json(result)
    else:
        print_result(result)
    return 1 if result.missed else 0


def request_of(arguments: argparse.Namespace) -> SnapRequest:
    """The request that the arguments stand for. Raises: RequestError."""
    from backbeat.v1.cutting_pb2 import (
        SNAP_TARGET_MARKERS,
        SnapRequest,
    )
    from backbeat.workflows.editors import editor_called
    from backbeat.workflows.snap.job import Outputs

    if not arguments.output and not arguments.dry_run:
        raise RequestError("A snap needs an output.", "Name one with -o, or give --dry-run.")
    request = SnapRequest(
        edit_path=absolute(arguments.edit),
        output_path=absolute(arguments.output) if arguments.output else "",
        beats=beat_options(arguments),
        options=_options(arguments),
        for_editor=editor_called(arguments.for_editor),
        overwrite=arguments.overwrite,
        media_paths=media_paths(arguments),
        preview_path=absolute(arguments.preview) if arguments.preview else "",
    )
    if request.output_path:
        preview = Path(request.preview_path) if request.preview_path else None
        keep_edits(arguments, *Outputs.beside(Path(request.output_path), preview).all)
    if arguments.music is None and arguments.music_track is None:
        if request.options.target != SNAP_TARGET_MARKERS:
            raise RequestError(
                "A snap needs its music.",
                "Name it with --music or --music-track, or cut --to markers.",
            )
    elif arguments.music is not None:
        if len(arguments.music) > 1:
            raise RequestError(
                f"--music is given {len(arguments.music)} times, and a snap takes one song.",
                "For several songs, name the tracks that carry them with --music-track.",
            )
        request.music_path = absolute(arguments.music[0])
    else:
        request.music_track, *others = arguments.music_track
        request.more_music_tracks.extend(others)
    return request


def _beats_of_bar(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() for part in parts):
        raise RequestError(f"--beats-of-bar {text} is no list of beats.", "Give such as 1,3.")
    return [int(part) for part in parts]


def _decision(pin: str) -> CutDecision:
    from backbeat.v1.cutting_pb2 import CutDecision

    found = _PIN.fullmatch(pin.strip())
    if not found:
        raise RequestError(
            f"--pin {pin} names no cut.", "Give track and cut, and the frame: V1:3, V1:4=250."
        )
    decision = CutDecision(track=found["track"].upper(), index=int(found["index"]))
    if found["frame"]:
        decision.to_frame = int(found["frame"])
    return decision


def _options(arguments: argparse.Namespace) -> SnapOptions:
    from backbeat.v1 import cutting_pb2 as pb

    options = pb.SnapOptions(
        tolerance=arguments.tolerance,
        music_start=arguments.music_start or "",
        every_beats=arguments.every_beats,
        every_bars=arguments.every_bars,
        first_bar=arguments.first_bar,
        beats_of_bar=_beats_of_bar(arguments.beats_of_bar),
        drum=pb.Drum.Value(f"DRUM_{(arguments.drum or 'unspecified').upper()}"),
        decisions=[_decision(pin) for pin in arguments.pin],
        grid_offset_ms=arguments.grid_offset,
        tracks=arguments.track,
        min_clip_frames=arguments.min_clip,
        assume_handles_frames=arguments.assume_handles,
        markers=pb.MarkerChoice.Value(
            f"MARKER_CHOICE_{(arguments.markers or 'unspecified').upper()}"
        ),
        linked_sound=pb.LinkedSound.Value(f"LINKED_SOUND_{arguments.linked_sound.upper()}"),
        dry_run=arguments.dry_run,
        mode=pb.SnapMode.Value(f"SNAP_MODE_{arguments.mode.upper()}"),
        target=_target(arguments),
        marker_colors=arguments.marker_color,
        marker_names=arguments.marker_name,
        leave_within=arguments.leave_within,
        only_markers=arguments.only_markers,
        even_if_unsure=arguments.even_if_unsure,
    )
    if arguments.speed_limits is not None:
        options.min_speed, options.max_speed = _speed_limits(arguments.speed_limits)
    if arguments.flash_frames is not None:
        options.flash_frames = arguments.flash_frames
    if arguments.downbeat_weight is not None:
        options.downbeat_weight = arguments.downbeat_weight
    if arguments.range is not None:
        from backbeat.timeline.typed_time import split_range

        options.range_start, options.range_end = split_range(arguments.range)
    return options


def _target(arguments: argparse.Namespace) -> SnapTarget:
    from backbeat.v1 import cutting_pb2 as pb

    by_marker = arguments.marker_color or arguments.marker_name
    chosen = arguments.to or ("markers" if by_marker else "beats")
    target: SnapTarget = pb.SnapTarget.Value(f"SNAP_TARGET_{chosen.upper()}")
    return target


def _speed_limits(text: str) -> tuple[float, float]:
    """Two speeds as factors, from "90-110". Raises: RequestError."""
    least, dash, most = text.replace("%", "").partition("-")
    try:
        limits = float(least) / 100, float(most) / 100
    except ValueError:
        limits = 0.0, 0.0
    if not dash or not 0 < limits[0] <= 1 <= limits[1]:
        raise RequestError(f"{text} are no limits of speed.", "Write such as 90-110.")
    return limits


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

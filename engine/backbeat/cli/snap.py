"""Move an edit's picture cuts onto the beats of its music; sound and length stay as they are."""

from __future__ import annotations

import argparse
import re
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
    from backbeat.v1.cutting_pb2 import CutDecision, SnapOptions, SnapRequest, SnapTarget


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
        from backbeat.cli.snap_text import print_result

        print_result(result)
    return 1 if result.missed else 0


def request_of(arguments: argparse.Namespace) -> SnapRequest:
    """The request that the arguments stand for. Raises: RequestError."""
    from backbeat.v1.cutting_pb2 import SNAP_TARGET_MARKERS, SnapRequest
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

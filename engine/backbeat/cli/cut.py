"""Assemble an edit from clips, paced by a song; or change a shot of one."""

from __future__ import annotations

import argparse
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
from backbeat.cli.pacing_options import (
    add_length_options,
    add_pacing_options,
    frame_rate,
    length_options,
    pacing_options,
)
from backbeat.cli.shot_options import clip_named, pin, replacement, skipped
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.assembly_pb2 import CutRequest, MaterialOptions

HELP = "assemble an edit from clips, paced by a song"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="CLIP|DIR",
        help="video files, pictures, and folders of them; with --replace, the edit",
    )
    parser.add_argument("--music", metavar="SONG", help="the song, as a sound or video file")
    parser.add_argument("-o", "--output", default="", metavar="OUT.otio", help="the edit to write")
    parser.add_argument(
        "--for",
        dest="for_editor",
        choices=["resolve", "premiere"],
        help="shape the edit for this editor, and list what the editor refuses or drops",
    )
    parser.add_argument(
        "--preview", default="", metavar="OUT.mp4", help="render a small proof with the song"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would be cut; write nothing"
    )
    add_pacing_options(parser)
    _add_picture(parser)
    _add_material(parser)
    add_length_options(parser)
    _add_again(parser)
    add_media_paths(parser)
    add_beat_options(parser)
    add_output_options(parser)


def _add_picture(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("picture")
    group.add_argument(
        "--rate",
        type=frame_rate,
        metavar="FPS",
        help="frame rate of the edit (that of most clips)",
    )
    group.add_argument(
        "--size", type=_size, default=(0, 0), metavar="WxH", help="picture size (of most clips)"
    )


def _add_material(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("material")
    group.add_argument(
        "--order",
        choices=["best", "given", "shuffled"],
        default="best",
        help="which clip comes when: whichever fits the music, as given, or drawn with --seed",
    )
    group.add_argument(
        "--seed", type=count, default=0, metavar="N", help="another number gives another edit"
    )
    group.add_argument(
        "--must-use",
        action="append",
        default=[],
        metavar="CLIP",
        help="a clip that has to be used (repeatable)",
    )
    group.add_argument(
        "--pin",
        action="append",
        default=[],
        metavar="SLOT=CLIP@TIME",
        help="show this clip in this slot; without @TIME from the best moment (repeatable)",
    )
    group.add_argument(
        "--skip",
        action="append",
        default=[],
        metavar="[CLIP@]START-END",
        help="do not use this stretch, of one clip or of all (repeatable)",
    )
    group.add_argument(
        "--clip-sound",
        action="store_true",
        help="keep the clips' own sound on a track below the music, lowered",
    )
    group.add_argument(
        "--plan", default="", metavar="PLAN.json", help="a shot plan; clips go to their slots"
    )


def _add_again(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("an edit again")
    group.add_argument(
        "--replace",
        action="append",
        default=[],
        metavar="SLOT=CLIP[@TIME]",
        help="show another clip in one slot of an edit that cut wrote (repeatable)",
    )
    group.add_argument(
        "--from-syncmap", default="", metavar="FILE", help="build the edit of a sync map again"
    )
    group.add_argument(
        "--variants", type=count, default=0, metavar="N", help="write N different edits"
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.cut_text import print_result
    from backbeat.cli.execute import execute, print_json
    from backbeat.v1.jobs_pb2 import JobRequest

    result = execute(JobRequest(cut=request_of(arguments)), arguments.engine).cut
    if arguments.json:
        print_json(result)
    else:
        print_result(result)
    return 1 if result.missed else 0


def request_of(arguments: argparse.Namespace) -> CutRequest:
    """The request that the arguments stand for. Raises: RequestError."""
    from backbeat.v1.assembly_pb2 import CutRequest
    from backbeat.workflows.editors import editor_called

    if not arguments.output and not arguments.dry_run:
        raise RequestError("A cut needs an output.", "Name one with -o, or give --dry-run.")
    width, height = arguments.size
    request = CutRequest(
        output_path=absolute(arguments.output) if arguments.output else "",
        for_editor=editor_called(arguments.for_editor),
        preview_path=absolute(arguments.preview) if arguments.preview else "",
        width=width,
        height=height,
        overwrite=arguments.overwrite,
        dry_run=arguments.dry_run,
        variants=arguments.variants,
        media_paths=media_paths(arguments),
    )
    if arguments.rate is not None:
        request.rate.CopyFrom(arguments.rate)
    if arguments.replace:
        _replace(arguments, request)
    elif arguments.from_syncmap:
        _rebuild(arguments, request)
    else:
        _assemble(arguments, request)
    _add_choices(arguments, request)
    if request.output_path and request.paths:
        keep_edits(arguments, Path(request.output_path))
    return request


def _add_choices(arguments: argparse.Namespace, request: CutRequest) -> None:
    """Fills in what is chosen for an edit; the job refuses what an edit that is there keeps."""
    request.beats.CopyFrom(beat_options(arguments))
    request.pacing.CopyFrom(pacing_options(arguments))
    request.material.CopyFrom(_material(arguments))
    request.length.CopyFrom(length_options(arguments))
    if arguments.plan:
        request.plan_path = absolute(arguments.plan)


def _replace(arguments: argparse.Namespace, request: CutRequest) -> None:
    if len(arguments.paths) != 1 or arguments.music or arguments.from_syncmap:
        raise RequestError(
            "--replace takes one edit, and neither music nor a sync map.",
            "Write: backbeat cut --replace 12=CLIP EDIT.otio -o OUT.otio.",
        )
    request.edit_path = absolute(arguments.paths[0])
    request.replacements.extend(replacement(text) for text in arguments.replace)


def _rebuild(arguments: argparse.Namespace, request: CutRequest) -> None:
    if arguments.paths or arguments.music:
        raise RequestError(
            "--from-syncmap takes neither clips nor music: the sync map names them.",
            "Write: backbeat cut --from-syncmap EDIT.syncmap.json -o OUT.otio.",
        )
    request.sync_map_path = absolute(arguments.from_syncmap)


def _assemble(arguments: argparse.Namespace, request: CutRequest) -> None:
    if not arguments.paths:
        raise RequestError("A cut needs clips.", "Name video files, pictures, or folders of them.")
    if not arguments.music and not arguments.plan:
        raise RequestError("A cut needs music.", "Name the song with --music.")
    request.paths.extend(absolute(path) for path in arguments.paths)
    if arguments.music:
        request.music_path = absolute(arguments.music)


def _material(arguments: argparse.Namespace) -> MaterialOptions:
    from backbeat.v1 import assembly_pb2 as pb

    orders = {
        "best": pb.CLIP_ORDER_UNSPECIFIED,
        "given": pb.CLIP_ORDER_GIVEN,
        "shuffled": pb.CLIP_ORDER_SHUFFLED,
    }
    return pb.MaterialOptions(
        order=orders[arguments.order],
        seed=arguments.seed,
        must_use=[clip_named(text) for text in arguments.must_use],
        pins=[pin(text) for text in arguments.pin],
        skipped=[skipped(text) for text in arguments.skip],
        clip_sound=pb.CLIP_SOUND_KEPT if arguments.clip_sound else pb.CLIP_SOUND_UNSPECIFIED,
    )


def _size(text: str) -> tuple[int, int]:
    """A picture size, "1920x1080", as an argparse type."""
    width, mark, height = text.lower().partition("x")
    if not (mark and width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"{text} is not a size such as 1920x1080")
    return count(width), count(height)

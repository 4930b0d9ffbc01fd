"""Assemble an edit from clips, paced by a song; or change a shot of one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from backbeat.cli.options import (
    absolute,
    add_beat_options,
    add_output_options,
    beat_options,
    count,
    keep_edits,
)
from backbeat.cli.shot_options import pin, replacement, skipped
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.assembly_pb2 import CutRequest, LengthOptions, MaterialOptions, PacingOptions
    from backbeat.v1.cutting_pb2 import FrameRate

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
        choices=["resolve"],
        help="shape the edit for this editor, and list what the editor refuses or drops",
    )
    parser.add_argument(
        "--preview", default="", metavar="OUT.mp4", help="render a small proof with the song"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would be cut; write nothing"
    )
    _add_pacing(parser)
    _add_material(parser)
    _add_length(parser)
    _add_again(parser)
    add_beat_options(parser)
    add_output_options(parser)


def _add_pacing(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("pacing")
    group.add_argument(
        "--pattern", default="", metavar="NAME", help="when to cut, such as every-bar (energy)"
    )
    group.add_argument(
        "--pattern-file", default="", metavar="FILE", help="a pattern of your own (JSON)"
    )
    group.add_argument(
        "--pace", type=_share, metavar="P", help="0, long shots, to 1, short shots (0.5)"
    )
    group.add_argument(
        "--transitions",
        choices=["phrases", "none"],
        default="phrases",
        help="dissolves where phrases start in quiet music, or hard cuts only",
    )
    group.add_argument(
        "--rate", type=_rate, metavar="FPS", help="frame rate of the edit (that of most clips)"
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


def _add_length(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("length")
    group.add_argument(
        "--length",
        metavar="TIME",
        help="length of the edit: 30, 30s or 1:30; the best stretch of the song is used",
    )
    group.add_argument(
        "--fit-music",
        action="store_true",
        help="shorten or lengthen the song itself to --length, at bars that sound alike",
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
    from backbeat.v1.cutting_pb2 import EDITOR_RESOLVE, EDITOR_UNSPECIFIED

    if not arguments.output and not arguments.dry_run:
        raise RequestError("A cut needs an output.", "Name one with -o, or give --dry-run.")
    width, height = arguments.size
    request = CutRequest(
        output_path=absolute(arguments.output) if arguments.output else "",
        for_editor=EDITOR_RESOLVE if arguments.for_editor == "resolve" else EDITOR_UNSPECIFIED,
        preview_path=absolute(arguments.preview) if arguments.preview else "",
        width=width,
        height=height,
        overwrite=arguments.overwrite,
        dry_run=arguments.dry_run,
        variants=arguments.variants,
    )
    if arguments.rate is not None:
        request.rate.CopyFrom(arguments.rate)
    if arguments.replace:
        _replace(arguments, request)
    elif arguments.from_syncmap:
        _rebuild(arguments, request)
    else:
        _assemble(arguments, request)
    return request


def _replace(arguments: argparse.Namespace, request: CutRequest) -> None:
    if len(arguments.paths) != 1 or arguments.music or arguments.from_syncmap:
        raise RequestError(
            "--replace takes one edit and no music.",
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
    from pathlib import Path

    if not arguments.paths:
        raise RequestError("A cut needs clips.", "Name video files, pictures, or folders of them.")
    if not arguments.music:
        raise RequestError("A cut needs music.", "Name the song with --music.")
    request.paths.extend(absolute(path) for path in arguments.paths)
    request.music_path = absolute(arguments.music)
    request.beats.CopyFrom(beat_options(arguments))
    request.pacing.CopyFrom(_pacing(arguments))
    request.material.CopyFrom(_material(arguments))
    request.length.CopyFrom(_length(arguments))
    if arguments.plan:
        request.plan_path = absolute(arguments.plan)
    if request.output_path:
        keep_edits(arguments.edits, Path(request.output_path))


def _pacing(arguments: argparse.Namespace) -> PacingOptions:
    from backbeat.v1 import assembly_pb2 as pb

    return pb.PacingOptions(
        pattern=arguments.pattern,
        pattern_path=absolute(arguments.pattern_file) if arguments.pattern_file else "",
        pace=arguments.pace,
        transitions=pb.Transitions.Value(f"TRANSITIONS_{arguments.transitions.upper()}"),
    )


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
        must_use=arguments.must_use,
        pins=[pin(text) for text in arguments.pin],
        skipped=[skipped(text) for text in arguments.skip],
        clip_sound=pb.CLIP_SOUND_KEPT if arguments.clip_sound else pb.CLIP_SOUND_UNSPECIFIED,
    )


def _length(arguments: argparse.Namespace) -> LengthOptions:
    from backbeat.v1 import assembly_pb2 as pb

    if arguments.length is None:
        if arguments.fit_music:
            raise RequestError("--fit-music needs a length.", "Give it with --length.")
        return pb.LengthOptions()
    return pb.LengthOptions(
        length_s=_seconds(arguments.length),
        fit=pb.MUSIC_FIT_EDIT if arguments.fit_music else pb.MUSIC_FIT_UNSPECIFIED,
    )


def _seconds(text: str) -> float:
    from backbeat.timeline.typed_time import clock_seconds

    seconds = clock_seconds(text.strip().removesuffix("s"))
    if not seconds:
        raise RequestError(f"--length {text} is no length.", "Write 30, 30s or 1:30.")
    return seconds


def _share(text: str) -> float:
    """A number from 0 to 1, as an argparse type."""
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 0 to 1")
    return share


def _rate(text: str) -> FrameRate:
    """A frame rate, "25", "23.976" or "24000/1001", as an argparse type."""
    from fractions import Fraction

    from backbeat.errors import BackbeatError
    from backbeat.timeline.time import canonical_rate
    from backbeat.v1.cutting_pb2 import FrameRate

    try:
        rate = canonical_rate(float(Fraction(text)))
    except (ValueError, ZeroDivisionError, OverflowError, BackbeatError):
        rate = Fraction(0)
    if not 1 <= rate <= 240:
        raise argparse.ArgumentTypeError(f"{text} is not a frame rate from 1 to 240")
    return FrameRate(numerator=rate.numerator, denominator=rate.denominator)


def _size(text: str) -> tuple[int, int]:
    """A picture size, "1920x1080", as an argparse type."""
    width, mark, height = text.lower().partition("x")
    if not (mark and width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"{text} is not a size such as 1920x1080")
    return count(width), count(height)

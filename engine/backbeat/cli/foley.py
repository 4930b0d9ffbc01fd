"""Give a picture its sound effects: spotted, found or made, and put on the frame of what is seen.

Cues come from markers ("footstep gravel {cat=FEETHmn} $gain=-6 [FOLEY]"), cue sheets, subtitles and
scripts; from what the clip's own sound says; from impacts and steps that are seen; and from cuts.
What a person asked for is placed. What was only seen or heard is placed from --place-from on, and
is a marker under it. Sounds come from your library (backbeat library add DIR), from the starter
set, and are made where neither has any. They land on tracks FOLEY, HARD FX, AMB and ROOM, with a
marker for each proposal.

After a recut, backbeat foley --conform OLD NEW -o OUT moves every cue with its picture.
backbeat foley --adapt FOOTAGE... fits the detector of impacts to footage of yours that has sound.
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_output_options
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.foley_pb2 import FoleyRequest, SoundSwap
    from backbeat.v1.jobs_pb2 import JobRequest, JobResult

HELP = "give a picture its sound effects, on the frame"

_MAX_SEED = (1 << 32) - 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "picture",
        metavar="PICTURE",
        nargs="?",
        default="",
        help="video, or an edit (.otio, .otioz, .fcpxml, .xml, .edl)",
    )
    parser.add_argument(
        "-o", "--output", default="", metavar="EDIT", help="edit to write, with the sounds"
    )
    _add_spotting(parser)
    _add_sounds(parser)
    _add_mix(parser)
    _add_outputs(parser)
    _add_other_work(parser)
    add_output_options(parser)


def _add_spotting(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("spotting")
    group.add_argument(
        "--cues",
        action="append",
        default=[],
        metavar="FILE",
        help="cue sheet (.csv), subtitles (.srt, .vtt) or script (.txt, .fountain) (repeatable)",
    )
    group.add_argument(
        "--spot",
        default="",
        metavar="WHAT,...",
        help="what else says what sounds: markers, guide, motion, cuts (all of them)",
    )
    group.add_argument(
        "--guide",
        action="append",
        default=[],
        metavar="TRACK",
        help="track of sound that was recorded with the picture, as A1 (repeatable; else all that "
        "play from its files)",
    )
    group.add_argument(
        "--place-from",
        type=float,
        default=0.0,
        metavar="CONFIDENCE",
        help="place guesses from this confidence on, 0 to 1 (else as measured)",
    )
    group.add_argument(
        "--spot-only", action="store_true", help="only markers; no sound is looked for"
    )
    group.add_argument(
        "--recogniser", default="", metavar="FILE", help="action recogniser of yours (.onnx)"
    )
    group.add_argument(
        "--mapping", default="", metavar="FILE", help="what its labels mean (.json, .csv)"
    )
    group.add_argument(
        "--unadapted",
        action="store_true",
        help="the detector of impacts as it comes, not as fitted by --adapt",
    )


def _add_sounds(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("sounds")
    group.add_argument(
        "--library",
        action="append",
        default=[],
        metavar="DIR",
        help="take sounds from this folder, which is indexed (repeatable; else all added before)",
    )
    group.add_argument(
        "--sources",
        default="",
        metavar="NAME,...",
        help="best first: library, starter, synthesis, freesound, elevenlabs "
        "(library,starter,synthesis)",
    )
    group.add_argument(
        "--generate",
        default="",
        metavar="COMMAND",
        help='a program that makes sounds from words: "mysounds {text} {seconds} {out}"',
    )
    group.add_argument("--surface", default="", metavar="WORDS", help="what steps are on: gravel")
    group.add_argument("--shoe", default="", metavar="WORDS", help="what steps are in: boots")
    group.add_argument(
        "--ambience", default="", metavar="WORDS", help="a bed for the place: street at night"
    )
    group.add_argument("--no-beds", action="store_true", help="no ambience and no room tone")
    group.add_argument(
        "--swap",
        action="append",
        default=[],
        metavar="CUE=SOUND",
        help="another sound for a cue: a file, words, or a key of a result (repeatable)",
    )
    group.add_argument(
        "--seed", type=_seed, default=0, metavar="N", help="another choice of variants (0)"
    )
    group.add_argument(
        "--commercial", action="store_true", help="refuse sounds whose licence forbids such use"
    )


def _add_mix(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("mix")
    group.add_argument(
        "--perspective", action="store_true", help="level, tone and room by the size of the shot"
    )
    group.add_argument(
        "--level", type=float, default=0.0, metavar="DB", help="all layers, louder or softer"
    )
    group.add_argument("--stem", default="", metavar="FILE", help="write the effects alone (.wav)")
    group.add_argument(
        "--mix",
        default="",
        metavar="FILE",
        help="write the video with them (.mp4, .mov, .mkv), or its sound (.wav)",
    )


def _add_outputs(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("further outputs")
    group.add_argument("--cue-sheet", default="", metavar="FILE", help="write a cue sheet (.csv)")
    group.add_argument(
        "--credits", default="", metavar="FILE", help="write whom to credit (.txt, .csv)"
    )
    group.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FILE",
        help="write a report: .html to look and listen, .csv with a row a cue, .json (repeatable)",
    )


def _add_other_work(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("after a recut, and before the first time")
    group.add_argument(
        "--conform",
        nargs=2,
        default=[],
        metavar=("OLD", "NEW"),
        help="move the foley of an edit with its picture, from the old cut to the new one",
    )
    group.add_argument(
        "--foley",
        default="",
        metavar="EDIT",
        help="with --conform: the edit that has the foley, where OLD has none",
    )
    group.add_argument(
        "--adapt",
        nargs="+",
        default=[],
        metavar="FOOTAGE",
        help="fit the detector of impacts to these videos, by their own sound",
    )
    group.add_argument(
        "--forget-adapted", action="store_true", help="use the detector as it comes again"
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json

    request = _request(arguments)
    if not arguments.engine:
        # Whoever types a command may run it.
        os.environ.setdefault("BACKBEAT_COMMANDS", "1")
    kind = request.WhichOneof("kind") or ""
    job_result = execute(request, arguments.engine)
    if arguments.json:
        print_json(getattr(job_result, kind))
    else:
        _print(kind, job_result)
    return 0


def _print(kind: str, done: JobResult) -> None:
    from backbeat.cli import foley_text

    if kind == "foley":
        foley_text.print_result(done.foley)
    elif kind == "foley_conform":
        from backbeat.cli.foley_conform_text import print_conformed

        print_conformed(done.foley_conform)
    else:
        foley_text.print_adapted(done.foley_adapt)


def _request(arguments: argparse.Namespace) -> JobRequest:
    from backbeat.v1 import foley_pb2
    from backbeat.v1.jobs_pb2 import JobRequest

    if arguments.adapt or arguments.forget_adapted:
        _alone(arguments, "--adapt")
        return JobRequest(
            foley_adapt=foley_pb2.FoleyAdaptRequest(
                paths=[absolute(path) for path in arguments.adapt],
                reset=arguments.forget_adapted,
            )
        )
    if arguments.conform:
        _alone(arguments, "--conform")
        old, new = arguments.conform
        return JobRequest(
            foley_conform=foley_pb2.FoleyConformRequest(
                old_path=absolute(old),
                new_path=absolute(new),
                output_path=_path(arguments.output),
                foley_path=_path(arguments.foley),
                report_paths=[absolute(path) for path in arguments.report],
                cue_sheet_path=_path(arguments.cue_sheet),
                overwrite=arguments.overwrite,
            )
        )
    return JobRequest(foley=_foley(arguments))


def _alone(arguments: argparse.Namespace, option: str) -> None:
    if arguments.picture:
        raise RequestError(
            f"{option} takes no other picture, and {arguments.picture} is one.", "Leave it out."
        )


def _foley(arguments: argparse.Namespace) -> FoleyRequest:
    from backbeat.v1.foley_pb2 import FoleyRequest

    if not arguments.picture:
        raise RequestError("Nothing to give sounds to.", "Name a video or an edit.")
    sources = _names(arguments.sources)
    if arguments.generate:
        sources = [*(sources or ("library", "starter")), f"command:{arguments.generate}"]
    return FoleyRequest(
        path=absolute(arguments.picture),
        output_path=_path(arguments.output),
        cue_paths=[absolute(path) for path in arguments.cues],
        spot=_names(arguments.spot),
        place_from=arguments.place_from,
        spot_only=arguments.spot_only,
        library_paths=[absolute(path) for path in arguments.library],
        sources=sources,
        commercial=arguments.commercial,
        seed=arguments.seed,
        swaps=[_swap(given) for given in arguments.swap],
        surface=arguments.surface,
        shoe=arguments.shoe,
        ambience=arguments.ambience,
        perspective=arguments.perspective,
        level_db=arguments.level,
        stem_path=_path(arguments.stem),
        mix_path=_path(arguments.mix),
        cue_sheet_path=_path(arguments.cue_sheet),
        credits_path=_path(arguments.credits),
        report_paths=[absolute(path) for path in arguments.report],
        recogniser_path=_path(arguments.recogniser),
        mapping_path=_path(arguments.mapping),
        unadapted=arguments.unadapted,
        overwrite=arguments.overwrite,
        guide_tracks=arguments.guide,
        no_beds=arguments.no_beds,
    )


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]


def _path(text: str) -> str:
    return absolute(text) if text else ""


def _swap(text: str) -> SoundSwap:
    from pathlib import Path

    from backbeat.v1.foley_pb2 import SoundSwap

    cue, sign, sound = text.partition("=")
    if not sign or not cue.strip() or not sound.strip():
        raise RequestError(
            f"--swap {text} names no cue and sound.",
            'Write CUE=SOUND, as in 12=door.wav or 12="heavy door slam".',
        )
    is_file = Path(sound).is_file()
    return SoundSwap(cue=cue.strip(), sound=absolute(sound) if is_file else sound.strip())


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) > _MAX_SEED:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 0 to {_MAX_SEED}")
    return int(text)

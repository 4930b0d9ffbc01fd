"""Make a face say new words: only the mouth changes, and only where the words are new.

VIDEO keeps its own sound and mouth before and after SPEECH. Mouths are the speaker's own, taken
from the video itself and from --bank; where it has less than 8 s of speech, lips are moved in the
own picture instead, which is a preview. The finished file is measured: offset of lips and voice,
and whether lips close at p, b and m.

Of a timeline, one clip is made anew: backbeat lipsync EDIT.otio --clip NAME --speech FILE
-o OUT.otio. It lands on a video track above the original, the speech on an audio track; the
original stays.

Wants the face models, once: backbeat models pull face-mesh. With the speech model (backbeat models
pull speech) mouths are chosen more surely.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_output_options, count

if TYPE_CHECKING:
    from backbeat.v1.lipsync_pb2 import LipSyncRequest

HELP = "make a face say new words, only where they are new"

_LONGER = ("cut", "bounce", "loop", "freeze", "stretch")


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "files",
        metavar="VIDEO [SPEECH]",
        nargs="*",
        help="video with the face, or an edit (.otio, .fcpxml, .xml, .edl); and the new words",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help="video to write (.mp4, .mov, .mkv); of an edit, a timeline",
    )
    parser.add_argument("--speech", default="", metavar="FILE", help="the new words, as SPEECH")
    parser.add_argument(
        "--at",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="where the speech begins in the video, or in the clip (0)",
    )
    parser.add_argument(
        "--backend",
        default="",
        metavar="NAME",
        help="rewrite, warp, onnx:wav2lip, onnx:musetalk or service:NAME (else rewrite, or warp "
        "where there is too little speech to take mouths from)",
    )
    parser.add_argument(
        "--bank",
        action="append",
        default=[],
        metavar="VIDEO",
        help="another video of the speaker to take mouths from (repeatable)",
    )
    parser.add_argument(
        "--face",
        action="append",
        default=[],
        metavar="N|N=SPEECH",
        help="the face that speaks, as synccheck counts them; with =SPEECH what it says: "
        "--face 1=a.wav --face 2=b.wav (else the face whose lips fit the video's own voice)",
    )
    _add_changes(parser)
    parser.add_argument(
        "--when-longer",
        choices=_LONGER,
        default="cut",
        help="what the picture does where the speech is longer (cut: the speech ends with it)",
    )
    parser.add_argument(
        "--codec", default="", metavar="NAME", help="h264, hevc, prores or dnxhr (as the source)"
    )
    parser.add_argument(
        "--take", type=count, default=0, metavar="N", help="other mouths than those before (1)"
    )
    parser.add_argument(
        "--emotion", default="", metavar="WORD", help="for services: how the words are said"
    )
    parser.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FILE",
        help="write a report: .html with mouths side by side, or .json (repeatable)",
    )
    _add_timeline(parser)
    group = parser.add_argument_group("rights")
    group.add_argument(
        "--commercial",
        action="store_true",
        help="the project is commercial: models whose licence forbids that are refused",
    )
    group.add_argument(
        "--consent",
        default="",
        metavar="TEXT",
        help="who agreed, and where that is written down; kept in the result",
    )
    add_output_options(parser)


def _add_changes(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("only what changed")
    group.add_argument(
        "--words",
        nargs=2,
        default=["", ""],
        metavar=("OLD", "NEW"),
        help="what was said and what is said now, words or files: what both have stays",
    )
    group.add_argument(
        "--only-changes",
        action="store_true",
        help="compare the video's own sound with the speech, and change where they differ",
    )
    group.add_argument(
        "--mute",
        action="append",
        default=[],
        metavar="FROM-TO",
        help="close the mouth from one second to another: --mute 3.2-4.5 (repeatable)",
    )
    group.add_argument(
        "--visemes",
        default="",
        metavar="EDIT.otio",
        help="mouth shapes of `backbeat visemes` whose markers you edited: only those are made",
    )
    group.add_argument(
        "--strength",
        default="",
        metavar="T:S,...",
        help="how much of the new mouth, 0 to 1, over seconds: --strength 0:1,4:0.5",
    )


def _add_timeline(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("timelines")
    group.add_argument("--timeline", default="", metavar="EDIT", help="the edit, instead of VIDEO")
    group.add_argument(
        "--clip",
        default="",
        metavar="NAME",
        help="the clip to change; NAME@TIMECODE where several are called so",
    )
    group.add_argument(
        "--handles",
        type=count,
        default=None,
        metavar="FRAMES",
        help="frames before and after the clip to make too, for trimming (12)",
    )
    group.add_argument(
        "--keep-takes",
        action="store_true",
        help="keep earlier takes of the clip, switched off, on tracks of their own",
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json
    from backbeat.cli.lipsync_text import print_result
    from backbeat.v1.jobs_pb2 import JobRequest

    request = _request(arguments)
    result = execute(JobRequest(lipsync=request), arguments.engine).lipsync
    if arguments.json:
        print_json(result)
    else:
        print_result(result)
    return 0


def _request(arguments: argparse.Namespace) -> LipSyncRequest:
    from backbeat.cli import lipsync_values as values
    from backbeat.cli.given_text import text_of
    from backbeat.v1.lipsync_pb2 import WhenLonger

    path, speech = values.inputs(arguments.files, arguments.timeline, arguments.speech)
    face, voices = values.faces(arguments.face, speech, arguments.at)
    old, new = (text_of(given) for given in arguments.words)
    from backbeat.v1.lipsync_pb2 import LipSyncRequest

    return LipSyncRequest(
        path=absolute(path),
        speech_path=absolute(speech) if speech and not voices else "",
        speech_start_s=0.0 if voices else arguments.at,
        output_path=absolute(arguments.output),
        backend=arguments.backend,
        bank_paths=[absolute(bank) for bank in arguments.bank],
        face=face,
        voices=voices,
        old_text=old,
        new_text=new,
        only_changes=arguments.only_changes,
        mute=[values.span(given) for given in arguments.mute],
        visemes_path=absolute(arguments.visemes) if arguments.visemes else "",
        strength=values.strength(arguments.strength),
        when_longer=WhenLonger.Value(f"WHEN_LONGER_{arguments.when_longer.upper()}"),
        codec=arguments.codec,
        clip=arguments.clip,
        handles=values.handles(arguments.handles),
        keep_takes=arguments.keep_takes,
        take=arguments.take,
        commercial=arguments.commercial,
        consent=arguments.consent,
        emotion=arguments.emotion,
        overwrite=arguments.overwrite,
        report_paths=[absolute(report) for report in arguments.report],
    )

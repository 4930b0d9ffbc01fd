"""Put new lines into a video, in step with its picture, its own ambience under them.

The lines are those of a recording (--dub), found by their pauses, or of a table (--script) with any
of the columns start, end, speaker, text, file and direction. They are matched to the original's in
order, begin where those begin, and are stretched by 8 % at most; what does not fit is said, line by
line. Lips follow the new lines, which wants the face models (backbeat models pull face-mesh);
--no-lips leaves them. With the speech model (backbeat models pull speech) words and speakers are
told as well.
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_output_options
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.dubbing_pb2 import DubbedLanguage, DubbedLine, DubRequest, DubResult, DubTrack

HELP = "put new lines into a video: a dub, conformed, lips on top"

_SHOWN = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("video", metavar="VIDEO", help="video whose lines are replaced")
    lines = parser.add_argument_group("new lines")
    lines.add_argument("--dub", default="", metavar="FILE", help="recording of the new lines")
    lines.add_argument(
        "--script",
        default="",
        metavar="FILE",
        help="lines as .csv: start, end, speaker, text, file, direction, as far as there are any",
    )
    lines.add_argument(
        "--language", default="", metavar="CODE", help="their language, such as de (else found out)"
    )
    lines.add_argument(
        "--track",
        action="append",
        default=[],
        metavar="CODE=FILE",
        help="one more language: its recording, or its script as .csv (repeatable)",
    )
    lines.add_argument(
        "--original-language",
        default="",
        metavar="CODE",
        help="what the video speaks (else found out)",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help="video (.mp4, .mov, .mkv), a track of sound a language; or timeline (.otio)",
    )
    parser.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FILE",
        help="write a report: .html to look and listen, .csv with a row a line, .json (repeatable)",
    )
    parser.add_argument(
        "--max-stretch",
        type=float,
        default=0.0,
        metavar="PERCENT",
        help="make lines faster or slower by this at most (default 8)",
    )
    _add_ambience(parser)
    _add_lips(parser)
    _add_voices(parser)
    add_output_options(parser)


def _add_ambience(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("ambience")
    group.add_argument(
        "--effects",
        default="",
        metavar="FILE",
        help="the original's music and effects without speech (else kept between lines, and grown "
        "under them)",
    )
    group.add_argument(
        "--ambience-db", type=float, default=0.0, metavar="DB", help="change its level by this"
    )
    group.add_argument("--no-ambience", action="store_true", help="nothing but the new lines")


def _add_lips(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("lips")
    group.add_argument("--no-lips", action="store_true", help="leave mouths as they are")
    group.add_argument(
        "--backend", default="", metavar="NAME", help="what draws mouths, as for lipsync"
    )
    group.add_argument(
        "--commercial", action="store_true", help="refuse models whose licence forbids such use"
    )
    group.add_argument(
        "--consent", default="", metavar="TEXT", help="who agreed, and where that is written down"
    )


def _add_voices(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("voices and translation, off by default")
    group.add_argument(
        "--voice",
        default="",
        metavar="WHO",
        help='says lines without a recording: "command:espeak-ng -w {out} -f {text}" or '
        '"service:NAME/VOICE"',
    )
    group.add_argument(
        "--translate",
        default="",
        metavar="WHO",
        help='translates what the original says: "command:PROGRAM {text} {target}" or '
        '"service:NAME"',
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json
    from backbeat.v1.jobs_pb2 import JobRequest

    request = _request(arguments)
    if not arguments.engine:
        # Whoever types a command may run it.
        os.environ.setdefault("BACKBEAT_COMMANDS", "1")
    result = execute(JobRequest(dub=request), arguments.engine).dub
    if arguments.json:
        print_json(result)
        return 0
    _print(result)
    return 0


def _request(arguments: argparse.Namespace) -> DubRequest:
    from backbeat.v1.dubbing_pb2 import DubRequest

    return DubRequest(
        path=absolute(arguments.video),
        dub_path=absolute(arguments.dub) if arguments.dub else "",
        script_path=absolute(arguments.script) if arguments.script else "",
        output_path=absolute(arguments.output),
        language=arguments.language,
        tracks=[_track(text) for text in arguments.track],
        max_stretch_percent=arguments.max_stretch,
        no_lips=arguments.no_lips,
        backend=arguments.backend,
        ambience_db=arguments.ambience_db,
        no_ambience=arguments.no_ambience,
        voice=arguments.voice,
        translation=arguments.translate,
        report_paths=[absolute(report) for report in arguments.report],
        commercial=arguments.commercial,
        consent=arguments.consent,
        overwrite=arguments.overwrite,
        effects_path=absolute(arguments.effects) if arguments.effects else "",
        original_language=arguments.original_language,
    )


def _track(text: str) -> DubTrack:
    from backbeat.v1.dubbing_pb2 import DubTrack

    language, sign, file = text.partition("=")
    if not language or (sign and not file):
        raise RequestError(
            f"--track {text} names no language and file.", "Write CODE=FILE, as in es=spanish.wav."
        )
    path = absolute(file) if file else ""
    is_script = path.lower().endswith(".csv")
    return DubTrack(
        language=language,
        dub_path="" if is_script else path,
        script_path=path if is_script else "",
    )


def _print(result: DubResult) -> None:
    for language in result.languages:
        _print_language(result, language)
    print(f"ambience  {result.ambience}")
    for warning in result.warnings:
        print(f"note: {warning}")
    for path in [result.output_path, *result.report_paths]:
        print(f"written   {path}")


def _print_language(result: DubResult, language: DubbedLanguage) -> None:
    from backbeat.drawing.lettering import clock

    said = [line for line in language.lines if line.stretch]
    problems = [line for line in language.lines if line.problem]
    name = language.language or "dub"
    stretch = max((abs(line.stretch - 1) for line in said), default=0.0)
    facts = [
        f"{len(said)} of {len(language.lines)} lines",
        f"stretched by {stretch:.1%} at most",
        f"{language.lufs:.1f} LUFS (original {language.original_lufs:.1f})"
        if language.HasField("lufs") and language.HasField("original_lufs")
        else "",
        f"lips {language.offset_ms:+.0f} ms" if language.HasField("offset_ms") else "",
        f"{language.closure_rate:.0%} of closures seen"
        if language.HasField("closure_rate")
        else "",
    ]
    print(f"{name}: {', '.join(fact for fact in facts if fact)}")
    for line in problems[:_SHOWN]:
        print(f"  line {line.number} at {clock(line.start_s, 1)}{_words(line)}: {line.problem}")
    if len(problems) > _SHOWN:
        print(f"  ... and {len(problems) - _SHOWN} more; --report lines.csv has all")


def _words(line: DubbedLine) -> str:
    text = line.text or line.original_text
    if not text:
        return ""
    return f' "{text[:29]}…"' if len(text) > 30 else f' "{text}"'

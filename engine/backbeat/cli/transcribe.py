"""Write down what is said in a recording, with the time of every word.

Wants the speech model, once: backbeat models pull speech. The language is found out, and so are the
number of speakers and who says what, which is a guess. -o may be given several times: subtitles
(.srt, .vtt), the whole transcript (.json), a timeline with markers (.otio), or a page that plays
the recording and follows it (.html).
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_output_options, count

if TYPE_CHECKING:
    from backbeat.v1.speech_pb2 import Transcript

HELP = "write down what is said, with word times and speakers"

_MAX_SHOWN = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("media", metavar="MEDIA", help="sound file, or a video with sound")
    parser.add_argument(
        "-o",
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="write a .srt, .vtt, .json, .otio or .html (repeatable)",
    )
    parser.add_argument(
        "--language", default="", metavar="CODE", help="the language, such as en (else found out)"
    )
    parser.add_argument(
        "--speakers",
        type=count,
        default=0,
        metavar="N",
        help="how many people speak (else found out)",
    )
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.speech_pb2 import TranscribeRequest

    request = TranscribeRequest(
        path=absolute(arguments.media),
        output_paths=[absolute(output) for output in arguments.output],
        language=arguments.language,
        speakers=arguments.speakers,
        overwrite=arguments.overwrite,
    )
    transcript = execute(JobRequest(transcribe=request), arguments.engine).transcribe
    if arguments.json:
        print_json(transcript)
        return 0
    _print_text(transcript)
    for warning in transcript.warnings:
        print(f"note: {warning}")
    for path in request.output_paths:
        print(f"written   {path}")
    return 0


def _print_text(transcript: Transcript) -> None:
    from backbeat.drawing.lettering import clock
    from backbeat.speech.captions import captions_of

    speakers = len(transcript.speakers)
    facts = [
        f"{len(transcript.words)} words",
        f"in {transcript.language}" if transcript.language else "",
        f"{speakers} speakers" if speakers > 1 else "",
        f"{transcript.duration_s:.1f} s",
    ]
    print(", ".join(fact for fact in facts if fact))
    captions = captions_of(transcript)
    for caption in captions[:_MAX_SHOWN]:
        who = f"  {caption.speaker}:" if speakers > 1 else ""
        print(f"  {clock(caption.start_s, 1):>8}{who}  {caption.text}")
    if len(captions) > _MAX_SHOWN:
        print(f"  ... and {len(captions) - _MAX_SHOWN} more; --json and -o have them all")

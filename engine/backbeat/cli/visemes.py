"""Find which mouth shape is seen when, for a recording of speech or live.

The extension of -o chooses the format: everything (.json), Rhubarb Lip Sync's (.tsv, .xml), or a
timeline with a marker for each shape (.otio). With --text, which is for English, shapes and times
are more exact. With --stream, sound comes on stdin as 16-bit little-endian mono samples at 16 kHz,
and each shape leaves on stdout as a line of JSON as soon as it is known: 45 ms of sound after its
start.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import TYPE_CHECKING

from backbeat.cli.given_text import text_of
from backbeat.cli.options import absolute, add_output_options

if TYPE_CHECKING:
    from typing import BinaryIO

    from backbeat.v1.speech_pb2 import VisemeTrack

HELP = "find the mouth shapes of speech, from a recording or live"

_MAX_SHOWN = 40
_PART_BYTES = 640
"""20 ms: what is read from stdin at once."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "speech",
        metavar="SPEECH",
        nargs="?",
        default="",
        help="sound file, a video with sound, or an .otio of this command that you edited",
    )
    parser.add_argument(
        "--text", default="", metavar="TEXT|FILE", help="what is said, in English: words or a file"
    )
    parser.add_argument(
        "-o",
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="write a .json, .tsv, .xml or .otio (repeatable)",
    )
    parser.add_argument(
        "--set",
        default="",
        metavar="NAME",
        help="names of the shapes: rhubarb (the default), preston-blair, arkit or oculus",
    )
    parser.add_argument(
        "--rate",
        default="",
        metavar="FPS",
        help="pictures a second, on which shapes change and of which each lasts two (25)",
    )
    parser.add_argument(
        "--stream", action="store_true", help="raw samples on stdin to lines of JSON on stdout"
    )
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.errors import RequestError

    if arguments.stream:
        if arguments.speech or arguments.text or arguments.output or arguments.engine:
            raise RequestError(
                "--stream reads sound from stdin and writes to stdout.",
                "Leave SPEECH, --text, -o and --engine out.",
            )
        return _stream(arguments.set, sys.stdin.buffer)
    if not arguments.speech:
        raise RequestError("No recording was named.", "Name one, or use --stream for live sound.")
    return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    from backbeat.cli.execute import execute, print_json
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.speech_pb2 import VisemesRequest

    request = VisemesRequest(
        path=absolute(arguments.speech),
        text=text_of(arguments.text),
        output_paths=[absolute(output) for output in arguments.output],
        set=arguments.set,
        rate=arguments.rate,
        overwrite=arguments.overwrite,
    )
    track = execute(JobRequest(visemes=request), arguments.engine).visemes
    if arguments.json:
        print_json(track)
        return 0
    _print(track)
    for path in request.output_paths:
        print(f"written  {path}")
    return 0


def _print(track: VisemeTrack) -> None:
    ways = {
        "text": "aligned with the text",
        "features": "heard by the speech model",
        "spectrum": "heard by the small network",
        "edited": "as edited",
    }
    count = len(track.visemes)
    print(
        f"{count} mouth shape{'' if count == 1 else 's'} in {track.duration_s:.1f} s, "
        f"{ways.get(track.method, track.method)} (set {track.set}, {track.rate} pictures a second)"
    )
    for viseme in track.visemes[:_MAX_SHOWN]:
        print(f"  {viseme.start_s:8.3f}  {viseme.end_s - viseme.start_s:6.3f} s  {viseme.name}")
    if len(track.visemes) > _MAX_SHOWN:
        print(f"  ... and {len(track.visemes) - _MAX_SHOWN} more; --json and -o list them all")
        counts = Counter(viseme.name for viseme in track.visemes)
        print("  " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))
    for warning in track.warnings:
        print(f"note: {warning}")


def _stream(set_name: str, sound: BinaryIO) -> int:
    """Shapes of the sound in `sound`, as they begin, until it ends."""
    import json

    import numpy as np

    from backbeat.lipsync.visemes.live import LOOK_AHEAD_S, LiveShape, LiveShapes
    from backbeat.lipsync.visemes.names import shape_set
    from backbeat.speech.spectrum import RATE

    chosen = shape_set(set_name)
    live = LiveShapes(chosen)

    def say(shapes: list[LiveShape]) -> None:
        for shape in shapes:
            name = chosen.shapes[shape.shape]
            line: dict[str, object] = {
                "startS": round(shape.start_s, 3),
                "name": name,
                "confidence": round(shape.confidence, 4),
            }
            if chosen.weights:
                line["blendShapes"] = dict(chosen.weights[name])
            print(json.dumps(line), flush=True)

    print(json.dumps({"set": chosen.name, "rateHz": RATE, "lookAheadS": LOOK_AHEAD_S}), flush=True)
    rest = b""
    while part := sound.read(_PART_BYTES):
        part = rest + part
        whole = len(part) - len(part) % 2
        rest = part[whole:]
        say(live.feed(np.frombuffer(part[:whole], "<i2").astype(np.float32) / np.float32(32768)))
    say(live.finish())
    return 0

"""Find where recordings lie in a reference: second-system sound, other cameras, dubs.

Takes files, or folders of them with a device in each. Prints where each recording lies, how its
clock runs, and how sure that is. With -o it writes a timeline of all of them, with a track for each
device; with --fix-to, copies of the sound that lie and run as the reference does. The exit status
is 1 where a recording was not placed.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_output_options

if TYPE_CHECKING:
    from backbeat.v1.sync_pb2 import AlignedPiece, AlignedRecording, AlignRequest, AlignResult

HELP = "find where recordings lie in another, and how their clocks run"

NOT_PLACED = 1
"""Exit status where a recording was not placed."""
_HEAD = ("recording", "offset", "", "drift", "sure", "")


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "reference", metavar="REF", help="the recording that the others are placed in"
    )
    parser.add_argument(
        "others", metavar="OTHER", nargs="+", help="recordings to place, or folders of them"
    )
    parser.add_argument(
        "-o",
        "--output",
        default="",
        metavar="FILE",
        help="write a timeline of what was placed: .otio, .fcpxml or .xml",
    )
    parser.add_argument(
        "--fix-to",
        default="",
        metavar="DIR",
        help="write copies of the sound that start, end and run as the reference does (.wav)",
    )
    parser.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FILE",
        help="write the result as .json or .csv (repeatable)",
    )
    parser.add_argument(
        "--method",
        choices=("sound", "rhythm"),
        default="",
        help="compare the sound itself, or the rhythm of speech, as for dubs (else both, in turn)",
    )
    parser.add_argument(
        "--clap",
        action="store_true",
        help="measure how late each picture is against its own sound, by a clap or a flash",
    )
    parser.add_argument(
        "--rate", default="", metavar="FPS", help="frame rate of the timeline (the first video's)"
    )
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json
    from backbeat.v1.jobs_pb2 import JobRequest

    request = request_of(arguments)
    result = execute(JobRequest(align=request), arguments.engine).align
    if arguments.json:
        print_json(result)
    else:
        _print(result)
        for path in (result.output_path, *request.report_paths):
            if path:
                print(f"written  {path}")
    return 0 if all(recording.placed for recording in result.recordings) else NOT_PLACED


def request_of(arguments: argparse.Namespace) -> AlignRequest:
    """The request that the arguments stand for. Raises: RequestError."""
    from backbeat.v1.sync_pb2 import AlignRequest

    return AlignRequest(
        reference_path=absolute(arguments.reference),
        other_paths=[absolute(path) for path in arguments.others],
        output_path=absolute(arguments.output) if arguments.output else "",
        fixed_folder=absolute(arguments.fix_to) if arguments.fix_to else "",
        report_paths=[absolute(path) for path in arguments.report],
        method=arguments.method,
        clap=arguments.clap,
        rate=arguments.rate,
        overwrite=arguments.overwrite,
    )


def _print(result: AlignResult) -> None:
    from pathlib import Path

    rows = [_HEAD]
    for recording in result.recordings:
        name = Path(recording.path).name
        if not recording.placed:
            rows.append((name, "not placed", "", "", "", ""))
        for number, piece in enumerate(recording.pieces):
            rows.append((name if not number else "", *_figures(recording, piece)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        cells = [f"{row[0]:{widths[0]}}"]
        cells += [f"{row[column]:>{widths[column]}}" for column in range(1, len(_HEAD) - 1)]
        print("  ".join([*cells, row[-1]]).rstrip())
    for recording in result.recordings:
        if recording.reason:
            print(f"{Path(recording.path).name}: {recording.reason}")
        if recording.HasField("picture_delay_ms"):
            print(
                f"{Path(recording.path).name}: its picture is "
                f"{recording.picture_delay_ms:+.0f} ms late against its own sound."
            )
        if recording.fixed_path:
            print(f"written  {recording.fixed_path}")
    for warning in result.warnings:
        print(f"note: {warning}")
    lost = sum(not recording.placed for recording in result.recordings)
    if lost:
        print(f"backbeat: {lost} of {len(result.recordings)} not placed", file=sys.stderr)


def _figures(recording: AlignedRecording, piece: AlignedPiece) -> tuple[str, str, str, str, str]:
    """Offset of where a piece starts, drift, confidence, and which part it is of several."""
    from backbeat.drawing.lettering import clock

    lies = piece.offset_s + piece.start_s * (1 + piece.drift_ppm / 1e6)
    part = ""
    if len(recording.pieces) > 1:
        part = f"from {clock(piece.start_s, 2)} to {clock(piece.end_s, 2)}"
    sign = "-" if lies < 0 else ""
    return (
        f"{sign}{clock(abs(lies), 3)}",
        f"{lies * 1000:+.2f} ms",
        f"{piece.drift_ppm:+.1f} ppm",
        f"{piece.confidence:.2f}",
        part,
    )

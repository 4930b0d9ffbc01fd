"""Measure loudness after ITU-R BS.1770-5 and EBU R 128, and check it against delivery presets.

Takes any number of sound files or videos with sound. For one file it prints every figure and the
presets it meets; for several files or tracks, a table with a line for each. With --preset the exit
status is 1 where a file does not meet a preset, or cannot be judged by it.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_output_options
from backbeat.cli.tracks import add_track_options

if TYPE_CHECKING:
    from backbeat.errors import BackbeatError
    from backbeat.v1.jobs_pb2 import JobResult
    from backbeat.v1.loudness_pb2 import LoudnessOptions, LoudnessReport, LoudnessRequest

HELP = "loudness, true peak, and the delivery presets a file meets"

NOT_MET = 1
"""Exit status of a command that is done and finds that what was asked for is not met."""
_COMBINED_SUFFIXES = (".csv", ".html", ".json")
"""Suffixes of a report on several recordings."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "files", metavar="FILE", nargs="*", help="sound file, or a video with sound"
    )
    parser.add_argument(
        "-o",
        "--output",
        default="",
        metavar="FILE",
        help="write a report: .html to read, .json for programs, .csv for a table of several files",
    )
    parser.add_argument(
        "--plot", default="", metavar="FILE", help="draw the measurement as an .svg or .png"
    )
    parser.add_argument(
        "--preset",
        action="append",
        default=[],
        metavar="NAME",
        help="check against this preset only (repeatable; else all)",
    )
    parser.add_argument("--list-presets", action="store_true", help="print the presets and exit")
    add_track_options(
        parser,
        "channel layout where the file does not give it, such as 7.1.4; 5.1=1..6 joins six tracks "
        "into one recording in 5.1",
    )
    parser.add_argument(
        "--from",
        dest="range_from",
        default="",
        metavar="TIME",
        help="measure from this time on, past line-up tone and slate: 10:00:00:00, 90 or 1:30",
    )
    parser.add_argument(
        "--to", dest="range_to", default="", metavar="TIME", help="measure up to this time"
    )
    parser.add_argument(
        "--dual-mono",
        action="store_true",
        help="measure mono as played on two loudspeakers (+3 LU)",
    )
    parser.add_argument(
        "--dialogue", action="store_true", help="measure dialogue loudness too (an estimate)"
    )
    parser.add_argument("--rms", action="store_true", help="measure RMS level and noise floor too")
    parser.add_argument(
        "--repair",
        action="store_true",
        help="replace invalid samples (NaN or infinite) with silence",
    )
    parser.add_argument(
        "--meter", default="", metavar="NAME", help="backbeat, or pyloudnorm for comparison"
    )
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from pathlib import Path

    from backbeat.cli.loudness_text import print_presets
    from backbeat.errors import RequestError
    from backbeat.workflows.inputs import Inputs
    from backbeat.workflows.outputs import writing

    if arguments.list_presets:
        print_presets()
        return 0
    if not arguments.files:
        raise RequestError("No file was named.", "Name one or more files to measure.")
    requests, every_track = _requests(arguments)
    combined = len(requests) > 1 or every_track
    output = absolute(arguments.output) if arguments.output else ""
    _check_outputs(arguments, combined)
    if not combined:
        return _run(arguments, requests, every_track, output)
    inputs = Inputs(tuple(Path(request.path) for request in requests))
    with writing(inputs, [Path(output) if output else None], arguments.overwrite) as outputs:
        to = str(outputs.at(Path(output))) if output else ""
        return _run(arguments, requests, every_track, output, to)


def _run(
    arguments: argparse.Namespace,
    requests: list[LoudnessRequest],
    every_track: bool,
    output: str,
    written_at: str = "",
) -> int:
    """Measures, prints and writes.

    Args:
        arguments: of the command.
        requests: options by `_requests`.
        every_track: whether all tracks of each file are measured.
        output: final path of the report; empty for none.
        written_at: temporary path of the report on several recordings; empty for one recording.
    """
    from backbeat.cli.execute import print_json
    from backbeat.cli.loudness_text import print_report, print_table
    from backbeat.errors import BackbeatError

    combined = bool(written_at) or len(requests) > 1 or every_track
    results = _measured(requests, every_track, arguments.engine)
    reports = [result.loudness for result in results if not isinstance(result, BackbeatError)]
    failures = [result for result in results if isinstance(result, BackbeatError)]
    if arguments.json:
        for report in reports:
            print_json(report)
    elif not combined and reports:
        print_report(reports[0], bool(arguments.preset))
        if output:
            print(f"written    {output}")
        if arguments.plot:
            print(f"drawn      {absolute(arguments.plot)}")
    else:
        print_table(reports, arguments.preset)
    if written_at and reports:
        _write_combined(written_at, reports, arguments.preset)
        if not arguments.json:
            print(f"written: {output}")
    for error in failures:
        print(f"backbeat: {error}", file=sys.stderr)
    if failures:
        return failures[0].face.exit_status
    return 0 if not arguments.preset or all(map(_is_met, reports)) else NOT_MET


def _is_met(report: LoudnessReport) -> bool:
    return all(check.met for check in report.presets)


def _check_outputs(arguments: argparse.Namespace, combined: bool) -> None:
    from backbeat.errors import RequestError
    from backbeat.workflows.outputs import output_path

    if not combined:
        if arguments.output.lower().endswith(".csv"):
            raise RequestError(
                "A .csv report is for several files or tracks.", "For one, name an .html or .json."
            )
        return
    if arguments.plot:
        raise RequestError(
            "--plot draws one recording, and there are several.",
            "Leave it out, or use -o FILE.html.",
        )
    output_path(arguments.output, _COMBINED_SUFFIXES)


def _requests(arguments: argparse.Namespace) -> tuple[list[LoudnessRequest], bool]:
    """A request for every file and binding, and whether all tracks of each file are measured."""
    from backbeat.cli.tracks import bindings
    from backbeat.errors import RequestError
    from backbeat.v1.loudness_pb2 import LoudnessRequest, TrackBinding

    unbound = [layout for layout in arguments.layout if "=" not in layout]
    track_bindings = bindings(arguments.tracks, arguments.layout)
    if len(unbound) > 1 or (unbound and track_bindings):
        raise RequestError(
            "It is not clear which tracks --layout is for.", "Write --layout NAME=TRACKS for each."
        )
    if unbound:
        track_bindings = [TrackBinding(tracks=[arguments.track + 1], layout=unbound[0])]
    every_track = any(not binding.tracks for binding in track_bindings)
    if every_track and len(track_bindings) > 1:
        raise RequestError("--tracks names all tracks and single tracks.", "Leave one of them out.")
    is_single = len(arguments.files) == 1 and len(track_bindings) <= 1 and not every_track
    output = absolute(arguments.output) if arguments.output and is_single else ""
    plot = absolute(arguments.plot) if arguments.plot and is_single else ""
    requests = [
        LoudnessRequest(
            path=absolute(file),
            options=_options(arguments, binding),
            output_path="" if output.lower().endswith(".csv") else output,
            plot_path=plot,
            overwrite=arguments.overwrite,
        )
        for file in arguments.files
        for binding in (
            [TrackBinding(tracks=[1])] if every_track else track_bindings or [TrackBinding()]
        )
    ]
    return requests, every_track


def _options(arguments: argparse.Namespace, binding: object) -> LoudnessOptions:
    from backbeat.v1.loudness_pb2 import LoudnessOptions, TrackBinding

    options = LoudnessOptions(
        track=arguments.track,
        meter=arguments.meter,
        dual_mono=arguments.dual_mono,
        presets=arguments.preset,
        dialogue=arguments.dialogue,
        repair=arguments.repair,
        range_from=arguments.range_from,
        range_to=arguments.range_to,
        rms=arguments.rms,
    )
    if isinstance(binding, TrackBinding) and binding.ByteSize():
        options.binding.CopyFrom(binding)
    return options


def _measured(
    requests: list[LoudnessRequest], every_track: bool, engine: str | None
) -> list[JobResult | BackbeatError]:
    """Results in the order of the files and their tracks; an error in the place of its result."""
    from backbeat.cli.execute import execute_all
    from backbeat.errors import BackbeatError
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.loudness_pb2 import LoudnessRequest

    results = execute_all([JobRequest(loudness=request) for request in requests], engine)
    if not every_track:
        return results
    # Only the engine that opened a file, perhaps on another machine, knows how many tracks it has.
    further: list[LoudnessRequest] = []
    for request, result in zip(requests, results, strict=True):
        count = 1 if isinstance(result, BackbeatError) else result.loudness.sound_tracks
        for number in range(2, count + 1):
            track_request = LoudnessRequest()
            track_request.CopyFrom(request)
            track_request.options.binding.tracks[:] = [number]
            further.append(track_request)
    further_jobs = [JobRequest(loudness=request) for request in further]
    further_results = iter(execute_all(further_jobs, engine) if further_jobs else ())
    ordered: list[JobResult | BackbeatError] = []
    for result in results:
        ordered.append(result)
        if not isinstance(result, BackbeatError):
            ordered += [next(further_results) for _ in range(result.loudness.sound_tracks - 1)]
    return ordered


def _write_combined(output: str, reports: list[LoudnessReport], presets: list[str]) -> None:
    from pathlib import Path

    from backbeat.files import write_text
    from backbeat.loudness.page import reports_page
    from backbeat.loudness.table import csv_of
    from backbeat.workflows.outputs import json_list

    target = Path(output)
    match target.suffix.lower():
        case ".csv":
            text = csv_of(reports)
        case ".html":
            from backbeat.loudness.presets import chosen

            text = reports_page(reports, chosen(presets) if presets else [])
        case _:
            text = json_list(reports)
    write_text(target, text)

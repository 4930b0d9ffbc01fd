"""Measure whether the lips that are seen are in step with the voice that is heard, or with --sfx
what is seen to hit with its sound.

Says for each shot by how much the sound is early or late, how sure that is, and what broadcast
standards make of it; it says "cannot tell" rather than guess, and tells a voice that is not the
face's. Takes any number of videos. With --gate the exit status is 1 where one is out of sync, or
it cannot be told. Wants the face models, once: backbeat models pull face-mesh. With the speech
model (backbeat models pull speech) offsets are surer. --sfx wants none of them.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_output_options

if TYPE_CHECKING:
    from pathlib import Path

    from backbeat.v1.sync_pb2 import SyncCheckRequest, SyncReport, SyncShot

HELP = "measure lips against voice, or hits against sounds; move the sound into step"

NOT_MET = 1
"""Exit status of a command that is done and finds that what was asked for is not met."""
_COMBINED = (".csv", ".json")
_SHOWN_SHOTS = 30


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "videos", metavar="VIDEO", nargs="+", help="video with a speaking face, or with --sfx hits"
    )
    parser.add_argument(
        "--sfx",
        action="store_true",
        help="judge sounds of effects by what is seen to hit, by two frames",
    )
    parser.add_argument(
        "-o",
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="write a report: .html to read, .json, or .csv with a line a shot (repeatable)",
    )
    parser.add_argument(
        "--voice",
        default="",
        metavar="FILE",
        help="judge this sound, which begins with the first picture, instead of the video's own",
    )
    parser.add_argument(
        "--face",
        type=int,
        default=0,
        metavar="N",
        help="judge this face, as the report counts them (else the one whose lips fit best)",
    )
    parser.add_argument(
        "--fix",
        default="",
        metavar="FILE",
        help="write the video (.mp4, .mov, .mkv) or an .otio with the sound moved into step",
    )
    parser.add_argument(
        "--max-offset",
        type=float,
        default=0.0,
        metavar="MS",
        help="look for offsets up to this (default 500 ms)",
    )
    parser.add_argument(
        "--lse",
        action="store_true",
        help="also SyncNet's scores, LSE-D and LSE-C: wants backbeat models add syncnet FILE",
    )
    parser.add_argument(
        "--gate",
        action="store_true",
        help="exit with 1 where a video is out of sync, or it cannot be told",
    )
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from pathlib import Path

    from backbeat.errors import RequestError
    from backbeat.workflows.inputs import Inputs
    from backbeat.workflows.outputs import output_path, writing

    several = len(arguments.videos) > 1
    if several and (arguments.fix or arguments.voice or arguments.face):
        raise RequestError(
            "--fix, --voice and --face are for one video, and there are several.",
            "Check them one by one.",
        )
    outputs = [absolute(output) for output in arguments.output]
    if not several:
        return _run(arguments, outputs, [])
    targets = [output_path(output, _COMBINED) for output in outputs]
    inputs = Inputs(tuple(Path(absolute(video)) for video in arguments.videos))
    with writing(inputs, targets, arguments.overwrite) as written:
        at = [(Path(output), written.at(Path(output))) for output in outputs]
        return _run(arguments, [], at)


def _run(
    arguments: argparse.Namespace, outputs: list[str], combined: list[tuple[Path, Path]]
) -> int:
    """Measures, prints and writes.

    Args:
        arguments: of the command.
        outputs: reports on a single video.
        combined: reports on several: final and temporary path.
    """
    from backbeat.cli.execute import execute_all, print_json
    from backbeat.errors import BackbeatError
    from backbeat.v1.jobs_pb2 import JobRequest

    requests = [_request(arguments, video, outputs) for video in arguments.videos]
    jobs = [JobRequest(synccheck=request) for request in requests]
    results = execute_all(jobs, arguments.engine)
    failures = [result for result in results if isinstance(result, BackbeatError)]
    reports = [result.synccheck for result in results if not isinstance(result, BackbeatError)]
    if arguments.json:
        for report in reports:
            print_json(report)
    else:
        _print(reports)
        for path in [*outputs, *([requests[0].fixed_path] if arguments.fix and reports else [])]:
            print(f"written   {path}")
    if reports:
        for final, temporary in combined:
            _write_combined(final, temporary, reports)
            print(f"written   {final}", file=sys.stderr if arguments.json else sys.stdout)
    for error in failures:
        print(f"backbeat: {error}", file=sys.stderr)
    if failures:
        return failures[0].statuses.exit_status
    return NOT_MET if arguments.gate and not all(map(_is_in_sync, reports)) else 0


def _request(arguments: argparse.Namespace, video: str, outputs: list[str]) -> SyncCheckRequest:
    from backbeat.v1.sync_pb2 import SyncCheckRequest

    return SyncCheckRequest(
        path=absolute(video),
        voice_path=absolute(arguments.voice) if arguments.voice else "",
        face=arguments.face,
        output_paths=outputs,
        fixed_path=absolute(arguments.fix) if arguments.fix else "",
        max_offset_ms=arguments.max_offset,
        overwrite=arguments.overwrite,
        lse=arguments.lse,
        sfx=arguments.sfx,
    )


def _is_in_sync(report: SyncReport) -> bool:
    from backbeat.v1.sync_pb2 import SYNC_VERDICT_IN_SYNC

    return bool(report.verdict == SYNC_VERDICT_IN_SYNC)


def _write_combined(final: Path, temporary: Path, reports: list[SyncReport]) -> None:
    from backbeat.files import write_text
    from backbeat.sync.lips.table import csv_of
    from backbeat.workflows.outputs import json_list

    is_csv = final.suffix.lower() == ".csv"
    write_text(temporary, csv_of(reports) if is_csv else json_list(reports))


def _print(reports: list[SyncReport]) -> None:
    from pathlib import Path

    from backbeat.sync.lips.table import verdict_name

    for report in reports:
        offset = f"  {_signed(report.offset_ms)}" if report.HasField("offset_ms") else ""
        print(
            f"{Path(report.path).name}: {verdict_name(report.verdict)}{offset}  "
            f"(confidence {report.confidence:.0%}){_lse(report) if len(reports) > 1 else ''}"
        )
        if len(reports) == 1:
            _print_one(report)


def _print_one(report: SyncReport) -> None:
    from backbeat.drawing.lettering import clock
    from backbeat.sync.lips.table import verdict_name

    for shot in report.shots[:_SHOWN_SHOTS]:
        face = _seen(report, shot)
        frames = f" ({shot.offset_frames:+.1f} frames)" if shot.HasField("offset_frames") else ""
        print(
            f"  {clock(shot.start_s, 1)}–{clock(shot.end_s, 1)}  {face}"
            f"{verdict_name(shot.verdict)}: {shot.reason}{frames}"
            f"{_lse(shot) if len(report.shots) > 1 else ''}"
        )
    if len(report.shots) > _SHOWN_SHOTS:
        print(f"  ... and {len(report.shots) - _SHOWN_SHOTS} more shots; --json and -o have all")
    if report.method == "impacts":
        print(
            f"  {report.impacts_seen} impacts seen, {report.hits_heard} hits heard, "
            f"{len(report.pairs)} of them together"
        )
    if report.HasField("offset_low_ms"):
        low, high = report.offset_low_ms, report.offset_high_ms
        print(f"  offset         {low:+.0f} to {high:+.0f} ms (95 %)")
    for grade in report.grades:
        print(f"  {grade.standard:<18} {grade.grade}")
    if report.HasField("drift_ppm"):
        print(f"  drift          {report.drift_ppm:+.0f} ppm")
    if report.HasField("closure_offset_ms"):
        print(
            f"  by closures    {_signed(report.closure_offset_ms)} ({report.closures} of p, b, m)"
        )
    if report.HasField("lse_distance"):
        print(
            f"  SyncNet      {_lse(report)}, {_signed(report.lse_offset_ms)} "
            f"(model {report.lse_model_sha256[:12]})"
        )
    if report.HasField("fixed_offset_ms"):
        print(f"  fixed file     {_signed(report.fixed_offset_ms)}")
    for jump in report.jumps:
        print(
            f"  jump at {clock(jump.time_s, 1)}: {_signed(jump.from_ms)} to {_signed(jump.to_ms)}"
        )
    for warning in report.warnings:
        print(f"note: {warning}")


def _seen(report: SyncReport, shot: SyncShot) -> str:
    if report.method == "impacts":
        return ""
    return f"face {shot.face}  " if shot.face else "no face  "


def _lse(scored: SyncReport | SyncShot) -> str:
    if not scored.HasField("lse_distance"):
        return ""
    return f"  LSE-D {scored.lse_distance:.3f}, LSE-C {scored.lse_confidence:.3f}"


def _signed(milliseconds: float) -> str:
    if round(milliseconds) == 0:
        return "0 ms"
    side = "late" if milliseconds > 0 else "early"
    return f"{abs(milliseconds):.0f} ms {side}"

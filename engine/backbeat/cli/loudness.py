"""Measure loudness after ITU-R BS.1770-5 and EBU R 128, and check it against delivery presets.

Give sound files or videos with sound, as many as you like. One file gets every figure and the
presets it meets; several get a table with a line each.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_output_options

if TYPE_CHECKING:
    from backbeat.v1.loudness_pb2 import LoudnessReport, PresetCheck

HELP = "loudness, true peak, and which deliveries a file meets"


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
        help="write a report, .html to read or .json for programs",
    )
    parser.add_argument("--plot", default="", metavar="FILE", help="draw it, as .svg or .png")
    parser.add_argument(
        "--preset",
        action="append",
        default=[],
        metavar="NAME",
        help="check against this preset only; may be given again (else all)",
    )
    parser.add_argument("--list-presets", action="store_true", help="show the presets, and stop")
    parser.add_argument("--track", type=int, default=0, metavar="N", help="track of sound, from 0")
    parser.add_argument(
        "--dual-mono", action="store_true", help="measure mono as on two loudspeakers (+3 LU)"
    )
    parser.add_argument(
        "--dialogue", action="store_true", help="measure the speech too (an estimate)"
    )
    parser.add_argument(
        "--repair", action="store_true", help="make samples silent that are not numbers"
    )
    parser.add_argument(
        "--meter", default="", metavar="NAME", help="backbeat, or pyloudnorm to compare"
    )
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute_all, print_json
    from backbeat.errors import BackbeatError, RequestError
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.loudness_pb2 import LoudnessOptions, LoudnessRequest

    if arguments.list_presets:
        _list_presets()
        return 0
    if not arguments.files:
        raise RequestError("No file was named.", "Name one or more files to measure.")
    if (arguments.output or arguments.plot) and len(arguments.files) > 1:
        raise RequestError(
            "One report cannot hold several files.",
            "Leave -o and --plot out, or give one file at a time.",
        )
    options = LoudnessOptions(
        track=arguments.track,
        meter=arguments.meter,
        dual_mono=arguments.dual_mono,
        presets=arguments.preset,
        dialogue=arguments.dialogue,
        repair=arguments.repair,
    )
    output = absolute(arguments.output) if arguments.output else ""
    plot = absolute(arguments.plot) if arguments.plot else ""
    requests = [
        LoudnessRequest(
            path=absolute(file),
            options=options,
            output_path=output,
            plot_path=plot,
            overwrite=arguments.overwrite,
        )
        for file in arguments.files
    ]
    results = execute_all([JobRequest(loudness=request) for request in requests], arguments.engine)
    good = [
        (Path(file), result.loudness)
        for file, result in zip(arguments.files, results, strict=True)
        if not isinstance(result, BackbeatError)
    ]
    failures = [result for result in results if isinstance(result, BackbeatError)]
    if arguments.json:
        for _, report in good:
            print_json(report)
    elif len(arguments.files) == 1 and good:
        _print_report(good[0][1], bool(arguments.preset))
        if output:
            print(f"written    {output}")
        if plot:
            print(f"drawn      {plot}")
    else:
        _print_table(good)
    for error in failures:
        print(f"backbeat: {error}", file=sys.stderr)
    return failures[0].face.exit_status if failures else 0


def _print_report(report: LoudnessReport, chosen: bool) -> None:
    kind = f"{report.duration_s:.1f} s, {report.sample_rate_hz} Hz, {report.layout}"
    print(f"integrated {_value(report, 'integrated_lufs', 'LUFS')}   {kind} ({report.meter})")
    rows = (
        ("range", "lra_lu", "LU", ""),
        ("short-term", "short_term_max_lufs", "LUFS", "short_term_max_time_s"),
        ("momentary", "momentary_max_lufs", "LUFS", "momentary_max_time_s"),
        ("true peak", "true_peak_dbtp", "dBTP", "true_peak_time_s"),
        ("sample peak", "sample_peak_dbfs", "dBFS", ""),
    )
    for title, name, unit, time in rows:
        if report.HasField(name):
            most = f"   highest, at {_clock(getattr(report, time))}" if time else ""
            print(f"{title:11}{_value(report, name, unit)}{most}")
    if report.HasField("dialogue_share"):
        share = f"   {100 * report.dialogue_share:.0f} % of the time, an estimate"
        print(f"{'dialogue':11}{_value(report, 'dialogue_lufs', 'LUFS')}{share}")
    for warning in report.warnings:
        print(f"note: {warning}")
    met = [
        check.name
        for check in report.presets
        if check.met and any(margin.what == "integrated" for margin in check.margins)
    ]
    if not chosen:
        print(f"meets as it is: {', '.join(met) or 'none of the presets'}")
        print("--preset NAME says what is missing; --list-presets shows them all")
        return
    for check in report.presets:
        _print_check(check)


def _print_check(check: PresetCheck) -> None:
    if check.not_judged:
        print(f"{check.name}: not judged: {check.not_judged}")
        return
    print(f"{check.name}: {'met' if check.met else 'not met'}")
    for margin in check.margins:
        sign = "ok  " if margin.met else "FAIL"
        print(f"  {sign} {margin.what:15}{margin.measured:14} wanted {margin.wanted}")


def _print_table(reports: list[tuple[Path, LoudnessReport]]) -> None:
    if not reports:
        return
    width = max(len(path.name) for path, _ in reports)
    print(f"{'':{width}}  {'LUFS':>6} {'LRA':>5} {'S max':>6} {'M max':>6} {'dBTP':>6}")
    for path, report in reports:
        figures = [
            f"{getattr(report, name):.1f}" if report.HasField(name) else "-"
            for name in (
                "integrated_lufs",
                "lra_lu",
                "short_term_max_lufs",
                "momentary_max_lufs",
                "true_peak_dbtp",
            )
        ]
        line = " ".join(f"{text:>{w}}" for text, w in zip(figures, (6, 5, 6, 6, 6), strict=True))
        note = "  !" if report.warnings else ""
        print(f"{path.name:{width}}  {line}{note}")


def _list_presets() -> None:
    from backbeat.loudness.presets import presets

    rows = []
    for preset in presets().values():
        loud = "-" if preset.integrated_lufs is None else f"{preset.integrated_lufs:g}"
        within = "" if preset.tolerance_lu is None else f" ±{preset.tolerance_lu:g}"
        peak = "-" if preset.true_peak_max_dbtp is None else f"{preset.true_peak_max_dbtp:g}"
        kind = "" if preset.gating == "programme" else f" ({preset.gating})"
        rows.append((preset.name, f"{loud}{within}{kind}", peak, preset.title, preset.grade))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    print(f"{'':{widths[0]}}  {'LUFS':{widths[1]}}  dBTP")
    for name, loud, peak, title, grade in rows:
        print(f"{name:{widths[0]}}  {loud:{widths[1]}}  {peak:>4}  {title:{widths[3]}}  [{grade}]")


def _value(report: LoudnessReport, name: str, unit: str) -> str:
    return f"{getattr(report, name):6.1f} {unit}" if report.HasField(name) else f"     - {unit}"


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"

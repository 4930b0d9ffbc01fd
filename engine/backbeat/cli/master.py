"""Bring recordings, or the sound of videos, to delivery presets, and verify each file written.

Applies one gain to the whole recording, and a look-ahead limiter where true peaks would exceed the
ceiling. Each file written is decoded again, measured, and corrected until it is compliant. The
picture of a video is copied unchanged, and every sound track is mastered.

For several presets in one run, repeat --preset and -o, or give one -o with {preset} in it. For
several files, write {name} in -o. The exit status is 1 where a file was written but does not meet
what was asked for.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from backbeat.cli.loudness import NOT_MET
from backbeat.cli.options import absolute, add_media_paths, add_output_options, media_paths
from backbeat.cli.tracks import add_track_options

if TYPE_CHECKING:
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.mastering_pb2 import Delivered, Delivery, MasterRequest

_NO_CEILING = float("inf")
"""Value of --ceiling none, in dBTP."""
HELP = "master to a delivery preset, verified after encoding"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help="sound file, a video with sound, or a timeline"
    )
    parser.add_argument(
        "--preset",
        action="append",
        default=[],
        metavar="NAME",
        help="delivery preset (repeatable; `backbeat loudness --list-presets` lists them)",
    )
    parser.add_argument(
        "-o",
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="output, one for each preset; {preset} and {name} stand for the preset and the "
        "input's name; .wav .flac .m4a .m4b .mp3 .opus .ogg .mka .mp4 .m4v .mov .mkv .webm",
    )
    parser.add_argument(
        "--lufs", type=float, metavar="N", help="target integrated loudness, in LUFS"
    )
    parser.add_argument(
        "--ceiling",
        type=_ceiling,
        metavar="N",
        help="true-peak ceiling, in dBTP (the preset's, or -1); none: no ceiling, and samples "
        "above full scale are clipped and counted",
    )
    parser.add_argument(
        "--peak",
        type=float,
        metavar="N",
        help="normalize the true peak to this level, in dBTP, by one gain, whatever the loudness",
    )
    parser.add_argument(
        "--short-term-max", type=float, metavar="N", help="highest short-term loudness, in LUFS"
    )
    parser.add_argument(
        "--momentary-max", type=float, metavar="N", help="highest momentary loudness, in LUFS"
    )
    parser.add_argument(
        "--codec", default="", metavar="NAME", help="aac, mp3, opus, flac, alac, pcm"
    )
    parser.add_argument(
        "--bitrate", type=int, default=0, metavar="KBPS", help="bitrate of a lossy codec"
    )
    parser.add_argument("--rate", type=int, default=0, metavar="HZ", help="sampling rate")
    parser.add_argument("--bits", type=int, default=0, metavar="N", help="bit depth: 16 or 24")
    add_track_options(
        parser,
        "mono or stereo: channel layout of the delivery; 5.1=1..6 joins six tracks of the input "
        "into one recording in 5.1",
    )
    parser.add_argument(
        "--max-reduction",
        "--most-reduction",
        dest="max_reduction",
        type=float,
        default=0.0,
        metavar="DB",
        help="maximum gain reduction of the limiter (12)",
    )
    parser.add_argument(
        "--high-pass",
        type=float,
        default=0.0,
        metavar="HZ",
        help="high-pass filter at this frequency",
    )
    parser.add_argument(
        "--lra-max",
        type=float,
        default=0.0,
        metavar="LU",
        help="level passages by up to 6 dB to reduce the loudness range to this",
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help="replace invalid samples (NaN or infinite) with silence",
    )
    parser.add_argument(
        "--timeline",
        default="",
        metavar="FILE",
        help="for a timeline: also write it with the master on a new track and the others disabled",
    )
    parser.add_argument(
        "--role", action="append", default=[], metavar="TRACK=ROLE", help="as for `backbeat render`"
    )
    parser.add_argument(
        "--allow-missing",
        action="store_true",
        help="for a timeline: leave out clips whose media is missing",
    )
    parser.add_argument(
        "--duck",
        action="store_true",
        help="for a timeline: turn music and ambience down under dialogue",
    )
    parser.add_argument(
        "--log",
        choices=("html", "json"),
        help="write a loudness log beside each delivery",
    )
    parser.add_argument(
        "--summary",
        action="append",
        default=[],
        metavar="FILE",
        help="write a summary of all deliveries: .csv or .html (repeatable)",
    )
    add_media_paths(parser)
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    import sys
    from pathlib import Path

    from backbeat.cli.execute import execute, execute_all, print_json
    from backbeat.cli.master_text import print_delivered
    from backbeat.errors import BackbeatError
    from backbeat.v1.jobs_pb2 import JobRequest, JobResult
    from backbeat.workflows.inputs import Inputs
    from backbeat.workflows.outputs import writing

    requests = [JobRequest(master=request) for request in _requests(arguments)]
    summaries = _summaries(arguments, requests)
    results: list[JobResult | BackbeatError]
    if len(requests) == 1:
        results = [execute(requests[0], arguments.engine)]
    else:
        results = execute_all(requests, arguments.engine)
    delivered: list[Delivered] = []
    failures = [result for result in results if isinstance(result, BackbeatError)]
    for result in results:
        if isinstance(result, BackbeatError):
            continue
        delivered.extend(result.master.delivered)
        if arguments.json:
            print_json(result.master)
            continue
        for warning in result.master.rendered.warnings:
            print(f"note: {warning}")
        for one in result.master.delivered:
            print_delivered(one)
        if result.master.timeline_path:
            print(f"timeline {result.master.timeline_path}")
    if delivered and summaries:
        with writing(Inputs(()), map(Path, summaries), arguments.overwrite) as outputs:
            for path in summaries:
                _write_summary(str(outputs.at(Path(path))), delivered)
    for path in summaries if delivered and not arguments.json else ():
        print(f"summary  {path}")
    for error in failures:
        print(f"backbeat: {error}", file=sys.stderr)
    if failures:
        return failures[0].statuses.exit_status
    return 0 if all(one.met for one in delivered) else NOT_MET


def _requests(arguments: argparse.Namespace) -> list[MasterRequest]:
    from pathlib import Path

    from backbeat.cli.render import roles_of
    from backbeat.cli.tracks import bindings
    from backbeat.errors import RequestError
    from backbeat.v1.mastering_pb2 import MasterRequest
    from backbeat.v1.rendering_pb2 import RenderOptions

    if len(arguments.files) > 1:
        if not all("{name}" in output for output in arguments.output):
            raise RequestError(
                f"{len(arguments.files)} files would be written to the same name.",
                "Write {name} in -o, as in -o 'masters/{name}.wav'.",
            )
        if arguments.timeline:
            raise RequestError(
                "--timeline is for one input, and there are several.", "Leave it out."
            )
    return [
        MasterRequest(
            path=absolute(file),
            track=arguments.track,
            deliveries=_deliveries(arguments, Path(file).stem),
            render=RenderOptions(
                duck=arguments.duck,
                roles=roles_of(arguments.role),
                allow_missing=arguments.allow_missing,
            ),
            timeline_path=absolute(arguments.timeline) if arguments.timeline else "",
            repair=arguments.repair,
            bindings=bindings(arguments.tracks, arguments.layout),
            overwrite=arguments.overwrite,
            media_paths=media_paths(arguments),
        )
        for file in arguments.files
    ]


def _deliveries(arguments: argparse.Namespace, name: str) -> list[Delivery]:
    from backbeat.errors import RequestError

    presets, outputs = arguments.preset, arguments.output
    if not outputs:
        raise RequestError("No output was named.", "Name one with -o FILE.")
    if len(outputs) == 1 and len(presets) > 1 and "{preset}" in outputs[0]:
        outputs = outputs * len(presets)
    if len(presets) > 1 and len(outputs) != len(presets):
        raise RequestError(
            f"There are {len(presets)} presets and {len(outputs)} outputs.",
            "Give -o for each --preset, or one -o with {preset} in its name.",
        )
    names = presets or [""]
    if len(names) == 1:
        names *= len(outputs)
    if not presets and any("{preset}" in output for output in outputs):
        raise RequestError(
            "-o contains {preset}, but no preset is named.", "Name one with --preset."
        )
    return [
        _delivery(arguments, preset, file.replace("{preset}", preset).replace("{name}", name))
        for preset, file in zip(names, outputs, strict=True)
    ]


def _delivery(arguments: argparse.Namespace, preset: str, output: str) -> Delivery:
    from backbeat.errors import RequestError
    from backbeat.v1.mastering_pb2 import Delivery

    layouts = [layout for layout in arguments.layout if "=" not in layout]
    if len(layouts) > 1:
        raise RequestError(
            f"Two layouts were asked for: {' and '.join(layouts)}.",
            "Name one; --layout NAME=TRACKS gives the layout of the input's tracks.",
        )
    path = absolute(output)
    delivery = Delivery(
        output_path=path,
        preset=preset,
        codec=arguments.codec,
        sample_rate_hz=arguments.rate,
        bit_depth=arguments.bits,
        bitrate_kbps=arguments.bitrate,
        layout=layouts[0] if layouts else "",
        max_reduction_db=arguments.max_reduction,
        high_pass_hz=arguments.high_pass,
        lra_max_lu=arguments.lra_max,
        log_path=f"{path}.{arguments.log}" if arguments.log else "",
        no_ceiling=arguments.ceiling == _NO_CEILING,
    )
    if arguments.ceiling not in (None, _NO_CEILING):
        delivery.true_peak_dbtp = arguments.ceiling
    for name, value in (
        ("integrated_lufs", arguments.lufs),
        ("peak_dbtp", arguments.peak),
        ("short_term_max_lufs", arguments.short_term_max),
        ("momentary_max_lufs", arguments.momentary_max),
    ):
        if value is not None:
            setattr(delivery, name, value)
    return delivery


def _ceiling(text: str) -> float:
    """Parses --ceiling: a level in dBTP, or `none`. Raises: argparse.ArgumentTypeError."""
    if text.lower() == "none":
        return _NO_CEILING
    try:
        return float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text} is not a level in dBTP: write -1, or none"
        ) from error


def _summaries(arguments: argparse.Namespace, requests: list[JobRequest]) -> list[str]:
    """Paths of the summaries, checked to be writable. Raises: RequestError, OutputError."""
    from pathlib import Path

    from backbeat.workflows.inputs import Inputs
    from backbeat.workflows.outputs import output_path, writing

    paths = [absolute(path) for path in arguments.summary]
    targets = [output_path(path, (".csv", ".html")) for path in paths]
    inputs = Inputs(tuple(Path(request.master.path) for request in requests))
    # Checked before any work; a file that appears meanwhile is checked for again on writing.
    with writing(inputs, targets, arguments.overwrite):
        return paths


def _write_summary(path: str, delivered: list[Delivered]) -> None:
    from pathlib import Path

    from backbeat.files import write_text
    from backbeat.loudness.page import deliveries_page
    from backbeat.loudness.presets import chosen
    from backbeat.loudness.table import deliveries_csv

    if path.lower().endswith(".csv"):
        write_text(Path(path), deliveries_csv(delivered))
        return
    page = deliveries_page(delivered, lambda preset: chosen([preset]) if preset else [])
    write_text(Path(path), page)

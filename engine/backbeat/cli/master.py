"""Bring a recording, or the sound of a video, to a delivery preset, and verify the file written.

One gain for all of it; where that would put true peaks above the ceiling, a look-ahead limiter as
well. What was written is decoded again and measured, and mended until it is as asked for. The
picture of a video is copied as it is.

Several presets are made in one run: give --preset and -o again, or one -o with {preset} in it.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_output_options

if TYPE_CHECKING:
    from backbeat.v1.loudness_pb2 import LoudnessReport
    from backbeat.v1.mastering_pb2 import Delivered, Delivery

HELP = "to a delivery preset, verified after encoding"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="sound file, a video with sound, or an .otio")
    parser.add_argument(
        "--preset",
        action="append",
        default=[],
        metavar="NAME",
        help="delivery preset; may be given again (`backbeat loudness --list-presets`)",
    )
    parser.add_argument(
        "-o",
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="where to write, one for each preset; .wav .flac .m4a .mp3 .opus .mp4 .mov .mkv",
    )
    parser.add_argument("--lufs", type=float, metavar="N", help="integrated loudness to reach")
    parser.add_argument("--ceiling", type=float, metavar="N", help="highest true peak, in dBTP")
    parser.add_argument(
        "--codec", default="", metavar="NAME", help="aac, mp3, opus, flac, alac, pcm"
    )
    parser.add_argument("--bitrate", type=int, default=0, metavar="KBPS", help="of a lossy codec")
    parser.add_argument("--rate", type=int, default=0, metavar="HZ", help="sampling rate")
    parser.add_argument("--bits", type=int, default=0, metavar="N", help="16 or 24")
    parser.add_argument("--layout", default="", metavar="NAME", help="mono or stereo")
    parser.add_argument(
        "--most-reduction",
        type=float,
        default=0.0,
        metavar="DB",
        help="the most the limiter may take (12)",
    )
    parser.add_argument(
        "--high-pass", type=float, default=0.0, metavar="HZ", help="take out what lies below"
    )
    parser.add_argument(
        "--lra-max",
        type=float,
        default=0.0,
        metavar="LU",
        help="level passages by up to 6 dB for a smaller loudness range",
    )
    parser.add_argument(
        "--repair", action="store_true", help="make samples silent that are not numbers"
    )
    parser.add_argument("--track", type=int, default=0, metavar="N", help="track of sound, from 0")
    parser.add_argument(
        "--timeline",
        default="",
        metavar="FILE",
        help="of a timeline: write it with the master on a new track, the others switched off",
    )
    parser.add_argument(
        "--role", action="append", default=[], metavar="TRACK=ROLE", help="as for `backbeat render`"
    )
    parser.add_argument(
        "--allow-missing", action="store_true", help="of a timeline: leave out missing media"
    )
    parser.add_argument(
        "--duck", action="store_true", help="of a timeline: music gives way to dialogue"
    )
    parser.add_argument(
        "--log",
        choices=("html", "json"),
        help="write a loudness log beside each delivery",
    )
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json
    from backbeat.cli.render import roles_of
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.mastering_pb2 import MasterRequest
    from backbeat.v1.rendering_pb2 import RenderOptions

    request = MasterRequest(
        path=absolute(arguments.file),
        track=arguments.track,
        deliveries=_deliveries(arguments),
        render=RenderOptions(
            duck=arguments.duck,
            roles=roles_of(arguments.role),
            allow_missing=arguments.allow_missing,
        ),
        timeline_path=absolute(arguments.timeline) if arguments.timeline else "",
        repair=arguments.repair,
        overwrite=arguments.overwrite,
    )
    result = execute(JobRequest(master=request), arguments.engine).master
    if arguments.json:
        print_json(result)
        return 0
    for warning in result.rendered.warnings:
        print(f"note: {warning}")
    for delivered in result.delivered:
        _print(delivered)
    if result.timeline_path:
        print(f"timeline {result.timeline_path}")
    return 0


def _deliveries(arguments: argparse.Namespace) -> list[Delivery]:
    from backbeat.errors import RequestError

    presets, outputs = arguments.preset, arguments.output
    if not outputs:
        raise RequestError("No output was named.", "Say where to write with -o FILE.")
    if len(outputs) == 1 and len(presets) > 1 and "{preset}" in outputs[0]:
        outputs = [outputs[0].replace("{preset}", preset) for preset in presets]
    if len(presets) > 1 and len(outputs) != len(presets):
        raise RequestError(
            f"There are {len(presets)} presets and {len(outputs)} outputs.",
            "Give -o for each --preset, or one -o with {preset} in its name.",
        )
    names = presets or [""]
    if len(names) == 1:
        names *= len(outputs)
    return [_delivery(arguments, name, file) for name, file in zip(names, outputs, strict=True)]


def _delivery(arguments: argparse.Namespace, preset: str, output: str) -> Delivery:
    from backbeat.v1.mastering_pb2 import Delivery

    path = absolute(output)
    made = Delivery(
        output_path=path,
        preset=preset,
        codec=arguments.codec,
        sample_rate_hz=arguments.rate,
        bit_depth=arguments.bits,
        bitrate_kbps=arguments.bitrate,
        layout=arguments.layout,
        max_reduction_db=arguments.most_reduction,
        high_pass_hz=arguments.high_pass,
        lra_max_lu=arguments.lra_max,
        log_path=f"{path}.{arguments.log}" if arguments.log else "",
    )
    if arguments.lufs is not None:
        made.integrated_lufs = arguments.lufs
    if arguments.ceiling is not None:
        made.true_peak_dbtp = arguments.ceiling
    return made


def _print(made: Delivered) -> None:
    print(f"{made.path}  {_format(made)}")
    print(f"  before   {_figures(made.before)}")
    print(f"  after    {_figures(made.after)}   {_wanted(made)}")
    print(f"  gain     {made.gain_db:+.1f} dB{_limiting(made)}")
    if made.tracks_copied:
        print(f"  copied   {_copied(made)}")
    for note in made.notes:
        print(f"  note     {note}")
    if made.missed:
        print(f"  missed   {made.missed}")
    rounds = (
        f"written and measured {made.rounds} times" if made.rounds > 1 else "measured as written"
    )
    print(f"  {'ok' if made.met else 'NOT MET':8} {rounds}")


def _copied(made: Delivered) -> str:
    tracks = "1 track" if made.tracks_copied == 1 else f"{made.tracks_copied} tracks"
    same = "the same" if made.picture_identical else "repackaged"
    picture = f", {made.picture_packets} packets of picture {same}" if made.picture_packets else ""
    return f"{tracks}{picture}; the sound lies {made.shift_ms:+.2f} ms off"


def _format(made: Delivered) -> str:
    depth = f" {made.bit_depth} bit" if made.bit_depth else ""
    rate = f" {made.bitrate_kbps} kbps" if made.bitrate_kbps else ""
    kind = f"{made.codec}{depth}{rate}, {made.after.sample_rate_hz} Hz, {made.after.layout}"
    return f"{made.preset}: {kind}" if made.preset else kind


def _figures(report: LoudnessReport) -> str:
    def one(name: str, unit: str) -> str:
        return f"{getattr(report, name):.1f} {unit}" if report.HasField(name) else f"- {unit}"

    spoken = (
        f"dialogue {one('dialogue_lufs', 'LUFS')}, " if report.HasField("dialogue_lufs") else ""
    )
    return spoken + (
        f"{one('integrated_lufs', 'LUFS')}, {one('true_peak_dbtp', 'dBTP')}, "
        f"range {one('lra_lu', 'LU')}"
    )


def _wanted(made: Delivered) -> str:
    parts = []
    if made.HasField("target_lufs"):
        parts.append(f"{made.target_lufs:g} ±{made.tolerance_lu:g} LUFS")
    if made.HasField("ceiling_dbtp"):
        parts.append(f"at most {made.ceiling_dbtp:g} dBTP")
    return f"wanted {', '.join(parts)}" if parts else ""


def _limiting(made: Delivered) -> str:
    if made.max_reduction_db == 0:
        return ", the same everywhere"
    return (
        f", limited by up to {made.max_reduction_db:.1f} dB; between {made.gain_low_db:+.1f} and "
        f"{made.gain_high_db:+.1f} dB for 90 % of the time"
    )

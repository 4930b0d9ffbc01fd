"""Measure how fast this machine makes mouths with a generator: `backbeat bench lipsync`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from backbeat.models.generators.kinds import KINDS

if TYPE_CHECKING:
    from backbeat.workflows.lipsync.benching import Bench

HELP = "how fast this machine runs generators of mouths"
_DEVICES = ("cpu", "cuda", "tensorrt", "directml", "coreml")
_MOST = 32


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    lips = actions.add_parser(
        "lipsync",
        help="measure a generator",
        description="Measures a generator of mouths on a device, without decoding and encoding: "
        "the model that you added, else a twin of it, which is the same graph with random weights.",
    )
    backends = [f"onnx:{name}" for name in KINDS]
    lips.add_argument(
        "--backend",
        choices=backends,
        default=backends[0],
        help=f"what is measured ({backends[0]})",
    )
    lips.add_argument(
        "--device", choices=_DEVICES, default="", help="where (the fastest that works)"
    )
    lips.add_argument(
        "--weights",
        choices=("registered", "twin", "small"),
        default="",
        help="the model that you added, a twin, or a twin with few channels (the model, if it is "
        "there)",
    )
    lips.add_argument(
        "--batch", type=int, default=0, metavar="N", help=f"pictures at once, to {_MOST} (8)"
    )
    lips.add_argument(
        "--seconds", type=float, default=5.0, metavar="S", help="how long it is measured (5)"
    )
    lips.add_argument("--json", action="store_true", help="print JSON")
    lips.set_defaults(action=_lipsync)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    arguments.action(arguments)
    return 0


def _lipsync(arguments: argparse.Namespace) -> None:
    from dataclasses import asdict

    from backbeat.cli.execute import progress_bar
    from backbeat.errors import RequestError
    from backbeat.models.registry import is_added
    from backbeat.workflows.lipsync.benching import REGISTERED, SMALL_TWIN, TWIN, bench

    batch = arguments.batch or 8
    if not 1 <= batch <= _MOST:
        raise RequestError(f"--batch {batch} is no number from 1 to {_MOST}.", "Choose another.")
    if not 0 < arguments.seconds <= 3600:
        raise RequestError(
            f"--seconds {arguments.seconds:g} is no time to measure for.", "Give a few seconds."
        )
    there = is_added(arguments.backend.removeprefix("onnx:"))
    kinds = {"registered": REGISTERED, "twin": TWIN, "small": SMALL_TWIN}
    weights = kinds[arguments.weights] if arguments.weights else REGISTERED if there else TWIN
    with progress_bar() as progress:
        found = bench(
            arguments.backend, arguments.device, weights, batch, arguments.seconds, progress
        )
    if arguments.json:
        print(json.dumps(asdict(found), indent=2))
        return
    print("\n".join(_lines(found)))


def _lines(found: Bench) -> list[str]:
    stages = [
        f"  {stage.name:<15}{stage.ms:9.2f} ms a {_per(stage.name)}" for stage in found.stages
    ]
    return [
        f"{found.backend} ({found.weights}) on {found.device}, {found.batch} pictures at once",
        f"  {found.pictures_per_s:.1f} pictures/s without decoding and encoding",
        *stages,
        f"  opened in {found.opening_s:.1f} s; {found.memory_mb:.0f} MB at most",
        *(f"note: {note}" for note in (found.device_reason, *found.notes) if note),
    ]


def _per(stage: str) -> str:
    return "second of sound" if stage == "voice" else "picture"

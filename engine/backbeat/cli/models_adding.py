"""`backbeat models add`: third-party models, and the licences that users accept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.models.generators.kinds import COMMERCIAL, KINDS, Kind

if TYPE_CHECKING:
    from backbeat.models.registry import Card

_OTHERS = ("beat_this", "syncnet")


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments."""
    names = [*_OTHERS, *KINDS]
    parser.add_argument(
        "name", choices=names, metavar="NAME", help=f"{', '.join(names[:-1])} or {names[-1]}"
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help=".onnx, .ckpt, .pt, .pth or .model; of wav2lip and musetalk .onnx, or a folder",
    )
    parser.add_argument(
        "--licence", default="", metavar="TEXT", help="its licence: SPDX identifier, or text"
    )
    parser.add_argument("--source", default="", metavar="TEXT", help="where it is from (FILE)")
    group = parser.add_argument_group("wav2lip and musetalk")
    group.add_argument(
        "--commercial",
        choices=COMMERCIAL,
        default=None,
        help="whether the licence allows commercial use; asked for, else unknown",
    )
    group.add_argument(
        "--accept-licence",
        action="store_true",
        help="you have read the licence and accept it; else you are asked",
    )


def added(arguments: argparse.Namespace) -> Card:
    """Adds a model.

    Raises:
        RequestError: its licence was not accepted, or an option is of another model.
        InputError: a file is no such model.
        OutputError: the registry cannot be written to.
    """
    files = [Path(file).expanduser() for file in arguments.files]
    kind = KINDS.get(arguments.name)
    if kind is not None:
        return _generator(kind, files, arguments)
    if len(files) > 1:
        raise RequestError(f"{arguments.name} is one file.", "Give one.")
    if arguments.commercial or arguments.accept_licence:
        raise RequestError(
            f"--commercial and --accept-licence are not asked of {arguments.name}.",
            "Leave them out.",
        )
    return _exported(arguments.name, files[0], arguments)


def _exported(name: str, file: Path, arguments: argparse.Namespace) -> Card:
    from backbeat.files.scratch import scratch_folder
    from backbeat.models import beat_this_export, syncnet_export
    from backbeat.models.registry import add

    as_onnx = {"beat_this": beat_this_export.as_onnx, "syncnet": syncnet_export.as_onnx}
    with scratch_folder() as folder:
        model = as_onnx[name](file, folder)
        return add(name, model, arguments.licence, arguments.source or arguments.files[0])


def _generator(kind: Kind, files: list[Path], arguments: argparse.Namespace) -> Card:
    from backbeat.models.generators.adding import Terms, add_generator

    licence = arguments.licence or kind.terms
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    accepted, commercial = arguments.accept_licence, arguments.commercial
    if asks and not accepted:
        print(f"{kind.title}. {licence}", file=sys.stderr)
        accepted = _answer("Do you accept the licence of these files? [y/N] ") in ("y", "yes")
    if asks and accepted and commercial is None:
        answer = _answer("Does it allow commercial use? [yes/no/unknown] ")
        commercial = answer if answer in COMMERCIAL else None
    terms = Terms(arguments.licence, commercial or "unknown", accepted)
    return add_generator(kind, files, terms, arguments.source)


def _answer(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower()

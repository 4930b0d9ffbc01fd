"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.music_pb2 import BeatOptions


_MOST = (1 << 31) - 1


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """`--engine` and `--json`: where a job runs, and how its result is shown."""
    parser.add_argument(
        "--engine",
        metavar="HOST:PORT",
        help="run on this engine, or on the one that `backbeat serve` started here: --engine auto",
    )
    parser.add_argument("--json", action="store_true", help="print the result message as JSON")


def add_beat_options(parser: argparse.ArgumentParser) -> None:
    """How the music is listened to."""
    group = parser.add_argument_group("listening")
    group.add_argument("--tracker", default="", metavar="NAME", help="beat tracker")
    group.add_argument(
        "--beats-per-bar",
        type=int,
        default=0,
        metavar="N",
        help="beats in a bar, 2 to 7 (else estimated)",
    )


def beat_options(arguments: argparse.Namespace) -> BeatOptions:
    """The message for what `add_beat_options` read."""
    from backbeat.v1.music_pb2 import BeatOptions

    return BeatOptions(tracker=arguments.tracker, beats_per_bar=arguments.beats_per_bar)


def count(text: str) -> int:
    """For argparse: a whole number, 0 or more, that a request can carry."""
    if not text.isdecimal() or int(text) > _MOST:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 0 to {_MOST}")
    return int(text)


def absolute(path: str) -> str:
    """A path as a request carries it: absolute, since an engine has another current folder.

    Raises:
        RequestError: the path is empty, or no text that a message could carry.
    """
    if not path:
        raise RequestError("A path is empty.", "Name a file.")
    whole = str(Path(path).expanduser().absolute())
    try:
        whole.encode()
    except UnicodeEncodeError as error:
        raise RequestError(f"The name of {whole!a} is not UTF-8.", "Rename it.") from error
    return whole

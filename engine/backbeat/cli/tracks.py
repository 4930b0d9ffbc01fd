"""Which tracks of sound are meant, as people write them."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from backbeat.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backbeat.v1.loudness_pb2 import TrackBinding

_SPAN = re.compile(r"(\d{1,3})(?:\.\.(\d{1,3}))?", re.ASCII)


def add_track_options(parser: argparse.ArgumentParser, layout: str) -> None:
    """`--tracks`, and `--layout` with the help that the command gives.

    Args:
        parser: of the command.
        layout: help for `--layout`.
    """
    parser.add_argument(
        "--tracks",
        default="",
        metavar="LIST",
        help="tracks of sound, counting from 1: 2, or 1,2 for each by itself, or 1+2 for two that "
        "belong together, or all",
    )
    parser.add_argument(
        "--layout", action="append", default=[], metavar="NAME[=TRACKS]", help=layout
    )
    # As it was before --tracks: one track, counting from 0.
    parser.add_argument("--track", type=int, default=0, help=argparse.SUPPRESS)


def bindings(tracks: str, layouts: Iterable[str]) -> list[TrackBinding]:
    """The tracks of `--tracks` and of every `--layout` that names some.

    One without numbers stands for all tracks, each by itself.

    Raises:
        RequestError: it is no list of tracks.
    """
    from backbeat.v1.loudness_pb2 import TrackBinding

    made = []
    for part in tracks.split(",") if tracks else ():
        if part.strip().lower() == "all":
            made.append(TrackBinding())
        elif "+" in part:
            made.append(TrackBinding(tracks=_numbers(part)))
        else:
            made += [TrackBinding(tracks=[number]) for number in _numbers(part)]
    for text in layouts:
        name, equals, numbers = text.partition("=")
        if equals:
            made.append(TrackBinding(tracks=_numbers(numbers), layout=name))
    return made


def _numbers(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split("+"):
        span = _SPAN.fullmatch(part.strip())
        first = int(span[1]) if span else 0
        last = int(span[2] or first) if span else 0
        if not 1 <= first <= last:
            raise RequestError(
                f"{text!r} names no tracks.", "Write 2, 1+2, 1..6 or all; tracks count from 1."
            )
        found += range(first, last + 1)
    return found

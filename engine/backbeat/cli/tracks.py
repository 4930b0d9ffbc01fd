"""The options that name sound tracks, and their parsing."""

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
    """Adds `--tracks` and `--layout`.

    Args:
        parser: the parser of a command.
        layout: the command's help text for `--layout`.
    """
    parser.add_argument(
        "--tracks",
        default="",
        metavar="LIST",
        help="sound tracks, counted from 1: 2; 1,2 for each by itself; 1+2 for two that form one "
        "recording; or all",
    )
    parser.add_argument(
        "--layout", action="append", default=[], metavar="NAME[=TRACKS]", help=layout
    )
    # Kept for scripts from before --tracks: one track, counted from 0.
    parser.add_argument("--track", type=int, default=0, help=argparse.SUPPRESS)


def bindings(tracks: str, layouts: Iterable[str]) -> list[TrackBinding]:
    """The track bindings of `--tracks` and of every `--layout` that names tracks.

    A binding without track numbers stands for all tracks, each by itself.

    Raises:
        RequestError: the text is not a list of tracks.
    """
    from backbeat.v1.loudness_pb2 import TrackBinding

    track_bindings = []
    for part in tracks.split(",") if tracks else ():
        if part.strip().lower() == "all":
            track_bindings.append(TrackBinding())
        elif "+" in part:
            track_bindings.append(TrackBinding(tracks=_numbers(part)))
        else:
            track_bindings += [TrackBinding(tracks=[number]) for number in _numbers(part)]
    for text in layouts:
        name, equals, numbers = text.partition("=")
        if equals:
            track_bindings.append(TrackBinding(tracks=_numbers(numbers), layout=name))
    return track_bindings


def _numbers(text: str) -> list[int]:
    numbers: list[int] = []
    for part in text.split("+"):
        span = _SPAN.fullmatch(part.strip())
        first = int(span[1]) if span else 0
        last = int(span[2] or first) if span else 0
        if not 1 <= first <= last:
            raise RequestError(
                f"{text!r} names no tracks.",
                "Write 2, 1+2, 1..6 or all; tracks are counted from 1.",
            )
        numbers += range(first, last + 1)
    return numbers

"""Options of when a picture is cut, and of how long the edit is: for edits and shot plans."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.assembly_pb2 import LengthOptions, PacingOptions
    from backbeat.v1.cutting_pb2 import FrameRate


def add_pacing_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of pacing."""
    group = parser.add_argument_group("pacing")
    group.add_argument(
        "--pattern", default="", metavar="NAME", help="when to cut, such as every-bar (energy)"
    )
    group.add_argument(
        "--pattern-file", default="", metavar="FILE", help="a pattern of your own (JSON)"
    )
    group.add_argument(
        "--pace", type=_share, metavar="P", help="0, long shots, to 1, short shots (0.5)"
    )
    group.add_argument(
        "--transitions",
        choices=["phrases", "none"],
        help="dissolves where phrases start in quiet music (the default), or hard cuts only",
    )


def add_length_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of length."""
    group = parser.add_argument_group("length")
    group.add_argument(
        "--length",
        metavar="TIME",
        help="length of the edit: 30, 30s or 1:30; the best stretch of the song is used",
    )
    group.add_argument(
        "--fit-music",
        action="store_true",
        help="shorten or lengthen the song itself to --length, at bars that sound alike",
    )


def pacing_options(arguments: argparse.Namespace) -> PacingOptions:
    """The message of the options that `add_pacing_options` added."""
    from backbeat.v1 import assembly_pb2 as pb

    return pb.PacingOptions(
        pattern=arguments.pattern,
        pattern_path=absolute(arguments.pattern_file) if arguments.pattern_file else "",
        pace=arguments.pace,
        transitions=pb.Transitions.Value(
            f"TRANSITIONS_{(arguments.transitions or 'unspecified').upper()}"
        ),
    )


def length_options(arguments: argparse.Namespace) -> LengthOptions:
    """The message of the options that `add_length_options` added. Raises: RequestError."""
    from backbeat.v1 import assembly_pb2 as pb

    if arguments.length is None:
        if arguments.fit_music:
            raise RequestError("--fit-music needs a length.", "Give it with --length.")
        return pb.LengthOptions()
    return pb.LengthOptions(
        length_s=_seconds(arguments.length),
        fit=pb.MUSIC_FIT_EDIT if arguments.fit_music else pb.MUSIC_FIT_UNSPECIFIED,
    )


def _seconds(text: str) -> float:
    from backbeat.timeline.typed_time import clock_seconds

    seconds = clock_seconds(text.strip().removesuffix("s"))
    if not seconds:
        raise RequestError(f"--length {text} is no length.", "Write 30, 30s or 1:30.")
    return seconds


def _share(text: str) -> float:
    """A number from 0 to 1, as an argparse type."""
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 0 to 1")
    return share


def frame_rate(text: str) -> FrameRate:
    """A frame rate, "25", "23.976" or "24000/1001", as an argparse type."""
    from fractions import Fraction

    from backbeat.errors import BackbeatError
    from backbeat.timeline.time import canonical_rate
    from backbeat.v1.cutting_pb2 import FrameRate

    try:
        rate = canonical_rate(float(Fraction(text)))
    except (ValueError, ZeroDivisionError, OverflowError, BackbeatError):
        rate = Fraction(0)
    if not 1 <= rate <= 240:
        raise argparse.ArgumentTypeError(f"{text} is not a frame rate from 1 to 240")
    return FrameRate(numerator=rate.numerator, denominator=rate.denominator)

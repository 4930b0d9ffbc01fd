"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli.moments import moment, tempo
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.music_pb2 import BeatOptions


_MOST = (1 << 31) - 1


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """`--engine`, `--json` and `-y`: where a job runs, what is shown, what is replaced."""
    parser.add_argument(
        "--engine",
        metavar="HOST:PORT",
        help="run on this engine, or on the one that `backbeat serve` started here: --engine auto",
    )
    parser.add_argument("--json", action="store_true", help="print the result message as JSON")
    add_overwrite(parser)


def add_overwrite(parser: argparse.ArgumentParser) -> None:
    """`-y`: what may become of files that are in the way."""
    parser.add_argument(
        "-y",
        "--overwrite",
        action="store_true",
        help="replace outputs that exist and that Backbeat did not write (its own always are)",
    )


def add_beat_options(parser: argparse.ArgumentParser) -> None:
    """How the music is listened to, and what the user knows of it."""
    group = parser.add_argument_group("listening")
    group.add_argument("--tracker", default="", metavar="NAME", help="beat tracker")
    group.add_argument(
        "--beats-per-bar",
        type=int,
        default=0,
        metavar="N",
        help="beats in a bar, 2 to 7 (else estimated)",
    )
    group.add_argument(
        "--tempo", type=tempo, default=0.0, metavar="BPM", help="the tempo, where you know it"
    )
    group.add_argument(
        "--min-tempo", type=tempo, default=0.0, metavar="BPM", help="the tempo is at least this"
    )
    group.add_argument(
        "--max-tempo", type=tempo, default=0.0, metavar="BPM", help="the tempo is at most this"
    )
    octave = group.add_mutually_exclusive_group()
    octave.add_argument(
        "--half-time", action="store_true", help="half the tempo that would be chosen"
    )
    octave.add_argument(
        "--double-time", action="store_true", help="twice the tempo that would be chosen"
    )
    group.add_argument(
        "--fixed-grid",
        action="store_true",
        help="the tempo never changes by a hair",
    )
    group.add_argument(
        "--first-downbeat",
        type=moment,
        metavar="TIME",
        help="some beat that starts a bar lies here: seconds, or m:ss.mmm",
    )
    _add_edits(parser)


def _add_edits(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what you know better")
    group.add_argument(
        "--beat-at",
        type=moment,
        action="append",
        default=[],
        metavar="TIME",
        help="a beat is here; the nearest one heard moves to it (repeatable)",
    )
    group.add_argument(
        "--downbeat-at",
        type=moment,
        action="append",
        default=[],
        metavar="TIME",
        help="likewise, and a bar starts here (repeatable)",
    )
    group.add_argument(
        "--edits", metavar="FILE", help="a .json of beats, emphasis and energy (a MusicEdits)"
    )


def beat_options(arguments: argparse.Namespace) -> BeatOptions:
    """The message for what `add_beat_options` read.

    Raises:
        InputError: the file of edits cannot be read.
    """
    from backbeat.cli.edits import music_edits
    from backbeat.v1 import music_pb2 as pb

    scale = pb.TEMPO_SCALE_UNSPECIFIED
    if arguments.half_time:
        scale = pb.TEMPO_SCALE_HALF
    elif arguments.double_time:
        scale = pb.TEMPO_SCALE_DOUBLE
    return pb.BeatOptions(
        tracker=arguments.tracker,
        beats_per_bar=arguments.beats_per_bar,
        tempo_bpm=arguments.tempo,
        min_tempo_bpm=arguments.min_tempo,
        max_tempo_bpm=arguments.max_tempo,
        first_downbeat_s=arguments.first_downbeat,
        fixed_grid=arguments.fixed_grid,
        tempo_scale=scale,
        edits=music_edits(arguments.edits, arguments.beat_at, arguments.downbeat_at),
    )


def keep_edits(edits: str | None, *outputs: Path) -> None:
    """Refuses outputs that would replace the file of `--edits`. Raises: OutputError."""
    from backbeat.workflows.inputs import Inputs

    if edits is not None:
        for output in outputs:
            Inputs((Path(edits).expanduser(),)).check(output)


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

"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli.engine_options import add_engine
from backbeat.cli.moments import bar_shift, beat_shift, moment, tempo
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.media_paths_pb2 import MediaPaths
    from backbeat.v1.music_pb2 import BeatOptions

_MAX_COUNT = (1 << 31) - 1
"""Largest value of an int32 field of a request."""


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Adds `--engine`, `--json` and `-y`: where a job runs, how its result is printed, what it may
    replace.
    """
    add_engine(
        parser, "run on this engine; auto: on the one that `backbeat serve` runs on this machine"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_overwrite(parser)


def add_overwrite(parser: argparse.ArgumentParser) -> None:
    """Adds `-y`, which lets a job replace files that Backbeat did not write."""
    parser.add_argument(
        "-y",
        "--overwrite",
        action="store_true",
        help="replace existing files that Backbeat did not write (its own are always replaced)",
    )


def add_media_paths(parser: argparse.ArgumentParser, *, writes_timeline: bool = True) -> None:
    """Adds the options that say where a timeline's media is.

    Args:
        writes_timeline: whether the command writes a timeline, which can be relinked.
    """
    group = parser.add_argument_group("media")
    group.add_argument(
        "--map-path",
        action="append",
        default=[],
        metavar="FROM=TO",
        help="a folder as the timeline spells it, and what it is here (repeatable)",
    )
    group.add_argument(
        "--search",
        action="append",
        default=[],
        metavar="DIR",
        help="look for missing media in this folder and all inside (repeatable)",
    )
    if not writes_timeline:
        return
    group.add_argument(
        "--relink",
        action="store_true",
        help="write the paths that were found into the timeline (else it keeps its own)",
    )


def media_paths(arguments: argparse.Namespace) -> MediaPaths:
    """The message of the options that `add_media_paths` added.

    Raises:
        RequestError: a mapping has no two sides.
    """
    from backbeat.v1.media_paths_pb2 import MediaPaths, PathMapping

    maps = []
    for text in arguments.map_path:
        # A file URL may hold "=" in its name, the folder here hardly does.
        prefix, sign, to_path = text.rpartition("=")
        if not sign or not prefix or not to_path:
            raise RequestError(
                f"--map-path {text} names no two folders.", "Write FROM=TO, as in D:/clips=/mnt/d."
            )
        maps.append(PathMapping(prefix=prefix, to_path=absolute(to_path)))
    return MediaPaths(
        maps=maps,
        search_paths=[absolute(folder) for folder in arguments.search],
        relink=getattr(arguments, "relink", False),
    )


def add_beat_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of beat tracking, and those for corrections by the user."""
    group = parser.add_argument_group("beat tracking")
    group.add_argument("--tracker", default="", metavar="NAME", help="beat tracker to use")
    group.add_argument(
        "--beats-per-bar",
        type=int,
        default=0,
        metavar="N",
        help="beats in a bar, 2 to 7 (else estimated)",
    )
    group.add_argument(
        "--tempo", type=tempo, default=0.0, metavar="BPM", help="the tempo, if you know it"
    )
    group.add_argument(
        "--min-tempo", type=tempo, default=0.0, metavar="BPM", help="lowest tempo to consider"
    )
    group.add_argument(
        "--max-tempo", type=tempo, default=0.0, metavar="BPM", help="highest tempo to consider"
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
        help="the tempo is exactly constant, as in music made to a click",
    )
    group.add_argument(
        "--first-downbeat",
        type=moment,
        metavar="TIME",
        help="time of any downbeat, from which all bars are counted: seconds, or m:ss.mmm",
    )
    group.add_argument(
        "--taps",
        metavar="FILE",
        help="a .txt or .csv of the times at which you tapped along: gives tempo and beats",
    )
    _add_edits(parser)


def _add_edits(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("corrections")
    group.add_argument(
        "--beat-at",
        type=moment,
        action="append",
        default=[],
        metavar="TIME",
        help="there is a beat at this time; the nearest detected beat, up to half a beat away, "
        "moves to it (repeatable)",
    )
    group.add_argument(
        "--downbeat-at",
        type=moment,
        action="append",
        default=[],
        metavar="TIME",
        help="there is a downbeat at this time (repeatable)",
    )
    group.add_argument(
        "--remove-beat",
        type=moment,
        action="append",
        default=[],
        metavar="TIME",
        help="no beat is at this time, within 70 ms (repeatable)",
    )
    group.add_argument(
        "--shift-beats",
        type=beat_shift,
        default=0.0,
        metavar="N|half",
        help="bars start N beats later (-N: earlier); half: beats lie between those detected",
    )
    group.add_argument(
        "--shift-bars",
        type=bar_shift,
        default=0,
        metavar="N",
        help="bar 1 is N bars later (-N: earlier)",
    )
    group.add_argument(
        "--edits", metavar="FILE", help="a .json file of beats, emphasis and energy (a MusicEdits)"
    )


def beat_options(arguments: argparse.Namespace) -> BeatOptions:
    """The message of the options that `add_beat_options` added.

    Raises:
        InputError: the file of edits, or that of taps, cannot be read.
    """
    from backbeat.cli.edits import music_edits
    from backbeat.cli.taps import read_taps
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
        shift_beats=arguments.shift_beats,
        shift_bars=arguments.shift_bars,
        taps_s=read_taps(Path(arguments.taps).expanduser()) if arguments.taps else [],
        edits=music_edits(
            arguments.edits, arguments.beat_at, arguments.downbeat_at, arguments.remove_beat
        ),
    )


def keep_edits(arguments: argparse.Namespace, *outputs: Path) -> None:
    """Refuses outputs that would replace the file of `--edits` or `--taps`. Raises: OutputError."""
    from backbeat.workflows.inputs import Inputs

    for named in (arguments.edits, arguments.taps):
        if named is not None:
            for output in outputs:
                Inputs((Path(named).expanduser(),)).check(output)


def count(text: str) -> int:
    """A whole number from 0 to the largest int32, as an argparse type.

    Raises:
        argparse.ArgumentTypeError: the text is not such a number.
    """
    if not text.isdecimal() or int(text) > _MAX_COUNT:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0 to {_MAX_COUNT}")
    return int(text)


def absolute(path: str) -> str:
    """A path as a request carries it: absolute, since an engine has another working folder.

    Raises:
        RequestError: the path is empty, or is not valid UTF-8.
    """
    if not path:
        raise RequestError("A path is empty.", "Name a file.")
    full = str(Path(path).expanduser().absolute())
    try:
        full.encode()
    except UnicodeEncodeError as error:
        raise RequestError(f"The name of {full!a} is not UTF-8.", "Rename it.") from error
    return full

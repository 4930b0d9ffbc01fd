"""Find the beats, bars, tempo and sections of a recording, and write them in the format you choose.

The extension of -o chooses the format: the whole analysis (.json), a table (.csv), a timeline with
markers (.otio), Audacity labels (.txt), a tempo map with a click track (.mid), or the music with a
click on every beat (.wav, .flac).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli.options import (
    absolute,
    add_beat_options,
    add_output_options,
    beat_options,
    keep_edits,
)

if TYPE_CHECKING:
    from backbeat.v1.music_pb2 import MusicAnalysis

HELP = "find the beats, bars, tempo and sections of a song"

_MAX_SHOWN = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("song", metavar="SONG", help="sound file, or a video with sound")
    parser.add_argument(
        "-o",
        "--output",
        default="",
        metavar="FILE",
        help="write a .json, .csv, .otio, .txt, .mid, .wav or .flac",
    )
    parser.add_argument(
        "--plot", default="", metavar="FILE", help="draw the analysis as an .svg or .png"
    )
    add_beat_options(parser)
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.music_pb2 import BeatsRequest

    request = BeatsRequest(
        path=absolute(arguments.song),
        output_path=absolute(arguments.output) if arguments.output else "",
        plot_path=absolute(arguments.plot) if arguments.plot else "",
        options=beat_options(arguments),
        overwrite=arguments.overwrite,
    )
    written = (request.output_path, request.plot_path)
    keep_edits(arguments, *(Path(path) for path in written if path))
    analysis = execute(JobRequest(beats=request), arguments.engine).beats
    if arguments.json:
        print_json(analysis)
        return 0
    _print_summary(analysis)
    _print_sections(analysis)
    for correction in analysis.corrections:
        print(f"corrected {correction}")
    for warning in analysis.warnings:
        print(f"note: {warning}")
    for name, path in (("written", request.output_path), ("drawn", request.plot_path)):
        if path:
            print(f"{name:9} {path}")
    return 0


def _print_summary(analysis: MusicAnalysis) -> None:
    from backbeat.sureness import sureness_in_words

    if not analysis.beats:
        print(f"no beats in {analysis.duration_s:.1f} s")
        return
    bars = sum(beat.beat == 1 for beat in analysis.beats)
    print(
        f"{analysis.tempo_bpm:.1f} bpm, {analysis.beats_per_bar} beats a bar, "
        f"{len(analysis.beats)} beats in {bars} bar{'' if bars == 1 else 's'}, "
        f"{analysis.duration_s:.1f} s ({analysis.tracker})"
    )
    if analysis.HasField("confidence"):
        print(sureness_in_words(analysis.confidence, analysis.unsure))


def _print_sections(analysis: MusicAnalysis) -> None:
    """Prints a table of the sections where there is more than one."""
    if len(analysis.sections) < 2:
        return
    from backbeat.drawing.lettering import clock
    from backbeat.music.plot import level_name

    last = analysis.beats[-1].bar if analysis.beats else 0
    first = next((beat.bar for beat in analysis.beats if beat.beat == 1), 1)
    next_bars = [*(section.bar for section in analysis.sections[1:]), last + 1]
    rows = [("from", "to", "bars", "section", "level")]
    for section, following in zip(analysis.sections, next_bars, strict=True):
        rows.append(
            (
                clock(section.start_s, 1),
                clock(section.end_s, 1),
                _bars(max(section.bar, first), following - 1),
                section.label,
                level_name(section.level),
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for start, end, bars, label, level in rows[: _MAX_SHOWN + 1]:
        line = f"{start:>{widths[0]}}  {end:>{widths[1]}}  {bars:>{widths[2]}}  "
        print(f"  {line}{label:{widths[3]}}  {level}".rstrip())
    if len(rows) > _MAX_SHOWN + 1:
        print(f"  ... and {len(rows) - _MAX_SHOWN - 1} more; --json, -o and --plot list them all")


def _bars(first: int, last: int) -> str:
    return f"{first}-{last}" if last > first else f"{first}" if last == first else ""

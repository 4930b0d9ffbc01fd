"""Find the beats, bars and tempo of a recording."""

from __future__ import annotations

import argparse

from backbeat.cli.options import absolute, add_beat_options, add_output_options, beat_options

HELP = "beats, bars and tempo of a song"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("song", metavar="SONG", help="sound file, or a video with sound")
    parser.add_argument(
        "-o", "--output", default="", metavar="FILE", help="write the result to a .json or .csv"
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
        options=beat_options(arguments),
    )
    analysis = execute(JobRequest(beats=request), arguments.engine).beats
    if arguments.json:
        print_json(analysis)
        return 0
    if not analysis.beats:
        print(f"no beats in {analysis.duration_s:.1f} s")
        return 0
    bars = analysis.beats[-1].bar
    print(
        f"{analysis.tempo_bpm:.1f} bpm, {analysis.beats_per_bar} beats a bar, "
        f"{len(analysis.beats)} beats in {bars} bars, {analysis.duration_s:.1f} s "
        f"({analysis.tracker})"
    )
    if arguments.output:
        print(f"written to {request.output_path}")
    return 0

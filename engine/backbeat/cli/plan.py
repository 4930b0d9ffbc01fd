"""Plan the shots that a song wants, for clips that are yet to be generated or shot.

The extension of -o chooses the format: the whole plan, which `backbeat cut --plan` reads (.json),
or a table with a row for each shot (.csv).
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
from backbeat.cli.pacing_options import (
    add_length_options,
    add_pacing_options,
    frame_rate,
    length_options,
    pacing_options,
)

if TYPE_CHECKING:
    from backbeat.v1.cutting_pb2 import Slot
    from backbeat.v1.planning_pb2 import PlanRequest, ShotPlan

HELP = "plan the shots that a song wants, with prompts"

_MAX_SHOWN = 40
_MAX_ACTIONS = 4


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("song", metavar="SONG", help="sound file, or a video with sound")
    parser.add_argument("-o", "--output", default="", metavar="FILE", help="write a .json or .csv")
    prompts = parser.add_argument_group("prompts")
    prompts.add_argument(
        "--prompt", default="", metavar="TEXT", help="what every shot shows, in words"
    )
    prompts.add_argument(
        "--template",
        default="",
        metavar="FILE",
        help="words for beats, energy and phrases (JSON), instead of the ones built in",
    )
    add_pacing_options(parser)
    add_length_options(parser)
    parser.add_argument(
        "--rate", type=frame_rate, metavar="FPS", help="frame rate of the shots (24)"
    )
    add_beat_options(parser)
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json
    from backbeat.v1.jobs_pb2 import JobRequest

    request = request_of(arguments)
    if request.output_path:
        keep_edits(arguments, Path(request.output_path))
    plan = execute(JobRequest(plan=request), arguments.engine).plan
    if arguments.json:
        print_json(plan)
        return 0
    print_plan(plan)
    if request.output_path:
        print(f"written  {request.output_path}")
    return 0


def request_of(arguments: argparse.Namespace) -> PlanRequest:
    """The request that the arguments stand for. Raises: RequestError, InputError."""
    from backbeat.v1.planning_pb2 import PlanRequest

    return PlanRequest(
        music_path=absolute(arguments.song),
        output_path=absolute(arguments.output) if arguments.output else "",
        beats=beat_options(arguments),
        pacing=pacing_options(arguments),
        length=length_options(arguments),
        rate=arguments.rate,
        template_path=absolute(arguments.template) if arguments.template else "",
        prompt=arguments.prompt,
        overwrite=arguments.overwrite,
    )


def print_plan(plan: ShotPlan) -> None:
    """Prints the shots, the actions of each section, and what speaks against them."""
    rate = plan.rate.numerator / plan.rate.denominator
    end = plan.slots[-1].end_frame / rate if plan.slots else 0.0
    print(
        f"{plan.tempo_bpm:.1f} bpm, {len(plan.slots)} shots in {end:.1f} s, {rate:.3f}".rstrip(
            "0"
        ).rstrip(".")
        + " frames a second"
    )
    for slot in plan.slots[:_MAX_SHOWN]:
        print(f"  {_line(slot, rate)}")
    if len(plan.slots) > _MAX_SHOWN:
        print(f"  ... and {len(plan.slots) - _MAX_SHOWN} more; --json and -o list them all")
    _print_actions(plan)
    for warning in plan.warnings:
        print(f"note: {warning}")


def _line(slot: Slot, rate: float) -> str:
    from backbeat.drawing.lettering import clock
    from backbeat.music.plot import level_name

    frames = slot.end_frame - slot.start_frame
    return (
        f"{slot.name}  {clock(slot.start_frame / rate, 2)}  {frames / rate:5.2f} s  "
        f"{frames:4} frames  {slot.section:9}  {level_name(slot.level):6}  "
        f"motion {slot.motion_intensity:.1f}"
    )


def _print_actions(plan: ShotPlan) -> None:
    from backbeat.drawing.lettering import clock

    for section in plan.sections:
        actions = [f"beat {action.beat}: {action.action}" for action in section.actions]
        shown = "; ".join(actions[:_MAX_ACTIONS])
        more = f"; and {len(actions) - _MAX_ACTIONS} more" if len(actions) > _MAX_ACTIONS else ""
        print(f"  {clock(section.start_s, 1)}  {section.label}: {shown}{more}")

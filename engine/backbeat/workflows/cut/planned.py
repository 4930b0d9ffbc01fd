"""Cutting by a shot plan: clips that were made for its slots come back to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from backbeat.cutting.building import Recording
from backbeat.cutting.building.recovery import slot_of
from backbeat.cutting.pacing import Slot
from backbeat.errors import InputError, RequestError
from backbeat.footage import Footage
from backbeat.v1 import assembly_pb2 as pb
from backbeat.v1.cutting_pb2 import GridBeat, SyncMap
from backbeat.v1.music_pb2 import MusicAnalysis
from backbeat.v1.planning_pb2 import ShotPlan
from backbeat.workflows.cut.clips import natural
from backbeat.workflows.plan.files import read_plan

_NAMED = 10


def with_plan(request: pb.CutRequest) -> pb.CutRequest:
    """The request with what its plan says: the song, its length, its beats, the frame rate.

    Raises:
        RequestError: the request says what only the plan can say.
        InputError: the plan cannot be read.
    """
    if not request.plan_path:
        return request
    plan = read_plan(Path(request.plan_path))
    made = pb.CutRequest()
    made.CopyFrom(request)
    transitions = request.pacing.transitions
    made.pacing.ClearField("transitions")
    for name, what in (("pacing", "pace"), ("length", "length"), ("beats", "beats")):
        if getattr(made, name).ByteSize():
            raise RequestError(
                f"The {what} of the edit is the plan's.", "Make another plan, or cut without one."
            )
    made.music_path = request.music_path or plan.music_path
    made.pacing.CopyFrom(plan.pacing)
    if transitions:
        made.pacing.transitions = transitions
    made.length.CopyFrom(plan.length)
    made.beats.CopyFrom(plan.beats)
    if not made.HasField("rate"):
        made.rate.CopyFrom(plan.rate)
    if made.material.clip_sound == pb.CLIP_SOUND_UNSPECIFIED:
        made.material.clip_sound = pb.CLIP_SOUND_KEPT
    return made


def clips_for(plan: ShotPlan, footage: Sequence[Footage]) -> tuple[list[pb.Pin], list[str]]:
    """Which clip is for which slot, by their names: `shot_001.mp4`, `shot_001_take 2.mov`.

    Of several for one slot the last by name is taken. It plays from its first frame, which is where
    the seconds of its prompt count from; one that ends before its slot does is not taken.

    Returns:
        A pin for each slot that has a clip, and what to know, one sentence each.

    Raises:
        InputError: no clip is named for a slot.
    """
    pins: list[pb.Pin] = []
    by_path = {one.path: one for one in footage}
    frame_s = plan.rate.denominator / plan.rate.numerator
    missing: list[str] = []
    named = False
    warnings: list[str] = []
    for slot in plan.slots:
        fitting = sorted((clip for clip in by_path if _is_for(clip, slot.name)), key=_order)
        if not fitting:
            missing.append(slot.name)
            continue
        if len(fitting) > 1:
            warnings.append(
                f"{len(fitting)} clips are named for {slot.name}; {fitting[-1].name} was taken."
            )
        taken = by_path[fitting[-1]]
        needed_s = (slot.end_frame - slot.start_frame) * frame_s
        named = True
        if taken.duration_s < needed_s - frame_s / 2:
            warnings.append(
                f"{taken.path.name} lasts {taken.duration_s:.2f} s, and {slot.name} "
                f"{needed_s:.2f} s; others stand in."
            )
            continue
        time = "" if taken.still else "0"
        pins.append(pb.Pin(slot=slot.number, clip=str(taken.path), time=time))
    if not named:
        raise InputError(
            f"None of the clips is named for a slot of the plan, such as {plan.slots[0].name}.mp4.",
            "Name each clip after its slot.",
        )
    if missing:
        names = ", ".join(missing[:_NAMED]) + (", ..." if len(missing) > _NAMED else "")
        warnings.append(f"No clip is named for {names}; others stand in.")
    return pins, warnings


def other_song(plan: ShotPlan, heard: Recording) -> list[str]:
    """What to know where the song is not the one that the plan was made of, one sentence."""
    if heard.sha256 == plan.music_sha256:
        return []
    length = plan.slots[-1].end_s
    lasts = heard.samples / heard.rate
    short = f", and lasts {lasts:.1f} s of the plan's {length:.1f} s" if lasts < length - 1 else ""
    return [f"{heard.path.name} is not the song that the plan was made of{short}."]


def slots_of(
    plan: ShotPlan, analysis: MusicAnalysis, options: pb.PacingOptions
) -> tuple[Slot, ...]:
    """The slots of a plan, with the beats of the music as it is heard."""
    beats = [GridBeat(time_s=beat.time_s, bar=beat.bar, beat=beat.beat) for beat in analysis.beats]
    record = SyncMap(rate=plan.rate, grid=beats)
    slots = (slot_of(record, slot) for slot in plan.slots)
    if options.transitions == pb.TRANSITIONS_NONE:
        return tuple(replace(slot, dissolve_s=Fraction(0)) for slot in slots)
    return tuple(slots)


def _is_for(clip: Path, name: str) -> bool:
    """Whether a clip's name is that of a slot, alone or followed by what is no digit or letter."""
    return re.match(rf"{re.escape(name)}(?![0-9a-z])", clip.stem, re.IGNORECASE) is not None


def _order(clip: Path) -> list[tuple[int, int | str]]:
    return natural(clip.stem)

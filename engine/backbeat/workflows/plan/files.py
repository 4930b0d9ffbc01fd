"""A shot plan as a file: JSON to cut with later, or rows of a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

from google.protobuf import json_format

from backbeat.cutting.planning.plan import SCHEMA_VERSION
from backbeat.errors import InputError
from backbeat.files import write_text
from backbeat.files.given import check_given
from backbeat.files.seal import with_check_digits
from backbeat.v1.cutting_pb2 import Slot
from backbeat.v1.music_pb2 import EnergyLevel
from backbeat.v1.planning_pb2 import ShotPlan
from backbeat.workflows import outputs
from backbeat.workflows.json_faults import what_is_wrong

_MAX_BYTES = 16 << 20
_MAX_RATE = 1000
_LEVEL_PREFIX = "ENERGY_LEVEL_"


def write_json(plan: ShotPlan, target: Path) -> None:
    """Writes the message with the field names of its schema, such as `audio_reactive`."""
    outputs.write_json(plan, target, field_names=True)


def write_csv(plan: ShotPlan, target: Path) -> None:
    """Writes a row a slot, after a row of names.

    The starts have check digits as their last two decimals (see `backbeat.files.seal`).
    """
    rate = Fraction(plan.rate.numerator, plan.rate.denominator)
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\n")
    rows.writerow(
        [
            "start_s",
            "name",
            "duration_s",
            "start_frame",
            "frames",
            "bar",
            "beat",
            "section",
            "energy_level",
            "energy",
            "motion_intensity",
            "reason",
            "prompt",
        ]
    )
    rows.writerows(_row(slot, rate) for slot in plan.slots)
    write_text(target, with_check_digits(sheet.getvalue()))


def _row(slot: Slot, rate: Fraction) -> list[object]:
    frames = slot.end_frame - slot.start_frame
    return [
        f"{float(slot.start_frame / rate):.6f}",
        slot.name,
        f"{float(frames / rate):.6f}",
        slot.start_frame,
        frames,
        slot.bar,
        slot.beat,
        slot.section,
        EnergyLevel.Name(slot.level).removeprefix(_LEVEL_PREFIX).lower(),
        f"{slot.energy:.3f}",
        f"{slot.motion_intensity:.3f}",
        slot.reason,
        slot.prompt,
    ]


def read_plan(path: Path) -> ShotPlan:
    """Reads a plan that `write_json` wrote; prompts and actions may have been edited since.

    Raises:
        InputError: it cannot be read, is no shot plan, or its slots do not follow one another.
    """
    plan = ShotPlan()
    try:
        check_given(path, "a shot plan", _MAX_BYTES)
        parsed = json.loads(path.read_text(encoding="utf-8-sig"))
        if not isinstance(parsed, dict):
            raise ValueError("it is JSON, but not an object")
        json_format.ParseDict(parsed, plan)
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist.", "Check the path.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    except (json_format.ParseError, ValueError, RecursionError) as error:
        if path.suffix.lower() == ".csv":
            raise InputError(f"{path} is the table of a plan, not the plan.", _MAKE_ONE) from error
        reason = what_is_wrong(error)
        raise InputError(f"{path} is not a shot plan: {reason}.", _MAKE_ONE) from error
    _check(plan, path)
    return plan


_MAKE_ONE = "Make one with `backbeat plan SONG -o plan.json`."


def _check(plan: ShotPlan, path: Path) -> None:
    if not plan.slots:
        raise InputError(f"{path} has no slots.", _MAKE_ONE)
    if plan.schema_version != SCHEMA_VERSION:
        raise InputError(
            f"{path} is a shot plan of version {plan.schema_version}; this is version "
            f"{SCHEMA_VERSION}.",
            _MAKE_ONE,
        )
    rate = plan.rate
    if not rate.denominator > 0 or not 1 <= rate.numerator / rate.denominator <= _MAX_RATE:
        raise InputError(
            f"{path} has a frame rate of {rate.numerator}/{rate.denominator}.", _MAKE_ONE
        )
    end, names = 0, set[str]()
    for number, slot in enumerate(plan.slots, 1):
        where = f"{path}: slot {number} ({slot.name})"
        if slot.number != number or slot.name in names or not slot.name:
            raise InputError(
                f"{where} has the number {slot.number}.", "Keep numbers and names as they were."
            )
        if slot.start_frame != end or slot.end_frame <= slot.start_frame:
            raise InputError(
                f"{where} is from frame {slot.start_frame} to {slot.end_frame}, and the one before "
                f"it ends at {end}.",
                "Let each slot start where the one before it ends.",
            )
        end = slot.end_frame
        names.add(slot.name)

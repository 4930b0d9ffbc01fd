"""When an assembled edit cuts: the slots that music wants."""

from backbeat.cutting.pacing.pace import check_options, pace
from backbeat.cutting.pacing.pattern import Pattern
from backbeat.cutting.pacing.pattern_file import read_pattern
from backbeat.cutting.pacing.patterns import pattern_named, patterns
from backbeat.cutting.pacing.slots import Pacing, Role, Slot, SlotBeat

__all__ = [
    "Pacing",
    "Pattern",
    "Role",
    "Slot",
    "SlotBeat",
    "check_options",
    "pace",
    "pattern_named",
    "patterns",
    "read_pattern",
]

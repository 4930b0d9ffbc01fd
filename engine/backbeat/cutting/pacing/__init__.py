"""When an assembled edit cuts: the slots that music wants."""

from backbeat.cutting.pacing.slots import Role, Slot

__all__ = ["Role", "Slot"]

"""What an assembled edit shows: for every slot, a stretch of a clip."""

from backbeat.cutting.assembly.assemble import assemble, assemble_variants
from backbeat.cutting.assembly.messages import shot_message
from backbeat.cutting.assembly.replacing import reassemble
from backbeat.cutting.assembly.shots import Assembly, Shot, ShotCosts
from backbeat.cutting.assembly.wishes import Order, Pin, Skip, Wishes

__all__ = [
    "Assembly",
    "Order",
    "Pin",
    "Shot",
    "ShotCosts",
    "Skip",
    "Wishes",
    "assemble",
    "assemble_variants",
    "reassemble",
    "shot_message",
]

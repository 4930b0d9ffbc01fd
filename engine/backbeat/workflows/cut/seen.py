"""What was seen in one clip, for the result."""

from __future__ import annotations

from collections.abc import Iterable

from backbeat.cutting.assembly import Wishes
from backbeat.cutting.building.media import rate_message
from backbeat.footage import UNUSABLE, Footage
from backbeat.v1.assembly_pb2 import MaterialClip


def seen_in(footage: Footage, wishes: Wishes, uses: int) -> MaterialClip:
    """The message of a clip; `uses` is how many slots show it."""
    return MaterialClip(
        path=str(footage.path),
        duration_s=0.0 if footage.still else footage.duration_s,
        rate=None if footage.still else rate_message(footage.rate),
        width=footage.width,
        height=footage.height,
        still=footage.still,
        shots=1 if footage.still else len(footage.cuts_s) + 1,
        usable_s=0.0 if footage.still else usable_s(footage, wishes),
        uses=uses,
        warnings=footage.warnings,
    )


def usable_s(footage: Footage, wishes: Wishes) -> float:
    """Seconds of a clip without the flaws that rule a stretch out, and without skipped ones."""
    lost = [(flaw.start_s, flaw.end_s) for flaw in footage.flaws if flaw.kind in UNUSABLE]
    lost += [
        (float(skip.start), footage.duration_s if skip.end is None else float(skip.end))
        for skip in wishes.skips
        if skip.path == footage.path
    ]
    return max(0.0, footage.duration_s - _covered(lost, footage.duration_s))


def _covered(stretches: Iterable[tuple[float, float]], end_s: float) -> float:
    """Seconds in at least one of the stretches, of those from 0 to `end_s`."""
    total = reached = 0.0
    for start, end in sorted(stretches):
        start, end = max(start, reached), min(end, end_s)
        if end > start:
            total += end - start
            reached = end
    return total

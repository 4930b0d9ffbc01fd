"""Options that name slots, clips and times: pins, skipped stretches and replacements."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.assembly_pb2 import Pin, Replacement, SkippedRange

_TIME = r"[\d.:;]+\s*(?:frames?|fr?|ms|s)?"
_SHOT = re.compile(rf"(\d{{1,9}})\s*=\s*(.+?)(?:@({_TIME}))?", re.DOTALL)
_RANGE = re.compile(rf"(?:(.+)@)?({_TIME})?\s*-\s*({_TIME})?", re.DOTALL)


def pin(text: str) -> Pin:
    """SLOT=CLIP or SLOT=CLIP@TIME. Raises: RequestError."""
    from backbeat.v1.assembly_pb2 import Pin

    slot, clip, time = _shot(text, "--pin")
    return Pin(slot=slot, clip=clip_named(clip), time=time)


def clip_named(text: str) -> str:
    """A clip of the bin as a request names it: a name as it is, a path absolute.

    Raises:
        RequestError: the path is not valid UTF-8.
    """
    from backbeat.cli.options import absolute

    return absolute(text) if "/" in text or os.sep in text else text


def replacement(text: str) -> Replacement:
    """SLOT=CLIP or SLOT=CLIP@TIME; the clip is a path. Raises: RequestError."""
    from backbeat.cli.options import absolute
    from backbeat.v1.assembly_pb2 import Replacement

    slot, clip, time = _shot(text, "--replace")
    return Replacement(slot=slot, clip=absolute(clip), time=time)


def skipped(text: str) -> SkippedRange:
    """START-END or CLIP@START-END; one of the times may be left out. Raises: RequestError."""
    from backbeat.v1.assembly_pb2 import SkippedRange

    match = _RANGE.fullmatch(text.strip())
    if match is None or not (match[2] or match[3]):
        raise RequestError(
            f"--skip {text} is no stretch of a clip.", "Write CLIP@START-END, as in run.mp4@3-5.5."
        )
    clip = clip_named(match[1]) if match[1] else ""
    return SkippedRange(clip=clip, start=match[2] or "", end=match[3] or "")


def _shot(text: str, option: str) -> tuple[int, str, str]:
    match = _SHOT.fullmatch(text.strip())
    if match is None or int(match[1]) < 1:
        raise RequestError(
            f"{option} {text} names no slot and clip.",
            f"Write SLOT=CLIP or SLOT=CLIP@TIME, as in {option} 12=run.mp4@3.5.",
        )
    return int(match[1]), match[2], match[3] or ""

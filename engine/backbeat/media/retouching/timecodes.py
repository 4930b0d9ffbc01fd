"""Timecodes of pictures further on."""

from __future__ import annotations

import re
from fractions import Fraction

_TIMECODE = re.compile(r"(\d\d):([0-5]\d):([0-5]\d)([:;.])(\d\d\d?)")


def later(timecode: str, pictures: int, rate: Fraction) -> str:
    """The timecode of a picture that comes some pictures later; unchanged where it is malformed.

    Args:
        timecode: `HH:MM:SS:FF`, with `;` before the frames where numbers are dropped (SMPTE ST 12).
        pictures: how many later.
        rate: pictures a second.
    """
    found = _TIMECODE.fullmatch(timecode.strip())
    second = round(rate)
    if found is None or not second or not pictures:
        return timecode
    hours, minutes, seconds, frames = (int(found[group]) for group in (1, 2, 3, 5))
    dropped = second // 15 if found[4] in ";." and second % 30 == 0 else 0
    total_minutes = hours * 60 + minutes
    number = (total_minutes * 60 + seconds) * second + frames
    number -= dropped * (total_minutes - total_minutes // 10)
    number += pictures
    if dropped:
        in_ten = second * 600 - 9 * dropped
        tens, rest = divmod(number, in_ten)
        number += dropped * 9 * tens
        if rest >= second * 60:
            number += dropped * (1 + (rest - second * 60) // (second * 60 - dropped))
    number %= 24 * 3600 * second
    whole, frames = divmod(number, second)
    width = len(found[5])
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{found[4]}{frames:0{width}}"

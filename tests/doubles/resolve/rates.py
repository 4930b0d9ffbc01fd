"""Frame rates as Resolve writes them, and timecode at them."""

from __future__ import annotations

from fractions import Fraction

from backbeat.errors import RequestError
from backbeat.timeline.time import canonical_rate, from_timecode

WORDS = (
    *("16", "18", "23.976", "24", "25", "29.97", "30", "47.952", "48", "50"),
    *("59.94", "60", "72", "95.904", "96", "100", "119.88", "120"),
)


def rate_from_words(words: str) -> tuple[Fraction, bool] | None:
    """The rate and whether it drops frames, from "29.97 DF"; None: no such rate."""
    number, _, drop = words.partition(" ")
    if number not in WORDS or drop not in ("", "DF"):
        return None
    if drop and number not in ("29.97", "59.94"):
        return None
    return canonical_rate(float(number)), bool(drop)


def rate_from_whole(words: str) -> tuple[Fraction, bool] | None:
    """The rate from "23", "29" and the like, which one project says timelines want."""
    for each in WORDS:
        if words == each.split(".", maxsplit=1)[0]:
            return canonical_rate(float(each)), False
    return None


def words_of(rate: Fraction) -> str:
    """The word for a rate: "23.976"."""
    return next((each for each in WORDS if canonical_rate(float(each)) == rate), f"{float(rate):g}")


def number_of(rate: Fraction) -> float:
    return float(words_of(rate))


def is_ntsc(rate: Fraction) -> bool:
    return rate.denominator != 1


def frame_at(timecode: str, rate: Fraction, drop_frame: bool) -> int | None:
    """The absolute frame of a timecode of a timeline; None: it is none."""
    try:
        return from_timecode(
            timecode.replace(":", ";") if drop_frame else timecode.replace(";", ":"), rate
        )
    except RequestError:
        return None

"""Argparse types for times and tempos as users write them."""

from __future__ import annotations

import argparse
import re

_MAX_S = 24 * 3600
_MAX_BPM = 1000
_SHIFT = re.compile(r"[+-]?\d{1,4}", re.ASCII)
_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)


def moment(text: str) -> float:
    """A time in seconds, from "83.5", "1:23.5" or "0:01:23.5"; at most a day.

    Raises:
        argparse.ArgumentTypeError: the text is not such a time.
    """
    from backbeat.timeline.typed_time import clock_seconds

    seconds = clock_seconds(text)
    if seconds is None or seconds > _MAX_S:
        raise argparse.ArgumentTypeError(f"{text} is not a time: write 83.5 or 1:23.500")
    return seconds


def tempo(text: str) -> float:
    """Beats per minute, over 0 and up to 1000.

    Raises:
        argparse.ArgumentTypeError: the text is not such a number.
    """
    bpm = float(text) if _NUMBER.fullmatch(text) else 0.0
    if not 0 < bpm <= _MAX_BPM:
        raise argparse.ArgumentTypeError(
            f"{text} is not a tempo: write beats per minute, as in 128"
        )
    return bpm


def beat_shift(text: str) -> float:
    """How many beats later bars start: a whole number, or "half" or "-half" of a beat.

    Raises:
        argparse.ArgumentTypeError: the text is neither.
    """
    if text in ("half", "+half", "-half"):
        return -0.5 if text.startswith("-") else 0.5
    if not _SHIFT.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text} is no shift of beats: write 1, -2 or half")
    return float(text)


def bar_shift(text: str) -> int:
    """How many bars later bar 1 is, at most 9999 either way.

    Raises:
        argparse.ArgumentTypeError: the text is not such a number.
    """
    if not _SHIFT.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text} is no shift of bars: write 1 or -2")
    return int(text)

"""Numbers in words, as reasons have them."""

from __future__ import annotations

from backbeat.timeline.time import Frames


def frames_in_words(count: Frames) -> str:
    """ "1 frame", "2.5 frames"."""
    return "1 frame" if count == 1 else f"{float(count):g} frames"

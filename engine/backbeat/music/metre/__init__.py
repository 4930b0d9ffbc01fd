"""What speaks for bars, judged by all of a song: the second hearing.

The beat network judges every 20 ms by some ten seconds around it, and bars are told by what changes
and comes back over longer. A second, small network looks at the song as a row of half beats.
"""

from __future__ import annotations

from backbeat.music.arrays import Float64s
from backbeat.music.metre.features import Heard, halves
from backbeat.music.metre.hearing import FEWEST, hear


def bar_starts(times: Float64s, heard: Heard) -> Float64s | None:
    """Log-odds that each beat starts a bar, shape (beats,); None: there are too few."""
    pulses = halves(times)
    return hear(heard, pulses)[::2, 1] if len(pulses) >= FEWEST else None

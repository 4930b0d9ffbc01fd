"""Whether a mouth that said a word fits what says it now: the same sounds at the same time.

What finds words in a recording errs by up to 0.2 s. How likely each kind of sound is at each moment
does not depend on the speaker, and tells the delay of a word to about 10 ms.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

FITS_S = 0.045
"""Longest delay with which a mouth fits: about a frame, and the tolerance of EBU R37 for sound that
is early. In steps of 20 ms, two."""
_REACH_S = 0.3
"""Longest delay that is looked for."""
ALIKE = 0.55
"""Likeness of the same word by two speakers; of other words it is a third, seldom half."""
ALIKE_TO_EYES = 0.75
"""Likeness from which a mouth fits whatever the word is: whoever wrote it down may have erred."""


def likeness(own: Float32s, new: Float32s, step_s: float, word: Span) -> float:
    """How far a word of a new recording has the sounds of the own one at the same time, 0 to 1.

    0 where it is more like what is said earlier or later by more than `FITS_S`. The likeness of two
    moments is the overlap of their probabilities (Bhattacharyya 1943).

    Args:
        own: probability of each kind of sound in the own recording, shape (n, kinds).
        new: the same in the new one, on the same clock.
        step_s: length of a step.
        word: where it is in the new one.
    """
    first = min(max(0, round(word.start_s / step_s)), len(new) - 1)
    after = min(max(first + 1, round(word.end_s / step_s)), len(new))
    reach = round(_REACH_S / step_s)
    found = np.array(
        [_likeness(own, new[first:after], first + delay) for delay in range(-reach, reach + 1)]
    )
    # Of equal ones, as in a long vowel, the nearest.
    delays = np.arange(-reach, reach + 1)
    near = np.abs(delays) * step_s <= FITS_S
    best = float(found[near].max())
    return best if best >= float(found.max()) - 0.02 else 0.0


def _likeness(own: Float32s, part: Float32s, at: int) -> float:
    """Mean likeness of some steps with those of the own recording from one on."""
    first, after = max(0, at), min(len(own), at + len(part))
    if after <= first:
        return 0.0
    overlap = np.sqrt(own[first:after] * part[first - at : after - at]).sum()
    return float(overlap) / len(part)

"""Section boundaries, by change-point detection with a prior on section lengths.

Kernel change-point detection by dynamic programming (Harchaoui and Cappé 2007) over the bars'
self-similarity, with a prior for lengths of 4, 8 and 16 bars as in Marmoret, Cohen and Bimbot's
convolutive block matching (2023). For two neighbouring sections what is gained by a cut is Foote's
checkerboard correlation (2000), at every size at once.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s, Ints

LONGEST = 128
"""Most bars in a section."""
_CUT = 1.0
"""Cost of a boundary, in bars unlike all others of their section."""
_UNEVEN = ((8, 0.0), (4, 0.12), (2, 0.35), (1, 0.7))
"""Cost of a section length that is a multiple of this many bars at best."""
_SHORT = 4
_SHORT_COST = 3.0


def section_starts(similarity: Float64s, lengths: Float64s) -> Ints:
    """The bars that start sections, the first being 0; rising.

    Args:
        similarity: of each bar with those before, shape (n, width); width limits the sections.
        lengths: of each bar, in usual bars, shape (n,).
    """
    count, width = similarity.shape
    ends = np.concatenate([[0.0], np.cumsum(lengths)])
    weighted = similarity * lengths[:, np.newaxis]
    cost = np.full(count + 1, np.inf)
    cost[0] = 0.0
    came_from = np.zeros(count + 1, np.intp)
    inside = np.zeros(0)
    for end in range(1, count + 1):
        # inside[k]: the sum of similarities of all pairs of the k + 1 bars before `end`.
        reach = min(width, end)
        row = weighted[end - 1, :reach] * lengths[end - reach : end][::-1]
        inside = np.concatenate([[0.0], inside[: reach - 1]]) + 2 * np.cumsum(row) - row[0]
        starts = end - 1 - np.arange(reach)
        bars = ends[end] - ends[starts]
        unlike = bars - inside / bars
        total = cost[starts] + unlike + _length_cost(bars, starts == 0, end == count)
        best = int(total.argmin())
        cost[end], came_from[end] = total[best], starts[best]
    found = []
    end = count
    while end > 0:
        end = int(came_from[end])
        found.append(end)
    return np.asarray(found[::-1], np.intp)


def _length_cost(bars: Float64s, first: np.ndarray, last: bool) -> Float64s:
    cost = np.full(len(bars), _CUT)
    whole = np.round(bars).astype(np.intp)
    uneven = np.full(len(bars), _UNEVEN[-1][1])
    for size, price in reversed(_UNEVEN):
        uneven[whole % size == 0] = price
    short = np.where(whole < _SHORT, _SHORT_COST, 0.0)
    # Intros and outros are less regular in length.
    free = 0.5 if last else np.where(first, 0.5, 1.0)
    return np.asarray(cost + free * (uneven + short), np.float64)

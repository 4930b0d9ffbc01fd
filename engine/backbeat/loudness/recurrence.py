"""Linear recurrences by matrix products."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float64s = npt.NDArray[np.float64]

_GROUP = 8


class Recurrence:
    """next = state @ step + input, for many inputs at once.

    Inputs are taken in groups: what a group adds to the state after it is one product, the states
    between groups are a recurrence of their own, and the states within follow by one product more.

    Args:
        step: shape (n, n).
    """

    def __init__(self, step: Float64s) -> None:
        self._step = step
        size = len(step)
        powers = [np.eye(size)]
        for _ in range(_GROUP):
            powers.append(powers[-1] @ step)
        self._gathered = np.concatenate(
            [powers[_GROUP - 1 - place] for place in range(_GROUP)], axis=0
        )
        within = np.zeros((size * (1 + _GROUP), size * _GROUP))
        for place in range(_GROUP):
            columns = slice(place * size, (place + 1) * size)
            within[:size, columns] = powers[place]
            for before in range(place):
                rows = slice(size * (1 + before), size * (2 + before))
                within[rows, columns] = powers[place - 1 - before]
        self._within = within
        self._groups: Recurrence | None = None

    def solve(self, state: Float64s, inputs: npt.NDArray[np.floating]) -> Float64s:
        """All states, from `state` on.

        Args:
            state: shape (channels, n).
            inputs: shape (channels, count, n).

        Returns:
            shape (channels, count + 1, n).
        """
        channels, count, size = inputs.shape
        known = _grouped(inputs)
        groups = known.shape[1]
        known[:, 0, :size] = state
        if groups > 1:
            if self._groups is None:
                self._groups = Recurrence(np.linalg.matrix_power(self._step, _GROUP))
            added = known[:, :-1, size:] @ self._gathered
            known[:, :, :size] = self._groups.solve(state, added)
        return (known @ self._within).reshape(channels, -1, size)[:, : count + 1]


def _grouped(inputs: npt.NDArray[np.floating]) -> Float64s:
    """Inputs group by group, each behind space for the state before it.

    Args:
        inputs: shape (channels, count, n).

    Returns:
        shape (channels, groups, (1 + _GROUP) * n): one group more than is full, so that the last
        state lies within a group too; what is missing of it is 0.
    """
    channels, count, size = inputs.shape
    full = count // _GROUP
    known = np.empty((channels, full + 1, (1 + _GROUP) * size))
    known[:, :full, size:] = inputs[:, : full * _GROUP].reshape(channels, full, _GROUP * size)
    rest = inputs[:, full * _GROUP :].reshape(channels, (count % _GROUP) * size)
    known[:, full, size : size + rest.shape[1]] = rest
    known[:, full, size + rest.shape[1] :] = 0
    return known

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
        states = np.empty((channels, count + 1, size))
        states[:, 0] = state
        whole = count // _GROUP if count >= 2 * _GROUP else 0
        if whole:
            grouped = inputs[:, : whole * _GROUP].reshape(channels, whole, -1).astype(np.float64)
            if self._groups is None:
                self._groups = Recurrence(np.linalg.matrix_power(self._step, _GROUP))
            between = self._groups.solve(state, grouped @ self._gathered)
            known = np.concatenate([between[:, :-1], grouped], axis=2)
            inside = (known @ self._within).reshape(channels, -1, size)
            states[:, : whole * _GROUP] = inside
            states[:, whole * _GROUP] = between[:, -1]
        for place in range(whole * _GROUP, count):
            states[:, place + 1] = states[:, place] @ self._step + inputs[:, place]
        return states

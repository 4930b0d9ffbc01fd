"""Stretches of a clip that are better not used."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Flaw, FlawKind
from backbeat.footage.levels import Levels
from backbeat.footage.transitions import Transition

_BLACK, _BLACK_PEAK = 0.05, 0.16
"""Mean and peak luma under which a picture is black; video black is 16 of 255."""
_DARK = 0.14
_FROZEN_CHANGE, _FROZEN_S = 0.004, 0.4
"""Change of luma under which a picture repeats the one before, noise of codecs included; how long
it does so before it counts. Film at half the rate repeats every other picture only."""
_BLURRED, _BLURRED_S = 0.12, 0.2
_BLURRED_AGAINST = 0.45
"""A picture is blurred where it is far below the clip's own usual sharpness, too."""
_FLASH_STEP, _FLASH_AREAS, _FLASH_DARKER = 0.1, 0.25, 0.8
"""A general flash by ITU-R BT.1702: a pair of opposite changes of a tenth of the range or more,
over a quarter of the picture, where the darker one is below 0.8."""
_FLASH_WITHIN_S = 1 / 3
_SHAKE, _SHAKE_S = 0.35, 0.3
"""Change of the camera's velocity from picture to picture, in picture widths a second."""
_DARK_S = 0.2


def find_flaws(
    levels: Sequence[Levels],
    times_s: NDArray[np.float64],
    end_s: float,
    speed: NDArray[np.float64],
    damaged: Sequence[bool],
    transitions: Sequence[Transition] = (),
) -> tuple[Flaw, ...]:
    """The flaws of a clip, in order of start.

    Args:
        levels: of each picture.
        times_s: when each is shown, in seconds from the first.
        end_s: when the last one ends.
        speed: of the middle of the picture as the camera moves, to the right and down, in picture
            widths a second; shape (n, 2).
        damaged: which pictures are, as in `Picture`.
        transitions: dissolves and fades.
    """
    bright = np.array([one.brightness for one in levels])
    peak = np.array([one.brightest for one in levels])
    sharp = np.array([one.sharpness for one in levels])
    change = np.array([one.change for one in levels])
    black = (bright < _BLACK) & (peak < _BLACK_PEAK)
    usual = float(np.median(sharp[~black])) if (~black).any() else 0.0
    soft = (sharp < _BLURRED) & (sharp < _BLURRED_AGAINST * usual) & ~black
    shaking = np.linalg.norm(np.diff(speed, axis=0, prepend=speed[:1]), axis=1) > _SHAKE
    found: list[Flaw] = []
    for kind, where, shortest in (
        (FlawKind.BLACK, black, 0.0),
        (FlawKind.DARK, (bright < _DARK) & ~black, _DARK_S),
        (FlawKind.FROZEN, (change < _FROZEN_CHANGE) & ~black, _FROZEN_S),
        (FlawKind.BLURRED, soft, _BLURRED_S),
        # The picture before a damage is held over what is missing.
        (FlawKind.DAMAGED, np.array([*damaged[1:], False]) | np.array(damaged), 0.0),
        (FlawKind.SHAKY, _closed(shaking), _SHAKE_S),
    ):
        for first, after in _runs(where):
            start = float(times_s[first])
            end = float(times_s[after]) if after < len(times_s) else end_s
            if end - start >= shortest:
                found.append(Flaw(kind, start, end))
    found += _flashes(levels, times_s, end_s)
    for one in transitions:
        end = float(times_s[one.after]) if one.after < len(times_s) else end_s
        found.append(Flaw(FlawKind.TRANSITION, float(times_s[one.first]), end))
    return tuple(sorted(found, key=lambda flaw: (flaw.start_s, flaw.kind.value)))


def _runs(where: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First index and the one after the last of each run that is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], where, [False]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _closed(where: NDArray[np.bool_], gap: int = 2) -> NDArray[np.bool_]:
    """The same with gaps of up to `gap` pictures filled."""
    closed = where.copy()
    for first, after in _runs(~where):
        if first > 0 and after < len(where) and after - first <= gap:
            closed[first:after] = True
    return closed


def _flashes(
    levels: Sequence[Levels], times_s: NDArray[np.float64], end_s: float
) -> Iterator[Flaw]:
    areas = np.stack([one.areas for one in levels])
    steps = np.diff(areas, axis=0)
    darker = np.minimum(areas[1:], areas[:-1]) < _FLASH_DARKER
    up = ((steps >= _FLASH_STEP) & darker).mean(axis=1) >= _FLASH_AREAS
    down = ((steps <= -_FLASH_STEP) & darker).mean(axis=1) >= _FLASH_AREAS
    changes = sorted(
        [(int(at) + 1, 1) for at in np.flatnonzero(up)]
        + [(int(at) + 1, -1) for at in np.flatnonzero(down)]
    )
    for (one, way), (other, back) in itertools.pairwise(changes):
        if way != back and times_s[other] - times_s[one] <= _FLASH_WITHIN_S:
            after = float(times_s[other + 1]) if other + 1 < len(times_s) else end_s
            yield Flaw(FlawKind.FLASH, float(times_s[one]), after)

from __future__ import annotations

import itertools
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from backbeat.footage.faces.appearance import SIZE
from backbeat.footage.faces.following import Look, Tracklet
from backbeat.footage.faces.identity import joined, matched, part_of, without_others
from backbeat.footage.faces.mesh import Mesh

RATE = 25.0
Float32s = NDArray[np.float32]


def _appearance(who: int, noise: float, random: np.random.Generator) -> Float32s:
    """Of somebody, as `appearance_of` makes them: a pattern of unit length, and colours."""
    own = np.random.default_rng(who).standard_normal(SIZE)
    own[576:] = (0.5 + 0.12 * own[576:]) / math.sqrt(108)
    own[:576] += noise * random.standard_normal(576)
    own[:576] /= np.linalg.norm(own[:576])
    return own.astype(np.float32)


def _mesh(x: float, y: float, size: float) -> Mesh:
    corners = np.array([[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]])
    points = np.zeros((468, 3))
    points[:, :2] = [x, y]
    points[:4, :2] += corners * size
    return Mesh.of(points, 1.0, np.zeros((10, 14, 3), np.uint8))


def _stretch(
    who: int, pictures: range, way: list[tuple[float, float]], noise: float, close: bool = False
) -> Tracklet:
    random = np.random.default_rng(who * 1000 + pictures.start)
    one = Tracklet(pictures.start, [_mesh(*way[at], 80) for at in pictures])
    one.covered = [False] * len(pictures)
    one.looks = [Look(at, _appearance(who, noise, random), close) for at in pictures[::5]]
    return one


@given(
    st.floats(1, 12),
    st.floats(-12, -1),
    st.floats(-20, 20),
    st.booleans(),
    st.floats(0, 0.5),
    st.integers(0, 500),
)
def test_faces_that_cross_or_turn_back_stay_who_they_are(
    speed: float, other: float, apart: float, turns_back: bool, noise: float, seed: int
) -> None:
    """Two faces meet at picture 50; one of them is behind the other for a while."""

    def way(step: float, y: float) -> list[tuple[float, float]]:
        side = [abs(at - 50) * -1 if turns_back else at - 50 for at in range(100)]
        return [(400 + step * at, y) for at in side]

    mine, theirs = way(speed, 200), way(other, 200 + apart)
    met = [at for at in range(100) if math.dist(mine[at], theirs[at]) < 40]
    first, after = met[0], met[-1] + 1
    if first < 6 or after > 94:
        return
    stretches = [
        _stretch(seed, range(first), mine, noise),
        _stretch(seed + 1, range(first), theirs, noise),
        _stretch(seed, range(first, 100), mine, noise),
        _stretch(seed + 1, range(after, 100), theirs, noise),
    ]
    chains = joined(sorted(stretches, key=lambda one: one.first), RATE)
    assert sorted(sorted(map(id, chain)) for chain in chains) == sorted(
        sorted(map(id, pair))
        for pair in ((stretches[0], stretches[2]), (stretches[1], stretches[3]))
    )


def test_who_comes_in_where_somebody_left_is_somebody_else() -> None:
    still = [(100.0, 100.0)] * 300
    out, back, other = (
        _stretch(1, range(50), still, 0.2),
        _stretch(1, range(200, 250), still, 0.2),
        _stretch(2, range(110, 150), still, 0.2),
    )
    chains = joined([out, other, back], RATE)
    assert [[id(one) for one in chain] for chain in chains] == [[id(out), id(back)], [id(other)]]


def test_a_head_that_turns_quickly_is_the_same_where_nobody_else_is() -> None:
    still = [(100.0, 100.0)] * 60
    one, turned = _stretch(1, range(30), still, 0.1), _stretch(5, range(34, 60), still, 0.1)
    assert len(joined([one, turned], RATE)) == 1
    beside = _stretch(9, range(60), [(300.0, 100.0)] * 60, 0.1)
    assert len(joined([one, beside, turned], RATE)) == 3


def test_pictures_of_who_passes_in_front_are_left_out() -> None:
    still = [(100.0, 100.0)] * 60
    one = _stretch(1, range(40), still, 0.1)
    random = np.random.default_rng(0)
    for at in range(32, 36):
        one.looks.append(Look(at, _appearance(1, 0.1, random), True))
    for at in range(36, 40):
        one.looks.append(Look(at, _appearance(2, 0.1, random), True))
    one.looks.sort(key=lambda look: look.picture)
    cleared = without_others(one)
    assert cleared is not None and (cleared.first, cleared.after) == (0, 36)
    assert len(cleared.meshes) == len(cleared.covered) == 36


def test_a_part_of_a_stretch() -> None:
    one = _stretch(1, range(10, 40), [(100.0, 100.0)] * 60, 0.1)
    part = part_of(one, 20, 30)
    assert part is not None and (part.first, part.after) == (20, 30)
    assert [look.picture for look in part.looks] == [20, 25]
    assert part_of(one, 0, 10) is None and part_of(one, 40, 50) is None
    assert joined([], RATE) == []


@given(st.integers(1, 4), st.integers(0, 10_000))
def test_matching_is_as_cheap_as_the_best_of_all(count: int, seed: int) -> None:
    costs = np.random.default_rng(seed).uniform(0, 3, (count, count))
    found = matched(costs, 2.0)
    assert len(set(found.values())) == len(found)

    def price(pairs: dict[int, int]) -> float:
        return sum(costs[at] for at in pairs.items()) + 2.0 * (count - len(pairs))

    best = min(
        price({row: column for row, column in enumerate(order) if costs[row, column] < 2.0})
        for order in itertools.permutations(range(count))
    )
    assert np.isclose(price(found), best)

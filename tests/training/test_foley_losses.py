"""What training of the impact detector makes small."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="what training needs is not installed")


def _target(*hits: tuple[float, float, float]) -> torch.Tensor:
    from training.foley.losses import places_of

    return torch.from_numpy(places_of(np.array(hits, np.float64).reshape(-1, 3)))[None]


def test_a_place_is_told_where_the_network_looks() -> None:
    """What moves in the picture changes the answers of the place that the target names most."""
    from backbeat.models.motion_cells import motion_cells
    from training.foley.losses import PLACES
    from training.foley.motion_network import MotionNetwork

    torch.manual_seed(0)
    network = MotionNetwork().eval()
    high, wide = PLACES
    random = np.random.default_rng(0)
    for x, y in ((20, 12), (81, 45), (140, 76)):
        plain = np.repeat(random.integers(90, 110, (1, 90, 160), np.uint8), 24, axis=0)
        marked = plain.copy()
        for number in range(12, 24):
            marked[number, y - 5 : y + 6, x - 8 + number % 3 : x + 3 + number % 3] = 240
        with torch.no_grad():
            hits = [
                network.features(
                    *(torch.from_numpy(part)[None] for part in (one.cells, one.camera))
                )
                for one in (motion_cells(plain), motion_cells(marked))
            ]
        change = (hits[0][1] - hits[1][1]).abs()[0, 12:].sum(0)
        middle = _target((12, x, y))[0, 12]
        seen, asked = int(change.argmax()), int(middle.argmax())
        assert abs(seen // wide - asked // wide) <= 1
        assert abs(seen % wide - asked % wide) <= 1
        assert len(middle) == high * wide


def test_each_hit_has_its_place_and_its_picture() -> None:
    target = _target((10, 1.5, 1.5), (30, 153.5, 81.5))[0]
    assert target[10].argmax() == 0
    assert target[30].argmax() == target.shape[1] - 1
    assert target[10].max() == target[30].max() == 1
    assert target[20].max() < 1e-6


def test_right_answers_cost_less_than_wrong_ones() -> None:
    from training.foley.losses import loss_of_pictures, loss_of_places

    target, weight = _target((10, 80, 45)), torch.ones(1, 48)
    right = torch.logit(target.clamp(1e-3, 1 - 1e-3))
    nothing = torch.full_like(right, -6)
    elsewhere = right.roll(70, 2)
    costs = [loss_of_places(one, target, weight) for one in (right, nothing, elsewhere)]
    assert costs[0] < 0.01 < costs[1] < costs[2]
    whole = target.amax(2)
    assert loss_of_pictures(torch.logit(whole.clamp(1e-3, 1 - 1e-3)), whole, weight) < (
        loss_of_pictures(torch.full_like(whole, -6), whole, weight)
    )


def test_pictures_of_which_nothing_can_be_said_cost_nothing() -> None:
    from training.foley.losses import loss_of_pictures, loss_of_places

    target, weight = _target((10, 80, 45)), torch.zeros(1, 48)
    assert loss_of_places(torch.randn_like(target), target, weight) == 0
    assert loss_of_pictures(torch.randn(1, 48), target.amax(2), weight) == 0

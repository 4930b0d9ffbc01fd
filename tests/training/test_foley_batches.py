"""Parts of clips, several at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="what training needs is not installed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    random = np.random.default_rng(3)
    np.save(tmp_path / "a.pictures.npy", random.integers(0, 255, (2, 240, 90, 160), np.uint8))
    np.save(tmp_path / "a.impacts.npy", np.tile(np.arange(0.2, 4, 0.4), (2, 1)))
    np.save(tmp_path / "a.places.npy", np.full((2, 10, 2), (80, 45), np.float32))
    return tmp_path


def test_the_same_seed_draws_the_same(folder: Path) -> None:
    from training.foley.batches import made_by

    one, again = (next(made_by(0, folder, 5, 3)) for _ in range(2))
    assert one.seen.shape == (3, 48, 90, 160)
    assert one.target.shape == one.weight.shape == (3, 48)
    assert torch.equal(one.seen, again.seen)
    assert torch.equal(one.target, again.target)


def test_processes_draw_parts_of_their_own(folder: Path) -> None:
    from training.foley.batches import made_by

    source = made_by(2, folder, 5, 2)
    one, other = next(source), next(source)
    assert one.seen.shape == other.seen.shape == (2, 48, 90, 160)
    assert not torch.equal(one.seen, other.seen)


def test_a_network_learns_a_batch(folder: Path) -> None:
    from training.foley.batches import made_by
    from training.foley.network import Impacts
    from training.foley.train import loss

    batch = next(made_by(0, folder, 5, 1)).to(torch.device("cpu"))
    torch.manual_seed(1)
    network = Impacts().train()
    optimiser = torch.optim.AdamW(network.parameters(), 2e-3)
    costs = []
    for _ in range(25):
        wrong = loss(network, batch, bfloat16=False)
        optimiser.zero_grad()
        wrong.backward()
        optimiser.step()
        costs.append(float(wrong.detach()))
    assert np.mean(costs[-3:]) < 0.8 * costs[0]

"""The mean of networks that see impacts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="what training needs is not installed")


def test_each_weight_is_the_mean() -> None:
    from training.foley.averaging import mean
    from training.foley.network import Impacts

    one, other = Impacts(), Impacts()
    made = mean([one, other]).state_dict()
    for name, value in one.state_dict().items():
        if value.is_floating_point():
            assert torch.allclose(made[name], (value + other.state_dict()[name]) / 2, atol=1e-7)


def test_of_one_network_it_is_that_network() -> None:
    from training.foley.averaging import mean
    from training.foley.network import Impacts

    one = Impacts().eval()
    gray = torch.rand(1, 20, 90, 160)
    assert torch.equal(mean([one]).eval()(gray), one(gray))


def test_normalisations_are_of_what_is_seen() -> None:
    from training.foley.averaging import measured
    from training.foley.network import Impacts

    random = np.random.default_rng(1)
    made = Impacts()
    measured(made, lambda: made(torch.from_numpy(random.random((2, 48, 90, 160), np.float32))), 2)
    assert not made.training
    assert not torch.allclose(made.follow_norms[0].running_mean, torch.zeros(64), atol=1e-4)


def test_second_parts_have_a_mean_too(tmp_path: Path) -> None:
    """Of networks that answer alike it answers as they do, on what its normalisations saw."""
    from training.foley.averaging import second_part
    from training.foley.motion_network import MotionNetwork
    from training.foley.motion_parts import MotionParts, written
    from training.foley.parts import Clips

    random = np.random.default_rng(1)
    np.save(tmp_path / "a.pictures.npy", random.integers(0, 256, (2, 240, 90, 160), np.uint8))
    np.save(tmp_path / "a.impacts.npy", np.full((2, 1), 2.0))
    np.save(tmp_path / "a.places.npy", np.full((2, 1, 2), 40.0, np.float32))
    written(tmp_path / "001.cells.npy", Clips(tmp_path), 1, 2)
    torch.manual_seed(2)
    network = MotionNetwork()
    for name in ("one", "other"):
        torch.save(network.state_dict(), tmp_path / f"{name}.pt")
    paths = [tmp_path / "one.pt", tmp_path / "other.pt"]
    made = second_part(MotionParts(tmp_path), paths)
    assert not made.training
    before, after = network.state_dict(), made.state_dict()
    for name, value in before.items():
        same = torch.equal(value, after[name])
        assert same != ("running" in name or "batches" in name), name


def test_nothing_has_no_mean() -> None:
    from training.foley.averaging import mean

    with pytest.raises(ValueError, match="one network"):
        mean([])

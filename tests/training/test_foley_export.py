"""The impact detector as it ships, and opened again for more training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="what training needs is not installed")
pytest.importorskip("onnx", reason="what training needs is not installed")


@pytest.fixture(scope="module")
def network() -> torch.nn.Module:
    """A network whose normalisations have seen something, so that folding them changes weights."""
    from training.foley.network import Impacts

    torch.manual_seed(4)
    made = Impacts().train()
    with torch.no_grad():
        for _ in range(10):
            made(torch.rand(2, 24, 90, 160))
    return made.eval()


def test_what_ships_answers_as_what_was_trained(network: torch.nn.Module) -> None:
    from backbeat.models.impacts import ImpactNetwork
    from training.foley.export import exported

    content = exported(network)
    assert len(content) < 1_000_000
    assert not network.training
    pictures = np.random.default_rng(0).integers(0, 256, (30, 90, 160), np.uint8)
    views = [pictures, np.ascontiguousarray(pictures[:, :, ::-1])]
    with torch.no_grad():
        gray = [torch.from_numpy(view.astype(np.float32) / 255)[None] for view in views]
        wanted = torch.stack([network(view)[0] for view in gray]).mean(0).numpy()
    shipped = ImpactNetwork(content)
    got = shipped.features(pictures) @ shipped.shipped.weights + shipped.shipped.bias
    assert np.abs(got - wanted).max() < 1e-3


def test_a_shipped_network_is_opened_with_the_answers_it_has(
    network: torch.nn.Module, tmp_path: Path
) -> None:
    from training.foley.export import exported
    from training.foley.reopening import reopened

    path = tmp_path / "impacts.onnx"
    path.write_bytes(exported(network))
    opened = reopened(path, torch.rand(2, 24, 90, 160)).eval()
    gray = torch.rand(1, 30, 90, 160)
    with torch.no_grad():
        assert (network(gray) - opened(gray)).abs().max() < 1e-3

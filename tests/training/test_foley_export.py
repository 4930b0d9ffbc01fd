"""The impact detector as it ships, and opened again for more training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="what training needs is not installed")
pytest.importorskip("onnx", reason="what training needs is not installed")


@pytest.fixture(scope="module", params=["shipped", "large"])
def network(request: pytest.FixtureRequest) -> torch.nn.Module:
    """A network whose normalisations have seen something, so that folding them changes weights."""
    from training.foley.network import SHAPES, Impacts

    torch.manual_seed(4)
    made = Impacts(SHAPES[request.param]).train()
    for norm in made.around_norms:
        torch.nn.init.ones_(norm.weight)
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
    assert np.abs(got - wanted).max() < 0.01


def test_a_shipped_network_is_opened_with_the_answers_it_has(
    network: torch.nn.Module, tmp_path: Path
) -> None:
    from training.foley.export import exported
    from training.foley.reopening import reopened

    path = tmp_path / "impacts.onnx"
    path.write_bytes(exported(network))
    opened = reopened(path, torch.rand(2, 24, 90, 160), network.shape).eval()
    gray = torch.rand(1, 30, 90, 160)
    with torch.no_grad():
        assert (network(gray) - opened(gray)).abs().max() < 0.02


def test_weights_say_which_shape_they_are_of(network: torch.nn.Module) -> None:
    from training.foley.network import opened

    made = opened(network.state_dict())
    assert made.shape == network.shape
    with pytest.raises(ValueError, match="no weights"):
        opened({**network.state_dict(), "another": torch.zeros(1)})


def test_a_larger_network_begins_with_what_ships() -> None:
    """Its places are finer, so that it answers much as what ships does, not exactly."""
    from backbeat.models.impacts import ImpactNetwork
    from training.foley.network import LARGE
    from training.foley.reopening import reopened

    weights = Path(__file__).parents[2] / "engine/backbeat/models/weights/impacts.onnx"
    pictures = _falling()
    shipped = ImpactNetwork()
    wanted = shipped.features(pictures) @ shipped.shipped.weights + shipped.shipped.bias
    given = torch.from_numpy(pictures.astype(np.float32) / 255)[None]
    with torch.no_grad():
        larger = reopened(weights, given, LARGE).eval()
        got = (larger(given)[0] + larger(given.flip(3))[0]).numpy() / 2
    assert np.corrcoef(wanted, got)[0, 1] > 0.9


def _falling() -> np.ndarray:
    """A square that falls and bounces before a still ground."""
    pictures = np.random.default_rng(1).integers(90, 110, (90, 160), np.uint8)
    out = np.repeat(pictures[None], 80, axis=0)
    for number, one in enumerate(out):
        top = 60 - int(45 * abs(np.sin(number / 9)))
        one[top : top + 16, 70:86] = 230
    return out

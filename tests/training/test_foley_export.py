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


@pytest.fixture(scope="module")
def motion() -> torch.nn.Module:
    """A second part that says something, whose normalisations have seen something, too."""
    from training.foley.motion_network import MotionNetwork

    torch.manual_seed(5)
    made = MotionNetwork().train()
    with torch.no_grad():
        for _ in range(10):
            cells, camera = torch.randn(2, 24, 10, 22, 40), torch.randn(2, 24, 4)
            made(cells, camera)
    return made.eval()


def test_what_ships_answers_as_what_was_trained(
    network: torch.nn.Module, motion: torch.nn.Module
) -> None:
    from backbeat.models.impacts import ImpactNetwork
    from backbeat.models.motion_cells import motion_cells
    from training.foley.export import Whole, exported

    content = exported(network, motion)
    assert len(content) < 1_200_000
    assert not network.training
    pictures = _falling()[:30]
    found = motion_cells(pictures)
    views = [(pictures, found), (pictures[:, :, ::-1], found.mirrored())]
    wanted = np.zeros(len(pictures), np.float32)
    with torch.no_grad():
        for view, moved in views:
            given = (view.astype(np.float32) / 255, moved.cells, moved.camera)
            wanted += Whole(network, motion)(*(torch.from_numpy(one)[None] for one in given))[0][
                0
            ].numpy()
    shipped = ImpactNetwork(content)
    got = shipped.features(pictures) @ shipped.shipped.weights + shipped.shipped.bias
    assert np.abs(got - wanted / 2).max() < 0.02


def test_it_says_the_mean_of_what_both_parts_say(
    network: torch.nn.Module, motion: torch.nn.Module
) -> None:
    from training.foley.export import Whole

    gray, cells, camera = (torch.rand(1, 9, *size) for size in ((90, 160), (10, 22, 40), (4,)))
    with torch.no_grad():
        said, told = network(gray), motion(cells, camera)[0]
        whole = Whole(network, motion)
        logits, features = whole(gray, cells, camera)
    assert torch.allclose(logits, (said + told) / 2, atol=1e-6)
    head = whole.head()
    assert torch.allclose(
        features @ torch.tensor(head["weights"]) + head["bias"], logits, atol=1e-4
    )


def test_a_shipped_network_is_opened_with_the_answers_it_has(
    network: torch.nn.Module, motion: torch.nn.Module, tmp_path: Path
) -> None:
    from training.foley.export import exported
    from training.foley.motion_network import MotionNetwork
    from training.foley.network import Impacts
    from training.foley.reopening import opened

    path = tmp_path / "impacts.onnx"
    path.write_bytes(exported(network, motion))
    first = opened(path, Impacts(), lambda: [torch.rand(2, 24, 90, 160)]).eval()
    moved = torch.randn(2, 24, 10, 22, 40), torch.randn(2, 24, 4)
    second = opened(path, MotionNetwork(), lambda: moved).eval()
    gray = torch.rand(1, 30, 90, 160)
    cells, camera = torch.randn(1, 30, 10, 22, 40), torch.randn(1, 30, 4)
    with torch.no_grad():
        assert (network(gray) - first(gray)).abs().max() < 0.02
        for said, told in zip(motion(cells, camera), second(cells, camera), strict=True):
            assert (said - told).abs().max() < 0.02


def _falling() -> np.ndarray:
    """A square that falls and bounces before a still ground."""
    pictures = np.random.default_rng(1).integers(90, 110, (90, 160), np.uint8)
    out = np.repeat(pictures[None], 80, axis=0)
    for number, one in enumerate(out):
        top = 60 - int(45 * abs(np.sin(number / 9)))
        one[top : top + 16, 70:86] = 230
    return out

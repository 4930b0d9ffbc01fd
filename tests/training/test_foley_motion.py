"""The second part of the network that sees impacts, and the parts of clips that it learns from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="what training needs is not installed")

_COUNT = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parts of a clip in which a square falls and bounces."""
    from training.foley.motion_parts import written
    from training.foley.parts import Clips

    folder = tmp_path_factory.mktemp("parts")
    ground = np.random.default_rng(1).integers(90, 110, (90, 160), np.uint8)
    clip = np.repeat(ground[np.newaxis], 240, axis=0)
    for number, picture in enumerate(clip):
        top = 60 - int(45 * abs(np.sin(number * np.pi / 48)))
        picture[top : top + 16, 70:86] = 230
    np.save(folder / "a.pictures.npy", clip[np.newaxis])
    np.save(folder / "a.impacts.npy", np.arange(0.8, 4, 0.8)[np.newaxis])
    np.save(folder / "a.places.npy", np.full((1, 4, 2), (78, 76), np.float32))
    torch.manual_seed(1)
    for seed in (1, 2):
        path = folder / f"{seed:03}.cells.npy"
        written(path, Clips(folder), seed, _COUNT)
    return folder


def test_parts_are_read_as_they_were_written(folder: Path) -> None:
    from training.foley.motion_parts import MotionParts

    parts = MotionParts(folder)
    assert len(parts) == 2 * _COUNT
    batch = parts.batch([0, 5])
    assert batch.cells.shape == (2, 48, 10, 22, 40)
    assert batch.camera.shape == (2, 48, 4)
    assert batch.target.shape == batch.weight.shape == (2, 48)
    assert batch.places.shape == (2, 48, 220)
    assert batch.cells[:, :, :8].abs().amax() > 1, "it falls"
    last = np.load(folder / "002.rest.npz")
    assert np.array_equal(batch.target[1].numpy(), last["target"][2])


def test_the_same_seed_draws_the_same_parts(folder: Path, tmp_path: Path) -> None:
    from training.foley.motion_parts import written
    from training.foley.parts import Clips

    written(tmp_path / "001.cells.npy", Clips(folder), 1, _COUNT)
    assert np.array_equal(np.load(tmp_path / "001.cells.npy"), np.load(folder / "001.cells.npy"))
    assert not np.array_equal(np.load(folder / "002.cells.npy"), np.load(folder / "001.cells.npy"))
    assert not list(tmp_path.glob("*.part"))


def test_changed_motion_is_told_the_same_hits_where_they_are_then(folder: Path) -> None:
    from training.foley.motion_parts import MotionParts
    from training.foley.motion_wear import changed

    torch.manual_seed(3)
    batch = MotionParts(folder).batch([0, 1, 2] * 20)
    before = batch.cells.clone()
    other = changed(batch)
    assert torch.equal(batch.cells, before), "what is read stays as it is"
    assert torch.equal(other.target, batch.target)
    mirrored = (other.places != batch.places).flatten(1).any(1)
    assert 15 < mirrored.sum() < 45
    assert torch.equal(other.places.amax(2), batch.places.amax(2))
    # The square falls to the right of the middle of some parts, and hits where it is seen then.
    for number in torch.nonzero(mirrored).flatten().tolist():
        wanted = batch.places[number].unflatten(1, (11, 20)).flip(2).flatten(1)
        assert torch.equal(other.places[number], wanted)
    sizes = [one.cells[:, :, 4:8].abs().amax((1, 2, 3, 4)) for one in (batch, other)]
    assert (sizes[1] / sizes[0]).std() > 0.1, "some are faster"


def test_it_learns_a_batch(folder: Path) -> None:
    from training.foley.motion_network import MotionNetwork
    from training.foley.motion_parts import MotionParts
    from training.foley.train_motion import losses

    torch.manual_seed(1)
    batch = MotionParts(folder).batch(range(_COUNT))
    network = MotionNetwork().train()
    optimiser = torch.optim.AdamW(network.parameters(), 3e-3)
    costs = []
    for _ in range(40):
        each = losses(network, batch)
        optimiser.zero_grad()
        (each[0] + 0.07 * each[1]).backward()
        optimiser.step()
        costs.append(each.detach().numpy())
    assert (np.mean(costs[-3:], axis=0) < 0.8 * costs[0]).all()


def test_it_is_trained_by_its_command(folder: Path, tmp_path: Path) -> None:
    """With few parts held back, since there are few."""
    from training.foley.motion_network import MotionNetwork

    out = tmp_path / "motion.pt"
    options = ["--minutes", "0.05", "--parts", "1", "--held", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "training.foley.train_motion", str(folder), str(out), *options],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "held back: pictures" in done.stdout
    MotionNetwork().load_state_dict(torch.load(out))

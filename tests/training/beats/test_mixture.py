"""Examples of several folders in the shares that are asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backbeat.music.mel import BANDS
from training.beats.examples import FRAMES
from training.beats.mixture import Mixture, augment


def _shard(folder: Path, number: int, mark: int) -> None:
    folder.mkdir(exist_ok=True)
    targets = np.full((3, FRAMES, 2), mark, np.uint8)
    features = np.full((3, FRAMES, BANDS), 40, np.uint8)
    np.savez(folder / f"shard-{number:05d}.npz", features=features, targets=targets)


def _marks(mixture: Mixture, step: int, size: int) -> list[int]:
    x, y = mixture.batch(np.random.default_rng(step), step, size)
    assert x.shape == (size, FRAMES, BANDS)
    assert y.shape == (size, FRAMES, 2)
    return [round(value) for value in y[:, 0, 0] * 255]


def test_each_folder_has_its_share(tmp_path: Path) -> None:
    _shard(tmp_path / "scores", 0, 10)
    _shard(tmp_path / "machines", 0, 20)
    mixture = Mixture({tmp_path / "scores": 3, tmp_path / "machines": 1})
    marks = _marks(mixture, 0, 40)
    assert 24 <= marks.count(10) <= 36
    assert marks.count(10) + marks.count(20) == 40


def test_shards_that_appear_meanwhile_are_drawn_from(tmp_path: Path) -> None:
    _shard(tmp_path, 0, 10)
    mixture = Mixture({tmp_path: 1}, kept=2)
    assert set(_marks(mixture, 0, 4)) == {10}
    _shard(tmp_path, 1, 20)
    assert 20 in _marks(mixture, 40, 12)


def test_what_is_heard_changes_and_its_length_does_not() -> None:
    mel = np.full((FRAMES, BANDS), 1.0, np.float32)
    heard = [augment(np.random.default_rng(seed), mel) for seed in (1, 1, 2)]
    assert np.array_equal(heard[0], heard[1])
    assert not np.array_equal(heard[0], heard[2])
    assert all(each.shape == mel.shape and each.min() >= 0 for each in heard)

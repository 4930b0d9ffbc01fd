"""Crops are kept in a file, bit by bit, and come back in the depth that is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backbeat.media.retouching.patches import Box, Crop
from backbeat.workflows.lipsync.crops import CropFile


def _crop(seed: int, deep: bool) -> Crop:
    rng = np.random.default_rng(seed)
    shape = (20 + seed % 7, 30 - seed % 5, 3)
    box = Box(seed, 2 * seed, seed + shape[1], 2 * seed + shape[0])
    if deep:
        return Crop(rng.integers(0, 65536, shape, np.uint16), box)
    return Crop(rng.integers(0, 256, shape, np.uint8), box)


def test_what_is_put_is_got_in_any_order(tmp_path: Path) -> None:
    crops = CropFile(tmp_path)
    for number in range(150):
        crops.put(number, _crop(number, deep=number % 2 == 1))
    for number in np.random.default_rng(1).permutation(150).tolist():
        put, got = _crop(number, deep=number % 2 == 1), crops.get(number, deep=number % 2 == 1)
        assert got.box == put.box
        assert got.pixels.dtype == put.pixels.dtype
        assert np.array_equal(got.pixels, put.pixels)
    crops.close()
    assert not list(tmp_path.iterdir())


def test_depths_are_turned_into_one_another_over_the_full_range(tmp_path: Path) -> None:
    crops = CropFile(tmp_path)
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
    crops.put(1, Crop(levels, Box(0, 0, 16, 16)))
    deep = crops.get(1, deep=True).pixels
    assert deep.dtype == np.uint16
    assert (deep.min(), deep.max()) == (0, 65535)
    crops.put(2, Crop(deep, Box(0, 0, 16, 16)))
    assert np.array_equal(crops.get(2, deep=False).pixels, levels)
    crops.close()

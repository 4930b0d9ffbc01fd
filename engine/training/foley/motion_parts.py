"""How parts of clips move, written down once: it takes longer than to train on it, and stays the same.

python -m training.foley.motion_parts TRAIN OUT --parts 1500 --seed 1
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from backbeat.models.motion_cells import CHANNELS, COLUMNS, ROWS, motion_cells
from training.foley.losses import places_of
from training.foley.parts import PICTURES, Clips, part

_MOST_HITS = 32
"""That are kept of a part; hardly any has more."""
_SAID = 100


@dataclass(frozen=True)
class MotionBatch:
    """Several parts."""

    cells: Tensor
    """[batch, t, 10, 22, 40]."""
    camera: Tensor
    """[batch, t, 4]."""
    target: Tensor
    """[batch, t]."""
    weight: Tensor
    """[batch, t]."""
    places: Tensor
    """Targets of each place, [batch, t, places]."""


class MotionParts:
    """Parts that lie in a folder, read as they are needed."""

    def __init__(self, folder: Path) -> None:
        self._shards = [
            (np.load(path, mmap_mode="r"), dict(np.load(_beside(path))))
            for path in sorted(folder.glob("*.cells.npy"))
        ]
        self._index = [
            (s, k) for s, (cells, _) in enumerate(self._shards) for k in range(len(cells))
        ]

    def __len__(self) -> int:
        return len(self._index)

    def batch(self, numbers: Sequence[int]) -> MotionBatch:
        """The parts of these numbers."""
        rows = [self._row(number) for number in numbers]
        cells, camera, target, weight, hits = zip(*rows, strict=True)
        return MotionBatch(
            *(_stacked(one) for one in (cells, camera, target, weight)),
            _stacked([places_of(one[np.isfinite(one[:, 0])].astype(np.float64)) for one in hits]),
        )

    def _row(self, number: int) -> tuple[NDArray[np.floating], ...]:
        shard, row = self._index[number]
        cells, rest = self._shards[shard]
        named = ("camera", "target", "weight", "hits")
        return (np.asarray(cells[row]), *(rest[name][row] for name in named))


def _stacked(arrays: Sequence[NDArray[np.floating]]) -> Tensor:
    return torch.from_numpy(np.stack(arrays).astype(np.float32))


def _beside(cells: Path) -> Path:
    return cells.with_name(cells.name.replace(".cells.npy", ".rest.npz"))


def written(path: Path, clips: Clips, seed: int, count: int) -> None:
    """Writes parts of clips beside each other: `path`, which ends in `.cells.npy`, and another.

    Args:
        path: of the first file.
        clips: that parts are drawn of.
        seed: of what is drawn.
        count: of parts.
    """
    random = np.random.default_rng([seed, 1])
    # A trainer that looks for parts meanwhile must not find a file that is half written.
    partial = path.with_name(path.name + ".part")
    shape = (count, PICTURES, CHANNELS, ROWS, COLUMNS)
    cells = np.lib.format.open_memmap(partial, "w+", np.float16, shape)
    rest = {
        "camera": np.zeros((count, PICTURES, 4), np.float32),
        "target": np.zeros((count, PICTURES), np.float32),
        "weight": np.zeros((count, PICTURES), np.float32),
        "hits": np.full((count, _MOST_HITS, 3), np.nan, np.float32),
    }
    begun_at = time.monotonic()
    for number in range(count):
        made = part(clips, random)
        pictures = np.clip(made.seen * 255 + 0.5, 0, 255).astype(np.uint8)
        motion = motion_cells(pictures)
        cells[number], rest["camera"][number] = motion.cells, motion.camera
        rest["target"][number], rest["weight"][number] = made.target, made.weight
        hits = made.hits[:_MOST_HITS]
        rest["hits"][number, : len(hits)] = hits
        if (number + 1) % _SAID == 0:
            print(f"{number + 1} parts in {time.monotonic() - begun_at:.0f} s", flush=True)
    cells.flush()
    np.savez(_beside(path), **rest)
    partial.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path, help="clips, of `examples`")
    parser.add_argument("out", type=Path, help="folder")
    parser.add_argument("--parts", type=int, default=1500, help="a megabyte each")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    clips = Clips(options.train)
    written(options.out / f"{options.seed:03}.cells.npy", clips, options.seed, options.parts)


if __name__ == "__main__":
    main()

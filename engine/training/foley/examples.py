"""Writes simulated clips to a folder, as the trainer reads them.

python -m training.foley.examples FOLDER --clips 1500 --seed 1 --kind varied
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2
import numpy as np

from training.foley.clips import clip

_SHARD = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1, help="of the first clip, in millions")
    parser.add_argument("--kind", default="", help="of what moves: see `casts.cast_of`")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    begun = time.monotonic()
    for start in range(0, options.clips, _SHARD):
        seeds = range(start, min(start + _SHARD, options.clips))
        made = [clip(options.seed * 1_000_000 + seed, options.kind) for seed in seeds]
        impacts = np.full((len(made), max(1, *(len(one.impacts) for one in made))), np.nan)
        places = np.full((*impacts.shape, 2), np.nan, np.float32)
        for row, one in enumerate(made):
            impacts[row, : len(one.impacts)] = one.impacts
            places[row, : len(one.impacts)] = one.places
        path = options.folder / f"{options.seed:03}_{options.kind or 'all'}_{start:06}"
        np.save(f"{path}.impacts.npy", impacts)
        np.save(f"{path}.places.npy", places)
        pictures = np.stack([one.pictures for one in made])
        # A trainer that looks for clips meanwhile must not find a file that is half written.
        part = Path(f"{path}.part.npy")
        np.save(part, pictures)
        part.replace(f"{path}.pictures.npy")
        print(f"{seeds.stop} clips in {time.monotonic() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()

"""Writes simulated clips to a folder, as the trainer reads them.

    python -m training.foley.examples FOLDER --clips 1500 --seed 1 --kind varied

With `--filmed` each fifty clips are at another rate, as cameras film them (`cameras`).
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.exposure import DRAWN_S
from training.foley.cameras import Footage, Sensor, footage
from training.foley.clips import clip
from training.foley.shapes import SEEN

_SHARD = 50
_RATES = (30, 25, 24, 15, 30, 20, 50, 15)
"""Of one fifty of filmed clips after another. Clips last whole seconds: see `parts.Clips.rate`."""
_NARROWEST, _WIDEST = 30.0, 358.0
"""Angles of shutters."""
_SLOWEST_S = 0.03
"""Readout of a sensor."""
_REPEATING, _REPEATED = 0.3, 0.3
"""Share of clips in which some pictures are shown again, and most of these of all pictures."""


def filmed(seed: int, kind: str, rate: int) -> Footage:
    """A clip as some camera films it; impacts are when they are seen, on the clock of the pictures.

    Args:
        seed: of everything in it, the camera too.
        kind: of what moves, as for `casts.cast_of`.
        rate: pictures a second.
    """
    random = np.random.default_rng([seed, 2])
    sensor = Sensor(
        Fraction(rate),
        random.uniform(_NARROWEST, _WIDEST),
        min(random.uniform(0, _SLOWEST_S), 1 / rate) * float(random.random() < 0.7),
        random.uniform(0, _REPEATED) * float(random.random() < _REPEATING),
    )
    made = footage(seed, sensor, kind)
    return replace(made, impacts=made.impacts + _seen_after_s(made, sensor))


def _seen_after_s(made: Footage, sensor: Sensor) -> NDArray[np.float64]:
    lines = np.nan_to_num(made.places[:, 1] / SEEN[1], nan=0.5)
    # The part of the network that ships learnt from clips that are drawn `DRAWN_S` late.
    return sensor.exposure_s / 2 + lines * sensor.readout_s - DRAWN_S


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1, help="of the first clip, in millions")
    parser.add_argument("--kind", default="", help="of what moves: see `casts.cast_of`")
    parser.add_argument("--filmed", action="store_true", help="as cameras film them")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    begun = time.monotonic()
    for start in range(0, options.clips, _SHARD):
        seeds = range(start, min(start + _SHARD, options.clips))
        rate = _RATES[start // _SHARD % len(_RATES)]
        made = [
            filmed(options.seed * 1_000_000 + seed, options.kind, rate)
            if options.filmed
            else clip(options.seed * 1_000_000 + seed, options.kind)
            for seed in seeds
        ]
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

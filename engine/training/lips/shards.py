"""Writes generated speech as features with the movement of lips that goes with them.

`python -m training.lips.shards FOLDER --count 400 [--features]`: one .npz an example. With
--features the speech model listens too, which takes a second or two an example.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from backbeat.speech.sounds import by_small_networks
from backbeat.sync.lips.movement import speech_band
from training.lips.examples import examples


def main() -> None:
    """Writes the shards that are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--features", action="store_true")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    model = None
    if arguments.features:
        from backbeat.models.whisper import Whisper

        model = Whisper()
    for index, example in enumerate(examples(arguments.seed, arguments.count)):
        target = arguments.folder / f"{arguments.seed}-{index:05}.npz"
        if target.exists():
            continue
        found = {
            "sounds": by_small_networks(example.sound).astype(np.float16),
            "lips": speech_band(example.lips.astype(np.float64)).astype(np.float16),
            "closures": np.array(example.closures, np.float32),
            "voice": np.array(example.voice),
        }
        if model is not None:
            from backbeat.speech.features import speech_features

            found["features"] = speech_features(example.sound, model).astype(np.float16)
        np.savez(target, **found)


if __name__ == "__main__":
    main()

"""Exports a checkpoint of the second hearing as the model in the wheel."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from backbeat.music.metre.features import EXTENDED_SIZE
from training.exporting import Face, export
from training.metre.network import MetreNetwork

_CARD = {
    "name": "metre",
    "purpose": "which half beats are beats and downbeats",
    "licence": "Apache-2.0",
    "source": "engine/training/metre: trained only on music that we make ourselves",
}


def loaded(checkpoint: Path) -> MetreNetwork:
    """The averaged weights of a checkpoint."""
    network = MetreNetwork()
    average = torch.load(checkpoint, weights_only=True)["average"]
    network.load_state_dict(
        {
            key.removeprefix("module."): value
            for key, value in average.items()
            if key != "n_averaged"
        }
    )
    return network.eval()


def main() -> None:
    """Exports one checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    tried = [torch.randn(1, count, EXTENDED_SIZE) for count in (17, 300, 700)]
    export(loaded(arguments.checkpoint), Face("features", "pulses"), tried, arguments.model, _CARD)


if __name__ == "__main__":
    main()

"""Exports a checkpoint as the model in the wheel.

The weights given to rare classes in training are taken back out, so that the logits are honest
log-odds.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from backbeat.music.mel import BANDS
from training.beats.network import POOL, BeatNetwork
from training.beats.train import POSITIVE_WEIGHTS
from training.exporting import Face, export

_CARD = {
    "name": "beats",
    "purpose": "beats and downbeats",
    "licence": "Apache-2.0",
    "source": "engine/training/beats: trained only on music that we make ourselves",
}


def main() -> None:
    """Exports one checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    network = BeatNetwork()
    network.load_state_dict(torch.load(arguments.checkpoint, weights_only=True)["kept"])
    with torch.no_grad():
        network.answer.bias -= torch.log(torch.tensor(POSITIVE_WEIGHTS))
    tried = [torch.rand(1, steps * POOL, BANDS) * 4 for steps in (50, 400)]
    export(network.eval(), Face("mel", "frames"), tried, arguments.model, _CARD)


if __name__ == "__main__":
    main()

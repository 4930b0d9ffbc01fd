"""The mean of the weights of several networks, each trained on from the same one.

    python -m training.foley.averaging TRAIN OUT.pt NET NET ...

After Wortsman et al., "Model soups" (2022): the mean keeps what each knows, and claims less where
they differ. A network is a checkpoint of `train` or a shipped model.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from training.foley.batches import batches
from training.foley.network import Impacts, opened
from training.foley.parts import Clips
from training.foley.train import begun
from training.reopening import Norm

_PARTS = 6
"""In one look."""
_LOOKS = 60
"""By which normalisations are measured anew: a mean of networks answers with other spreads."""


def mean(networks: Sequence[Impacts]) -> Impacts:
    """The network of which each weight is the mean of theirs.

    Raises:
        ValueError: there is none.
    """
    if not networks:
        raise ValueError("name one network at least")
    states = [one.state_dict() for one in networks]
    made = Impacts(networks[0].shape)
    made.load_state_dict(
        {
            name: torch.stack([state[name].double() for state in states]).mean(0).to(value.dtype)
            for name, value in states[0].items()
        }
    )
    return made


def measured(network: Impacts, clips: Clips, looks: int = _LOOKS) -> None:
    """Gives each normalisation the mean and variance of what it sees in parts of clips."""
    for norm in network.modules():
        if isinstance(norm, Norm):
            norm.reset_running_stats()
            norm.momentum = None  # the mean of all looks, not the last of them
    network.train()
    parts = batches(clips, 0, _PARTS)
    with torch.no_grad():
        for _ in range(looks):
            network(next(parts).seen)
    network.eval()


def _known(path: Path, clips: Clips) -> Impacts:
    return begun(path, clips, seed=0) if path.suffix == ".onnx" else opened(torch.load(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path, help="clips by which normalisations are measured")
    parser.add_argument("out", type=Path)
    parser.add_argument("networks", type=Path, nargs="+")
    options = parser.parse_args()
    torch.set_num_threads(1)
    clips = Clips(options.train)
    made = mean([_known(path, clips) for path in options.networks])
    measured(made, clips)
    torch.save(made.state_dict(), options.out)


if __name__ == "__main__":
    main()

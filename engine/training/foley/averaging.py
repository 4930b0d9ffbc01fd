"""The mean of the weights of several networks, each trained on from the same one.

    python -m training.foley.averaging TRAIN OUT.pt NET NET ...
    python -m training.foley.averaging PARTS OUT.pt NET NET ... --motion

After Wortsman et al., "Model soups" (2022): the mean keeps what each knows, and claims less where
they differ. A network is a checkpoint of `train` or, with `--motion`, of `train_motion`; or a shipped
model, of which that part is meant.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import nn

from training.foley import train, train_motion
from training.foley.batches import batches
from training.foley.motion_parts import MotionParts
from training.foley.motion_wear import changed
from training.foley.parts import Clips
from training.reopening import Norm

_Network = TypeVar("_Network", bound=nn.Module)
_PARTS = 6
"""In one look."""
_LOOKS = 60
"""By which normalisations are measured anew: a mean of networks answers with other spreads."""


def mean(networks: Sequence[_Network]) -> _Network:
    """The network of which each weight is the mean of theirs.

    Raises:
        ValueError: there is none.
    """
    if not networks:
        raise ValueError("name one network at least")
    states = [one.state_dict() for one in networks]
    made = deepcopy(networks[0])
    made.load_state_dict(
        {
            name: torch.stack([state[name].double() for state in states]).mean(0).to(value.dtype)
            for name, value in states[0].items()
        }
    )
    return made


def measured(network: nn.Module, look: Callable[[], object], looks: int = _LOOKS) -> None:
    """Gives each normalisation the mean and variance of what it sees.

    Args:
        network: whose normalisations.
        look: shows it some parts of clips, others each time.
        looks: how often.
    """
    for norm in network.modules():
        if isinstance(norm, Norm):
            norm.reset_running_stats()
            norm.momentum = None  # the mean of all looks, not the last of them
    network.train()
    with torch.no_grad():
        for _ in range(looks):
            look()
    network.eval()


def first_part(clips: Clips, paths: Sequence[Path]) -> nn.Module:
    """The mean of networks that see pictures."""
    made = mean([train.begun(path, clips, seed=0) for path in paths])
    parts = batches(clips, 0, _PARTS)
    measured(made, lambda: made(next(parts).seen))
    return made


def second_part(parts: MotionParts, paths: Sequence[Path]) -> nn.Module:
    """The mean of networks that are told motion."""
    made = mean([train_motion.begun(path, parts) for path in paths])
    torch.manual_seed(0)
    random = np.random.default_rng(0)

    def look() -> None:
        batch = changed(parts.batch(random.integers(0, len(parts), _PARTS)))
        made(batch.cells, batch.camera)

    measured(made, look)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "train", type=Path, help="clips, or parts of them, by which normalisations are measured"
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("networks", type=Path, nargs="+")
    parser.add_argument("--motion", action="store_true", help="second parts, of `train_motion`")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.motion:
        made = second_part(MotionParts(options.train), options.networks)
    else:
        made = first_part(Clips(options.train), options.networks)
    torch.save(made.state_dict(), options.out)


if __name__ == "__main__":
    main()

"""Trains the second part of the network, on parts that `motion_parts` wrote.

    python -m training.foley.train_motion PARTS OUT.pt --minutes 60

Says every few minutes how wrong it is about parts that it was not trained on.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from training.foley.losses import loss_of_pictures, loss_of_places
from training.foley.motion_network import MotionNetwork
from training.foley.motion_parts import MotionBatch, MotionParts
from training.foley.motion_wear import changed
from training.foley.reopening import opened
from training.foley.train import Averaged

_PLACES = 0.07
"""What being wrong about places counts against being wrong about pictures."""
_SAY_S, _LOOK_S = 120, 150
_MEASURED = 10
"""Parts by which a model is opened."""
_STEPS = 300
"""Over which weights are averaged."""


def begun(start: Path | None, parts: MotionParts) -> MotionNetwork:
    """A network that knows nothing, or what a checkpoint or a shipped model knows."""
    if start is None:
        return MotionNetwork()
    batch = parts.batch(range(min(_MEASURED, len(parts))))
    return opened(start, MotionNetwork(), lambda: [batch.cells, batch.camera])


def losses(network: MotionNetwork, batch: MotionBatch) -> torch.Tensor:
    """How wrong the network is about pictures, and about places."""
    logits, hits = network(batch.cells, batch.camera)
    return torch.stack(
        [
            loss_of_pictures(logits, batch.target, batch.weight),
            loss_of_places(hits, batch.places, batch.weight),
        ]
    )


def judged(network: MotionNetwork, parts: MotionParts, held: int) -> list[float]:
    """The same of what is held back."""
    total = torch.zeros(2)
    with torch.no_grad():
        for number in range(held):
            total += losses(network, parts.batch([number]))
    return (total / held).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts_folder", type=Path, metavar="PARTS")
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a checkpoint or model to go on from")
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--parts", type=int, default=6, help="in a step")
    parser.add_argument("--held", type=int, default=120, help="first parts, not trained on")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    parts = MotionParts(options.parts_folder)
    network = begun(options.start, parts)
    print("parameters", sum(one.numel() for one in network.parameters()), flush=True)
    optimiser = torch.optim.AdamW(network.parameters(), options.rate, weight_decay=5e-3)
    averaged = Averaged(network, _STEPS)
    begun_at = said_at = looked_at = time.monotonic()
    number = 0
    while (spent := (time.monotonic() - begun_at) / 60 / options.minutes) < 1:
        number += 1
        if time.monotonic() - looked_at > _LOOK_S:
            # More parts may have been made meanwhile.
            parts, looked_at = MotionParts(options.parts_folder), time.monotonic()
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1.0, number / 100) * max(0.01, (1 - spent) ** 0.9)
        numbers = random.integers(options.held, len(parts), options.parts)
        each = losses(network, changed(parts.batch(numbers)))
        optimiser.zero_grad()
        (each[0] + _PLACES * each[1]).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        averaged.take(network)
        if time.monotonic() - said_at > _SAY_S:
            said_at = time.monotonic()
            torch.save(averaged.network.state_dict(), options.out)
            print(
                f"{number} {spent:.0%}", _words(averaged.network, parts, options.held), flush=True
            )
    torch.save(averaged.network.state_dict(), options.out)
    print("done", number, _words(averaged.network, parts, options.held))


def _words(network: MotionNetwork, parts: MotionParts, held: int) -> str:
    pictures, places = judged(network, parts, held)
    return f"held back: pictures {pictures:.4f} places {places:.2f}"


if __name__ == "__main__":
    main()

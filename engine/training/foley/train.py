"""Trains the network on simulated clips.

    python -m training.foley.train TRAIN VALID OUT.pt --minutes 60

Says every few minutes how well it does on clips that it was not trained on; the last checkpoint is
what ships, and none is chosen by recordings of real things.
"""

from __future__ import annotations

import argparse
import copy
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from backbeat.foley.impacts.matching import Counts, counted
from backbeat.foley.impacts.peaks import between, find_peaks
from training.foley.network import Impacts
from training.foley.parts import Clips, part
from training.foley.reopening import reopened

_MEASURED = 10
"""Parts by which a model is opened."""


def batches(
    clips: Clips, seed: int, size: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Pictures, targets and weights of several parts, without end."""
    random = np.random.default_rng(seed)
    while True:
        made = [part(clips, random) for _ in range(size)]
        yield (
            torch.from_numpy(np.stack([one.seen for one in made])),
            torch.from_numpy(np.stack([one.target for one in made])),
            torch.from_numpy(np.stack([one.weight for one in made])),
        )


class Averaged:
    """The mean of a network's recent weights, which is better than the last of them.

    Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992), with weights
    that fall off exponentially.
    """

    def __init__(self, network: Impacts, steps: int = 400) -> None:
        self.network = copy.deepcopy(network).eval()
        self._keep = 1 - 1 / steps
        self._count = 0

    def take(self, network: Impacts) -> None:
        """Counts the network's present weights in."""
        self._count += 1
        keep = min(self._keep, self._count / (self._count + 10))
        mine, its = self.network.state_dict(), network.state_dict()
        for name, value in its.items():
            if value.dtype.is_floating_point:
                mine[name].mul_(keep).add_(value, alpha=1 - keep)
            else:
                mine[name].copy_(value)


def loss_of(logits: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (each * (1 + 3 * target) * weight).mean()


def judged(
    network: Impacts, clips: Clips, threshold: float, step: int = 2, count: int = 60
) -> Counts:
    network.eval()
    total = Counts()
    least = float(np.log(threshold / (1 - threshold)))
    with torch.no_grad():
        for number in range(min(count, len(clips))):
            pictures, impacts, _ = clips[number]
            seen = torch.from_numpy(pictures[::step].astype(np.float32) / 255)[None]
            logits = network(seen).float()[0].numpy().astype(np.float64)
            found = [between(logits, at) * step / 60 for at in find_peaks(logits, least).tolist()]
            total = total + counted(list(impacts), found, 2 * 2 / 60)
    network.train()
    return total


def begun(start: Path | None, clips: Clips, seed: int) -> Impacts:
    """A network that knows nothing, or what a checkpoint or a shipped model knows."""
    if start and start.suffix == ".onnx":
        return reopened(start, next(batches(clips, seed, _MEASURED))[0])
    network = Impacts()
    if start:
        network.load_state_dict(torch.load(start))
    return network


def _words(counts: Counts) -> str:
    return f"P {counts.precision:.2f} R {counts.recall:.2f} F {counts.f:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("valid", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a checkpoint or model to go on from")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--parts", type=int, default=10, help="in a step")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--bfloat16", action="store_true", help="twice as fast on processors that have it"
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    network = begun(options.start, Clips(options.train), options.seed)
    print("parameters", sum(one.numel() for one in network.parameters()), flush=True)
    optimiser = torch.optim.AdamW(network.parameters(), options.rate, weight_decay=2e-3)
    averaged = Averaged(network)
    first, last_said, loss_shown = time.monotonic(), 0.0, 0.7
    valid = Clips(options.valid)
    source, opened = batches(Clips(options.train), options.seed, options.parts), time.monotonic()
    for number in range(1, 1_000_000):
        if time.monotonic() - opened > 300:
            # More clips may have been made meanwhile.
            source, opened = (
                batches(Clips(options.train), options.seed + number, options.parts),
                time.monotonic(),
            )
        spent = (time.monotonic() - first) / 60 / options.minutes
        if spent >= 1:
            break
        warm = min(1.0, number / 60)
        for group in optimiser.param_groups:
            group["lr"] = options.rate * warm * max(0.01, (1 - spent) ** 0.9)
        seen, target, weight = next(source)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bfloat16):
            logits = network(seen)
        loss = loss_of(logits.float(), target, weight)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        averaged.take(network)
        loss_shown = 0.98 * loss_shown + 0.02 * loss.item()
        if time.monotonic() - last_said > 420:
            scores = _words(judged(averaged.network, valid, 0.35, count=50))
            print(f"{number} {spent:.0%} loss {loss_shown:.4f} {scores}", flush=True)
            torch.save(averaged.network.state_dict(), options.out)
            last_said = time.monotonic()
    torch.save(averaged.network.state_dict(), options.out)
    print("done", number, _words(judged(averaged.network, valid, 0.4, count=200)))


if __name__ == "__main__":
    main()

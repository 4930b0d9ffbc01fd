"""Trains the network on simulated clips.

    python -m training.foley.train TRAIN VALID OUT.pt --minutes 60

Says every few minutes how well it does on clips that it was not trained on; the last checkpoint is
what ships, and none is chosen by recordings of real things.
"""

from __future__ import annotations

import argparse
import copy
import time
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import torch
from torch import nn

from backbeat.foley.impacts.matching import Counts, counted
from backbeat.foley.impacts.peaks import between, find_peaks
from training.foley.batches import Batch, batches, made_by
from training.foley.losses import loss_of_pictures
from training.foley.network import Impacts
from training.foley.parts import Clips
from training.foley.reopening import opened

_MEASURED = 10
"""Parts by which a model is opened."""


_Network = TypeVar("_Network", bound=nn.Module)


class Averaged(Generic[_Network]):
    """The mean of a network's recent weights, which is better than the last of them.

    Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992), with weights
    that fall off exponentially.
    """

    def __init__(self, network: _Network, steps: int = 400) -> None:
        self.network = copy.deepcopy(network).eval()
        self._keep = 1 - 1 / steps
        self._count = 0

    def take(self, network: _Network) -> None:
        """Counts the network's present weights in."""
        self._count += 1
        keep = min(self._keep, self._count / (self._count + 10))
        mine, its = self.network.state_dict(), network.state_dict()
        for name, value in its.items():
            if value.dtype.is_floating_point:
                mine[name].mul_(keep).add_(value, alpha=1 - keep)
            else:
                mine[name].copy_(value)


def judged(
    network: Impacts, clips: Clips, threshold: float, step: int = 2, count: int = 60
) -> Counts:
    network.eval()
    device = next(network.parameters()).device
    total = Counts()
    least = float(np.log(threshold / (1 - threshold)))
    with torch.no_grad():
        for number in range(min(count, len(clips))):
            pictures, impacts, _ = clips[number]
            seen = torch.from_numpy(pictures[::step].astype(np.float32) / 255)[None]
            logits = network(seen.to(device)).float()[0].cpu().numpy().astype(np.float64)
            found = [between(logits, at) * step / 60 for at in find_peaks(logits, least).tolist()]
            total = total + counted(list(impacts), found, 2 * 2 / 60)
    network.train()
    return total


def begun(start: Path | None, clips: Clips, seed: int) -> Impacts:
    """A network that knows nothing, or what a checkpoint or a shipped model knows."""
    if start is None:
        return Impacts()
    return opened(start, Impacts(), lambda: [next(batches(clips, seed, _MEASURED)).seen])


def loss(network: Impacts, batch: Batch, bfloat16: bool) -> torch.Tensor:
    """How wrong the network is."""
    with torch.autocast(batch.seen.device.type, torch.bfloat16, enabled=bfloat16):
        logits = network(batch.seen)
    return loss_of_pictures(logits.float(), batch.target, batch.weight)


def _words(counts: Counts) -> str:
    return f"P {counts.precision:.2f} R {counts.recall:.2f} F {counts.f:.3f}"


def _options() -> argparse.Namespace:
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
    parser.add_argument("--device", default="cpu", help="cuda: on an Nvidia GPU")
    parser.add_argument(
        "--processes", type=int, default=0, help="that draw parts beside the training"
    )
    parser.add_argument(
        "--bfloat16", action="store_true", help="twice as fast on what has it, such as a GPU"
    )
    return parser.parse_args()


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    device = torch.device(options.device)
    network = begun(options.start, Clips(options.train), options.seed).to(device)
    print("parameters", sum(one.numel() for one in network.parameters()), flush=True)
    optimiser = torch.optim.AdamW(network.parameters(), options.rate, weight_decay=2e-3)
    averaged = Averaged(network)
    first, last_said, shown = time.monotonic(), 0.0, torch.zeros((), device=device)
    valid = Clips(options.valid)
    drawn = (options.processes, options.train)
    source, opened = made_by(*drawn, options.seed, options.parts), time.monotonic()
    for number in range(1, 10_000_000):
        if time.monotonic() - opened > 300:
            # More clips may have been made meanwhile.
            source = made_by(*drawn, options.seed + number, options.parts)
            opened = time.monotonic()
        spent = (time.monotonic() - first) / 60 / options.minutes
        if spent >= 1:
            break
        warm = min(1.0, number / 60)
        for group in optimiser.param_groups:
            group["lr"] = options.rate * warm * max(0.01, (1 - spent) ** 0.9)
        wrong = loss(network, next(source).to(device), options.bfloat16)
        optimiser.zero_grad()
        wrong.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        averaged.take(network)
        shown = wrong.detach() if number == 1 else 0.98 * shown + 0.02 * wrong.detach()
        if time.monotonic() - last_said > 420:
            scores = _words(judged(averaged.network, valid, 0.35, count=50))
            print(f"{number} {spent:.0%} loss {float(shown):.4f} {scores}", flush=True)
            _save(averaged.network, options.out)
            last_said = time.monotonic()
    _save(averaged.network, options.out)
    print("done", number, _words(judged(averaged.network, valid, 0.4, count=200)))


def _save(network: Impacts, path: Path) -> None:
    torch.save({name: value.cpu() for name, value in network.state_dict().items()}, path)


if __name__ == "__main__":
    main()

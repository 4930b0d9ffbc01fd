"""Trains the beat network on the shards that are there, and on those that appear meanwhile.

Stopped at any moment, it goes on from its last checkpoint. The learning rate stays up until the
last third of `--steps`, so a run may be given more steps as long as that has not begun.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor, nn

from backbeat.music.mel import BANDS
from training.beats.examples import FRAMES, SCALE
from training.beats.network import BeatNetwork

POSITIVE_WEIGHTS = (2.0, 4.0)
"""Of beats and downbeats against the frames between; taken back out at export."""


@dataclass(frozen=True)
class Schedule:
    """How long, and how fast."""

    steps: int
    batch: int = 8
    rate: float = 3e-3
    warm_up: int = 300
    decay_from: float = 0.65
    average: float = 0.999
    """Of the weights that are kept, per step."""
    bfloat16: bool = False
    """Faster where the processor has instructions for it, else slower."""

    def rate_at(self, step: int) -> float:
        """The learning rate at a step."""
        left = (self.steps - step) / (self.steps * (1 - self.decay_from))
        return self.rate * min(1.0, (step + 1) / self.warm_up) * min(1.0, max(left, 0.01))


class Shards:
    """A few hours in memory, exchanged for others all the time."""

    def __init__(self, folder: Path, kept: int = 10, refresh: int = 40) -> None:
        self._folder, self._refresh = folder, refresh
        self._kept: deque[tuple[NDArray[np.uint8], NDArray[np.uint8]]] = deque(maxlen=kept)
        self._seen: dict[Path, int] = {}

    def batch(self, rng: Generator, step: int, size: int) -> tuple[Tensor, Tensor]:
        """Features and targets, shapes (size, frames, bands) and (size, frames, 2)."""
        if step % self._refresh == 0 or len(self._kept) < 2:
            self._read()
        x = np.empty((size, FRAMES, BANDS), np.float32)
        y = np.empty((size, FRAMES, 2), np.float32)
        for row in range(size):
            features, targets = self._kept[rng.integers(len(self._kept))]
            index = rng.integers(len(features))
            x[row] = augment(rng, features[index].astype(np.float32) / SCALE)
            y[row] = targets[index].astype(np.float32) / 255
        return torch.from_numpy(x), torch.from_numpy(y)

    def _read(self) -> None:
        """The shard used least so far."""
        paths = sorted(self._folder.glob("shard-*.npz"))
        path = min(paths, key=lambda path: (self._seen.get(path, 0), path.name))
        self._seen[path] = self._seen.get(path, 0) + 1
        with np.load(path) as shard:
            self._kept.append((shard["features"], shard["targets"]))


def augment(rng: Generator, mel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Another pitch, another equaliser, another level, missing bands, a dropped moment."""
    shift = int(rng.integers(-3, 4))
    if shift:
        mel = np.roll(mel, shift, axis=1)
        if shift > 0:
            mel[:, :shift] = mel[:, shift : shift + 1]
        else:
            mel[:, shift:] = mel[:, shift - 1 : shift]
    curve = np.interp(
        np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0, 0.45, 6)
    ) + rng.normal(0, 0.4)
    mel = np.log1p(np.expm1(mel) * np.exp(curve).astype(np.float32))
    if rng.random() < 0.25:
        low = int(rng.integers(0, BANDS - 5))
        mel[:, low : low + int(rng.integers(4, 24))] = 0
    if rng.random() < 0.15:
        start = int(rng.integers(0, FRAMES - 50))
        mel[start : start + int(rng.integers(10, 150))] = 0
    return mel.astype(np.float32)


def train(folder: Path, output: Path, schedule: Schedule, model: Path | None = None) -> None:
    """Runs the schedule, from the weights of `model` if it is given; `output` is the checkpoint."""
    torch.manual_seed(0)
    shards = Shards(folder)
    network, kept = BeatNetwork(), BeatNetwork()
    if model is not None and not output.exists():
        from training.beats.reopening import reopened

        network = reopened(model, shards.batch(np.random.default_rng(6), 0, 48)[0])
    kept.load_state_dict(network.state_dict())
    optimiser = torch.optim.AdamW(network.parameters(), schedule.rate, weight_decay=1e-3)
    first = 0
    if output.exists():
        saved = torch.load(output, weights_only=True)
        network.load_state_dict(saved["network"])
        kept.load_state_dict(saved["kept"])
        optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    weights = torch.tensor(POSITIVE_WEIGHTS)
    network.train()
    losses: deque[float] = deque(maxlen=200)
    began = time.perf_counter()
    for step in range(first, schedule.steps):
        x, y = shards.batch(np.random.default_rng([7, step]), step, schedule.batch)
        for group in optimiser.param_groups:
            group["lr"] = schedule.rate_at(step)
        with torch.autocast("cpu", torch.bfloat16, enabled=schedule.bfloat16):
            logits = network(x)
        loss = nn.functional.binary_cross_entropy_with_logits(logits.float(), y, pos_weight=weights)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        _follow(kept, network, min(schedule.average, (step + 1) / (step + 20)))
        losses.append(loss.item())
        if (step + 1) % 100 == 0 or step + 1 == schedule.steps:
            speed = (time.perf_counter() - began) / (step + 1 - first)
            print(step + 1, f"loss {np.mean(losses):.4f}  {speed:.3f} s a step", flush=True)
        if (step + 1) % 500 == 0 or step + 1 == schedule.steps:
            _save(output, network, kept, optimiser, step + 1, schedule)


def _follow(kept: BeatNetwork, network: BeatNetwork, average: float) -> None:
    with torch.no_grad():
        for mine, new in zip(
            kept.state_dict().values(), network.state_dict().values(), strict=True
        ):
            if mine.is_floating_point():
                mine.lerp_(new, 1 - average)
            else:
                mine.copy_(new)


def _save(
    output: Path,
    network: BeatNetwork,
    kept: BeatNetwork,
    optimiser: torch.optim.Optimizer,
    step: int,
    schedule: Schedule,
) -> None:
    beside = output.with_suffix(".tmp")
    torch.save(
        {
            "network": network.state_dict(),
            "kept": kept.state_dict(),
            "optimiser": optimiser.state_dict(),
            "step": step,
            "schedule": asdict(schedule),
        },
        beside,
    )
    beside.replace(output)


def main() -> None:
    """Trains, or goes on training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shards", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--steps", type=int, default=12000)
    parser.add_argument("--rate", type=float, default=Schedule.rate)
    parser.add_argument("--batch", type=int, default=Schedule.batch)
    parser.add_argument("--bfloat16", action="store_true", help="for processors that have it")
    parser.add_argument("--model", type=Path, help="shipped weights to start from")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    schedule = Schedule(
        arguments.steps, arguments.batch, arguments.rate, bfloat16=arguments.bfloat16
    )
    train(arguments.shards, arguments.output, schedule, arguments.model)


if __name__ == "__main__":
    main()

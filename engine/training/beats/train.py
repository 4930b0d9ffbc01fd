"""Trains the beat network on the shards that are there, and on those that appear meanwhile.

Shards of several kinds, each in a folder of its own, are mixed (`mixture.py`). Stopped at any moment,
it goes on from its last checkpoint. The learning rate stays up until `--decay-from`, so a run may be
given more steps as long as that has not begun.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from training.beats.mixture import Mixture
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
    keep_front: bool = False
    """Whether what hears single sounds stays as it is, and only what follows rhythm learns: half
    the time a step, where the sounds are those it was trained on."""

    def rate_at(self, step: int) -> float:
        """The learning rate at a step."""
        left = (self.steps - step) / (self.steps * (1 - self.decay_from))
        return self.rate * min(1.0, (step + 1) / self.warm_up) * min(1.0, max(left, 0.01))


def train(
    shares: dict[Path, float], output: Path, schedule: Schedule, model: Path | None = None
) -> None:
    """Runs the schedule.

    Args:
        shares: folders of shards, and how much of the music is from each.
        output: the checkpoint.
        schedule: how long, and how fast.
        model: shipped weights to start from.
    """
    torch.manual_seed(0)
    shards = Mixture(shares)
    network, kept = BeatNetwork(), BeatNetwork()
    if model is not None and not output.exists():
        from training.beats.reopening import reopened

        seen, _ = shards.batch(np.random.default_rng(6), 0, 48)
        network = reopened(model, torch.from_numpy(seen))
    kept.load_state_dict(network.state_dict())
    network.train()
    if schedule.keep_front:
        for part in (network.scale, network.front):
            part.eval().requires_grad_(False)
    learning = [each for each in network.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(learning, schedule.rate, weight_decay=1e-3)
    first = 0
    if output.exists():
        saved = torch.load(output, weights_only=True)
        network.load_state_dict(saved["network"])
        kept.load_state_dict(saved["kept"])
        optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    weights = torch.tensor(POSITIVE_WEIGHTS)
    losses: deque[float] = deque(maxlen=200)
    began = time.perf_counter()
    for step in range(first, schedule.steps):
        drawn = shards.batch(np.random.default_rng([7, step]), step, schedule.batch)
        x, y = map(torch.from_numpy, drawn)
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
    parser.add_argument(
        "--beside",
        nargs=2,
        action="append",
        default=[],
        metavar=("FOLDER", "SHARE"),
        help="more shards, and how much of the music is from them: 0.4 is two examples of five",
    )
    parser.add_argument("--steps", type=int, default=12000)
    parser.add_argument("--rate", type=float, default=Schedule.rate)
    parser.add_argument("--batch", type=int, default=Schedule.batch)
    parser.add_argument(
        "--decay-from",
        type=float,
        default=Schedule.decay_from,
        help="from which part of the steps on the rate falls",
    )
    parser.add_argument("--bfloat16", action="store_true", help="for processors that have it")
    parser.add_argument(
        "--keep-front", action="store_true", help="train only what follows rhythm, twice as fast"
    )
    parser.add_argument("--model", type=Path, help="shipped weights to start from")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    schedule = Schedule(
        arguments.steps,
        arguments.batch,
        arguments.rate,
        decay_from=arguments.decay_from,
        bfloat16=arguments.bfloat16,
        keep_front=arguments.keep_front,
    )
    beside = {Path(folder): float(share) for folder, share in arguments.beside}
    if sum(beside.values()) >= 1:
        parser.error("the shares of --beside leave nothing for the first folder: name less than 1")
    shares = {arguments.shards: 1 - sum(beside.values())} | beside
    train(shares, arguments.output, schedule, arguments.model)


if __name__ == "__main__":
    main()

"""Trains the network of the second hearing; stopped at any moment, it goes on where it was."""

from __future__ import annotations

import argparse
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor, nn

from backbeat.music.harmony import PITCHES
from backbeat.music.mel import WIDE_BANDS
from backbeat.music.metre.changes import CHANGES, SENSES
from backbeat.music.metre.features import EXTENDED_SIZE, SIZE, extended
from training.metre.network import MetreNetwork
from training.metre.reopening import reopened

LENGTH = 192
_HARMONY = slice(2 * WIDE_BANDS, 2 * WIDE_BANDS + PITCHES)
_ANSWERS = slice(_HARMONY.stop, _HARMONY.stop + 4)
_HITS = slice(_ANSWERS.stop, _ANSWERS.stop + 3)
_TEMPO = slice(SIZE - 1, SIZE)
_CHANGES = CHANGES // SENSES


@dataclass(frozen=True)
class Example:
    """One song."""

    features: NDArray[np.float32]
    truth: NDArray[np.uint8]


def read(folder: Path) -> list[Example]:
    """Every song of the shards that are there."""
    found = []
    for path in sorted(folder.glob("shard-*.npz")):
        with np.load(path) as shard:
            ends = np.cumsum(shard["lengths"])
            features, truth = shard["features"].astype(np.float32), shard["truth"]
        for begin, end in zip(ends - np.diff(ends, prepend=0), ends, strict=True):
            found.append(Example(extended(features[begin:end]), truth[begin:end]))
    return found


def batch_of(rng: Generator, songs: list[Example], size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Features, truth and what is no pulse; shapes (size, n, ...)."""
    x = np.zeros((size, LENGTH, EXTENDED_SIZE), np.float32)
    y = np.zeros((size, LENGTH, 2), np.float32)
    hidden = np.ones((size, LENGTH), bool)
    for row in range(size):
        song = songs[rng.integers(len(songs))]
        count = min(len(song.features), int(rng.integers(LENGTH // 4, LENGTH + 1)))
        start = int(rng.integers(len(song.features) - count + 1))
        x[row, :count] = varied(rng, song.features[start : start + count])
        y[row, :count] = song.truth[start : start + count]
        hidden[row, :count] = False
    return torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(hidden)


def varied(rng: Generator, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Another key, another equaliser, less of the first network's answers, senses left out."""
    out = features.copy()
    turn = int(rng.integers(12))
    harmony = out[:, _HARMONY].reshape(len(out), 2, 12)
    out[:, _HARMONY] = np.roll(harmony, turn, axis=2).reshape(len(out), -1)
    curve = np.interp(
        np.arange(WIDE_BANDS), np.linspace(0, WIDE_BANDS - 1, 5), rng.normal(0, 0.12, 5)
    ) + rng.normal(0, 0.1)
    for first in (0, WIDE_BANDS):
        bands = out[:, first : first + WIDE_BANDS]
        out[:, first : first + WIDE_BANDS] = np.maximum(bands + curve * (bands > 0.02), 0)
    # The first network was trained on such music, and is surer of it than of any other.
    out[:, _ANSWERS] = out[:, _ANSWERS] * rng.uniform(0.3, 1) + rng.normal(
        0, rng.uniform(0, 0.4), (len(out), 4)
    )
    chance = rng.random(5)
    if chance[0] < 0.25:
        out[:, _ANSWERS.start + 1 : _ANSWERS.stop : 2] = 0
    if chance[1] < 0.1:
        out[:, _ANSWERS] = 0
    if chance[2] < 0.08:
        out[:, _HARMONY] = 0
        out[:, SIZE + _CHANGES :] = 0
    if chance[3] < 0.08:
        out[:, : 2 * WIDE_BANDS] = 0
        out[:, SIZE : SIZE + _CHANGES] = 0
    if chance[4] < 0.1:
        out[:, _HITS] = 0
    out[:, _TEMPO] += np.float32(rng.normal(0, 0.05))
    return out


def train(
    folder: Path, output: Path, minutes: float, rate: float, size: int, model: Path | None
) -> None:
    """Trains for some minutes, from `model` where it is named; the rate falls to nothing at their end."""
    torch.manual_seed(0)
    network = MetreNetwork() if model is None else reopened(model)
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998), use_buffers=True
    )
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.02)
    step = 0
    if output.exists():
        saved = torch.load(output, weights_only=True)
        network.load_state_dict(saved["network"])
        average.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        step = saved["step"]
    songs = read(folder)
    losses: deque[float] = deque(maxlen=200)
    network.train()
    began = time.perf_counter()
    first = step
    while (spent := (time.perf_counter() - began) / 60 / minutes) < 1:
        if step % 500 == 0:
            songs = read(folder)
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 300, max(0.01, (1 - spent) / 0.5))
        x, y, hidden = batch_of(np.random.default_rng([3, step]), songs, size)
        logits = network(x, hidden)
        every = nn.functional.binary_cross_entropy_with_logits(
            logits, y * 0.98 + 0.01, reduction="none"
        )
        loss = every[~hidden].mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        average.update_parameters(network)
        step += 1
        losses.append(loss.item())
        if step % 100 == 0:
            speed = (time.perf_counter() - began) / (step - first)
            print(
                step, f"{len(songs)} songs, loss {np.mean(losses):.4f}, {speed:.3f} s", flush=True
            )
        if step % 500 == 0:
            _save(output, network, average, optimiser, step)
    _save(output, network, average, optimiser, step)


def _save(
    output: Path,
    network: nn.Module,
    average: nn.Module,
    optimiser: torch.optim.Optimizer,
    step: int,
) -> None:
    beside = output.with_suffix(".tmp")
    state = {"network": network.state_dict(), "average": average.state_dict(), "step": step}
    torch.save({**state, "optimiser": optimiser.state_dict()}, beside)
    beside.replace(output)


def main() -> None:
    """Trains, or goes on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shards", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--model", type=Path, help="shipped weights to start from")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    train(
        arguments.shards,
        arguments.output,
        arguments.minutes,
        arguments.rate,
        arguments.batch,
        arguments.model,
    )


if __name__ == "__main__":
    main()

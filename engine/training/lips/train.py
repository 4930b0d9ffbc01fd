"""Trains the map from a voice to the movement of lips on the shards in a folder.

`python -m training.lips.train FOLDER OUT.onnx --input spectrum --minutes 8`. The loss is one minus
the correlation of each feature over 10 s, which is what the instrument measures; so scale and
offset of the answer mean nothing. The last tenth of the shards is kept for scoring.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.lips.network import LipNetwork

_CROP_S, _BATCH = 10, 16
_RATES = {"spectrum": 100, "features": 50}


def main() -> None:
    """Trains, scores and exports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--input", choices=tuple(_RATES), default="spectrum")
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--dropout", type=float, default=0.15)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    rate = _RATES[arguments.input]
    data = [_read(path, arguments.input, rate) for path in sorted(arguments.folder.glob("*.npz"))]
    data = [(x, y) for x, y in data if len(x) > _CROP_S * rate]
    train, held = data[: -len(data) // 10], data[-len(data) // 10 :]
    dilations = (1, 2, 4, 8) if rate == 100 else (1, 2, 4)
    network = LipNetwork(train[0][0].shape[1], arguments.width, dilations, arguments.dropout)
    optimiser = torch.optim.AdamW(network.parameters(), 2e-3, weight_decay=1e-2)
    rng = np.random.default_rng(arguments.seed)
    began, step, losses = time.monotonic(), 0, []
    while (done := (time.monotonic() - began) / (60 * arguments.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 100) * (1 - done) ** 0.8
        x, y = _batch(rng, train, _CROP_S * rate)
        loss = (1 - _correlation(network(_disturbed(rng, x)), y)).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        step += 1
        if step % 100 == 0:
            print(f"{step} {np.mean(losses[-100:]):.4f} held {_score(network, held)}", flush=True)
    print(f"{step} steps; held out: {_score(network, held)}")
    export(network, arguments.output)


def export(network: LipNetwork, path: Path) -> None:
    """Writes the network as ONNX, input "voice" (1, time, inputs), output "lips" (1, time, 9)."""
    network.eval()
    torch.onnx.export(
        network,
        (torch.zeros(1, 400, network.into.in_channels),),
        str(path),
        input_names=["voice"],
        output_names=["lips"],
        dynamic_axes={"voice": {1: "time"}, "lips": {1: "time"}},
        dynamo=False,
        opset_version=17,
    )


def _read(path: Path, name: str, rate: int) -> tuple[Tensor, Tensor]:
    with np.load(path) as shard:
        x = shard[name].astype(np.float32)
        lips = shard["lips"].astype(np.float32)
        y = np.column_stack([lips, closed(shard["closures"], len(lips))])[:: 100 // rate]
    if name == "spectrum":
        x = (x - x.mean(0)) / (x.std(0) + 1e-3)
    count = min(len(x), len(y))
    return torch.from_numpy(x[:count]), torch.from_numpy(y[:count])


def closed(closures: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """1 while the lips are closed, falling to 0 within 20 ms; 100 a second."""
    times = np.arange(count) / 100
    closed = np.zeros(count, np.float32)
    for start, end in closures:
        outside = np.maximum(0, np.maximum(start - times, times - end))
        closed = np.maximum(closed, np.exp(-0.5 * (outside / 0.012) ** 2))
    return closed.astype(np.float32)


def _batch(
    rng: np.random.Generator, data: list[tuple[Tensor, Tensor]], count: int
) -> tuple[Tensor, Tensor]:
    xs, ys = [], []
    for index in rng.integers(0, len(data), _BATCH):
        x, y = data[index]
        start = int(rng.integers(0, len(x) - count))
        xs.append(x[start : start + count])
        ys.append(y[start : start + count])
    return torch.stack(xs), torch.stack(ys)


def _disturbed(rng: np.random.Generator, x: Tensor) -> Tensor:
    """Small changes that real voices and rooms make, which generated ones may not."""
    if x.shape[2] > 100:
        return x + 0.15 * x.std((0, 1)) * torch.randn_like(x)
    shift = int(rng.integers(-1, 2))
    moved = torch.roll(x, shift, 2)
    tilt = 1 + 0.15 * torch.randn(x.shape[0], 1, x.shape[2])
    return moved * tilt + 0.25 * torch.randn_like(x) + 0.3 * torch.randn(x.shape[0], 1, x.shape[2])


def _correlation(found: Tensor, wanted: Tensor) -> Tensor:
    found = found - found.mean(1, keepdim=True)
    wanted = wanted - wanted.mean(1, keepdim=True)
    product = (found * wanted).sum(1)
    return product / (found.norm(dim=1) * wanted.norm(dim=1) + 1e-6)


@torch.no_grad()
def _score(network: LipNetwork, held: list[tuple[Tensor, Tensor]]) -> str:
    network.eval()
    found = torch.stack([_correlation(network(x[None]), y[None])[0] for x, y in held[:30]])
    network.train()
    return " ".join(f"{value:.2f}" for value in found.mean(0))


if __name__ == "__main__":
    main()

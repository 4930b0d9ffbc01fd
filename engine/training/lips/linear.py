"""Fits the maps from what is heard in a voice to the movement of lips, in closed form.

`python -m training.lips.linear FOLDER OUT.onnx --input features`, or sounds. What is heard is reduced
to its principal components; a ridge regression then takes those around each moment: 64 of the
speech model's features 0.16 s before and after, or all 18 of the logarithms of how likely each kind
of sound is. More components, and a hidden layer, did no better on people who were not part of any
training.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from backbeat.sync.lips.expected import logarithms
from backbeat.sync.lips.movement import STEP_S

_HELD = 12

Float32s = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """Of a map."""

    components: int
    taps: int
    spacing: int
    """Steps of 20 ms from tap to tap."""
    ridge: float


SHAPES = {"features": Shape(64, 9, 2, 3e3), "sounds": Shape(18, 17, 1, 1e4)}


class LinearMap(nn.Module):
    """Principal components, then one convolution: (1, time, 512) to (1, time, 9), where 512 are heard."""

    def __init__(
        self,
        shape: Shape,
        mean: Float32s,
        components: Float32s,
        weights: Float32s,
        bias: Float32s,
    ) -> None:
        super().__init__()
        self.mean = nn.Parameter(torch.from_numpy(mean))
        self.components = nn.Parameter(torch.from_numpy(components))
        reach = shape.spacing * (shape.taps // 2)
        self.taps = nn.Conv1d(
            shape.components, len(bias), shape.taps, padding=reach, dilation=shape.spacing
        )
        self.taps.weight = nn.Parameter(torch.from_numpy(weights))
        self.taps.bias = nn.Parameter(torch.from_numpy(bias))

    def forward(self, features: Tensor) -> Tensor:
        """The movement, each output in a scale of its own."""
        reduced = (features - self.mean) @ self.components
        return self.taps(reduced.transpose(1, 2)).transpose(1, 2)


def main() -> None:
    """Fits, scores and exports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--input", choices=tuple(SHAPES), default="features")
    arguments = parser.parse_args()
    shape = SHAPES[arguments.input]
    data = [_read(path, arguments.input) for path in sorted(arguments.folder.glob("*.npz"))]
    train, held = data[:-_HELD], data[-_HELD:]
    mean, components = _principal(np.concatenate([x[::4] for x, _ in train]), shape.components)
    square, product = 0.0, 0.0
    for x, y in train:
        rows = _rows((x - mean) @ components, shape)
        square, product = square + rows.T @ rows, product + rows.T @ y
    size = shape.taps * shape.components
    solved = np.linalg.solve(square + shape.ridge * np.eye(size + 1), product).astype(np.float32)
    weights = solved[:size].reshape(shape.taps, shape.components, -1).transpose(2, 1, 0)
    network = LinearMap(shape, mean, components, np.ascontiguousarray(weights), solved[size])
    scores = [_score(network, x, y) for x, y in held]
    print("held out:", " ".join(f"{value:.2f}" for value in np.mean(scores, 0)))
    torch.onnx.export(
        network,
        (torch.zeros(1, 100, len(mean)),),
        str(arguments.output),
        input_names=["voice"],
        output_names=["lips"],
        dynamic_axes={"voice": {1: "time"}, "lips": {1: "time"}},
        dynamo=False,
        opset_version=17,
    )


def _read(path: Path, name: str) -> tuple[Float32s, Float32s]:
    with np.load(path) as shard:
        x, lips = shard[name].astype(np.float32), shard["lips"].astype(np.float32)
        y = np.column_stack([lips, closed(shard["closures"], len(lips))])
    # A sound is that in the middle of its 20 ms, a feature that at their start.
    y = y[1::2] if name == "sounds" else y[::2]
    x = logarithms(x) if name == "sounds" else x
    count = min(len(x), len(y))
    return x[:count], y[:count]


def closed(closures: Float32s, count: int) -> Float32s:
    """1 while the lips are closed, falling to 0 within 20 ms; 100 a second."""
    times = np.arange(count) * STEP_S
    closed = np.zeros(count, np.float32)
    for start, end in closures:
        outside = np.maximum(0, np.maximum(start - times, times - end))
        closed = np.maximum(closed, np.exp(-0.5 * (outside / 0.012) ** 2))
    return closed.astype(np.float32)


def _principal(rows: Float32s, count: int) -> tuple[Float32s, Float32s]:
    """Mean, and the components scaled to deviation 1; shape (inputs, `count`)."""
    mean = rows.mean(0)
    values, vectors = np.linalg.eigh(np.cov((rows - mean).T.astype(np.float64)))
    kept = slice(None, -count - 1, -1)
    # Whichever sign the solver chooses, the file is to be the same.
    chosen = vectors[:, kept] * np.sign(vectors[:, kept].sum(0))
    return mean, (chosen / np.sqrt(values[kept])).astype(np.float32)


def _rows(reduced: Float32s, shape: Shape) -> Float32s:
    count = len(reduced)
    reach = shape.spacing * (shape.taps // 2)
    padded = np.pad(reduced, ((reach, reach), (0, 0)))
    parts = [padded[tap * shape.spacing :][:count] for tap in range(shape.taps)]
    return np.column_stack([*parts, np.ones(count, np.float32)])


@torch.no_grad()
def _score(network: LinearMap, x: Float32s, y: Float32s) -> list[float]:
    found = network(torch.from_numpy(x[None]))[0].numpy()
    return [float(np.corrcoef(found[:, i], y[:, i])[0, 1]) for i in range(y.shape[1])]


if __name__ == "__main__":
    main()

"""Fits the map from the speech model's features to the movement of lips, in closed form.

`python -m training.lips.linear FOLDER OUT.onnx`. The features are reduced to their 64 principal
components; a ridge regression then takes those of 0.16 s before and after each moment. More
components, and a hidden layer, did no better on people who were not part of any training.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.lips.train import closed

COMPONENTS, TAPS, SPACING = 64, 9, 2
_RIDGE = 3e3
_HELD = 12

Float32s = NDArray[np.float32]


class LinearMap(nn.Module):
    """Principal components, then one convolution: (1, time, 512) to (1, time, 9)."""

    def __init__(self, mean: Float32s, components: Float32s, weights: Float32s, bias: Float32s):
        super().__init__()
        self.mean = nn.Parameter(torch.from_numpy(mean))
        self.components = nn.Parameter(torch.from_numpy(components))
        self.taps = nn.Conv1d(
            COMPONENTS, len(bias), TAPS, padding=SPACING * (TAPS // 2), dilation=SPACING
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
    arguments = parser.parse_args()
    data = [_read(path) for path in sorted(arguments.folder.glob("*.npz"))]
    train, held = data[:-_HELD], data[-_HELD:]
    mean, components = _principal(np.concatenate([x[::4] for x, _ in train]))
    square, product = 0.0, 0.0
    for x, y in train:
        rows = _rows((x - mean) @ components)
        square, product = square + rows.T @ rows, product + rows.T @ y
    size = TAPS * COMPONENTS
    solved = np.linalg.solve(square + _RIDGE * np.eye(size + 1), product).astype(np.float32)
    weights = solved[:size].reshape(TAPS, COMPONENTS, -1).transpose(2, 1, 0)
    network = LinearMap(mean, components, np.ascontiguousarray(weights), solved[size])
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


def _read(path: Path) -> tuple[Float32s, Float32s]:
    with np.load(path) as shard:
        x, lips = shard["features"].astype(np.float32), shard["lips"].astype(np.float32)
        y = np.column_stack([lips, closed(shard["closures"], len(lips))])[::2]
    count = min(len(x), len(y))
    return x[:count], y[:count]


def _principal(rows: Float32s) -> tuple[Float32s, Float32s]:
    """Mean, and the components scaled to deviation 1; shape (512, `COMPONENTS`)."""
    mean = rows.mean(0)
    values, vectors = np.linalg.eigh(np.cov((rows - mean).T.astype(np.float64)))
    kept = slice(-1, -COMPONENTS - 1, -1)
    # Whichever sign the solver chooses, the file is to be the same.
    chosen = vectors[:, kept] * np.sign(vectors[:, kept].sum(0))
    return mean, (chosen / np.sqrt(values[kept])).astype(np.float32)


def _rows(reduced: Float32s) -> Float32s:
    count = len(reduced)
    reach = SPACING * (TAPS // 2)
    padded = np.pad(reduced, ((reach, reach), (0, 0)))
    parts = [padded[tap * SPACING : tap * SPACING + count] for tap in range(TAPS)]
    return np.column_stack([*parts, np.ones(count, np.float32)])


@torch.no_grad()
def _score(network: LinearMap, x: Float32s, y: Float32s) -> list[float]:
    found = network(torch.from_numpy(x[None]))[0].numpy()
    return [float(np.corrcoef(found[:, i], y[:, i])[0, 1]) for i in range(y.shape[1])]


if __name__ == "__main__":
    main()

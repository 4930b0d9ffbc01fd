"""Writes the trained network as ONNX, with its head in the metadata.

    python -m training.foley.export FIRST.pt MOTION.pt backbeat/models/weights/impacts.onnx

FIRST is a checkpoint of `train`, MOTION one of `train_motion`; either may be a shipped model. In:
`gray`, float32 [1, t, 90, 160], luma from 0 to 1; `cells`, float32 [1, t, 10, 22, 40], and `camera`,
float32 [1, t, 4], as `backbeat/models/motion_cells.py` makes them of the same pictures. Out: `logits` [1, t],
before calibration, and `features` [1, t, hidden], of which the logits are a linear sum. `calibrate`
comes next: it adds what the answers are worth, and writes the card.
"""

from __future__ import annotations

import argparse
import io
import json
import warnings
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from backbeat.models.motion_cells import CHANNELS, COLUMNS, ROWS
from training.exporting import halve
from training.foley.motion_network import MotionNetwork
from training.foley.network import HIGH, WIDE, Impacts
from training.foley.reopening import opened

_PICTURES = 60
"""Of what it is traced with."""


class Whole(nn.Module):
    """Both parts: what they say is the mean."""

    def __init__(self, first: Impacts, motion: MotionNetwork) -> None:
        super().__init__()
        self.first, self.motion = _First(first), _Motion(motion)

    def forward(self, gray: Tensor, cells: Tensor, camera: Tensor) -> tuple[Tensor, Tensor]:
        """Logits, [batch, t], and the features of both parts, [batch, t, features], of which they are
        a sum.
        """
        seen, said = self.first(gray)
        moved, told = self.motion(cells, camera)
        return (said + told)[:, 0] / 2, torch.cat([seen, moved], 1).transpose(1, 2)

    def head(self) -> dict[str, object]:
        """The weights of that sum, and its bias."""
        layers = self.first.network.last, self.motion.network.last
        weights = [w / 2 for one in layers for w in one.weight.detach().flatten().tolist()]
        bias = sum(float(one.bias.detach()) for one in layers) / 2
        return {"weights": [round(w, 7) for w in weights], "bias": bias}


# Modules of their own, so that layers of the graph are named after the part they are of.
class _First(nn.Module):
    def __init__(self, network: Impacts) -> None:
        super().__init__()
        self.network = network

    def forward(self, gray: Tensor) -> tuple[Tensor, Tensor]:
        features = self.network.features(gray)
        return features, self.network.last(features)


class _Motion(nn.Module):
    def __init__(self, network: MotionNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, cells: Tensor, camera: Tensor) -> tuple[Tensor, Tensor]:
        features, _ = self.network.features(cells, camera)
        return features, self.network.last(features)


def exported(first: Impacts, motion: MotionNetwork) -> bytes:
    """The network as an ONNX file, its weights kept in half precision."""
    whole = Whole(first, motion).eval()
    buffer = io.BytesIO()
    given = _examples()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            whole,
            tuple(given.values()),
            buffer,
            input_names=list(given),
            output_names=["logits", "features"],
            dynamic_axes={name: {1: "t"} for name in (*given, "logits", "features")},
            opset_version=17,
            dynamo=False,
        )
    model = onnx.load_from_string(buffer.getvalue())
    halve(model)
    onnx.helper.set_model_props(model, {"head": json.dumps(whole.head())})
    onnx.checker.check_model(model)
    return model.SerializeToString()


def _examples() -> dict[str, Tensor]:
    """What the network is asked, of any content."""
    return {
        "gray": torch.rand(1, _PICTURES, HIGH, WIDE),
        "cells": torch.rand(1, _PICTURES, CHANNELS, ROWS, COLUMNS),
        "camera": torch.rand(1, _PICTURES, 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("motion", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    first = opened(options.first, Impacts(), lambda: [_examples()["gray"]])
    motion = opened(
        options.motion, MotionNetwork(), lambda: [_examples()[name] for name in ("cells", "camera")]
    )
    content = exported(first, motion)
    options.out.write_bytes(content)
    print(options.out, len(content))


if __name__ == "__main__":
    main()

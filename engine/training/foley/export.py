"""Writes the trained network as ONNX, with its head in the metadata.

    python -m training.foley.export NET.pt backbeat/models/weights/impacts.onnx

In: `gray`, float32 [1, t, 90, 160], luma from 0 to 1. Out: `logits` [1, t], before calibration, and
`features` [1, t, hidden], of which the logits are a linear sum. `calibrate` comes next: it adds what
the answers are worth, and writes the card.
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

from training.exporting import halve
from training.foley.network import HIGH, WIDE, Impacts, opened


class _Exported(nn.Module):
    def __init__(self, network: Impacts) -> None:
        super().__init__()
        self.network = network

    def forward(self, gray: Tensor) -> tuple[Tensor, Tensor]:
        features = self.network.features(gray)
        return self.network.last(features)[:, 0], features.transpose(1, 2)


def exported(network: Impacts) -> bytes:
    """The network as an ONNX file, its weights kept in half precision."""
    network.eval()
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Exported(network).eval(),
            (torch.rand(1, 60, HIGH, WIDE),),
            buffer,
            input_names=["gray"],
            output_names=["logits", "features"],
            dynamic_axes={"gray": {1: "t"}, "logits": {1: "t"}, "features": {1: "t"}},
            opset_version=17,
            dynamo=False,
        )
    model = onnx.load_from_string(buffer.getvalue())
    halve(model)
    head = {
        "weights": [round(w, 7) for w in network.last.weight.detach().flatten().tolist()],
        "bias": float(network.last.bias.detach()),
    }
    onnx.helper.set_model_props(model, {"head": json.dumps(head)})
    onnx.checker.check_model(model)
    return model.SerializeToString()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    content = exported(opened(torch.load(options.weights)))
    options.out.write_bytes(content)
    print(options.out, len(content))


if __name__ == "__main__":
    main()

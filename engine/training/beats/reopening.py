"""Opens a shipped model for more training.

Its export folded every normalisation into the convolution before it. They are put back as what
leaves the answers as they were: each is measured on examples and made to undo itself.
"""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from training.beats.network import BeatNetwork, Residual
from training.beats.train import POSITIVE_WEIGHTS
from training.reopening import leave_answers, weights_of


def reopened(model: Path, examples: Tensor) -> BeatNetwork:
    """The network of `model`, in training form.

    Args:
        model: as `export` wrote it.
        examples: spectrograms to measure the normalisations on, shape (n, frames, `BANDS`).
    """
    graph = onnx.load(model).graph
    values = weights_of(graph)
    network = BeatNetwork()
    with torch.no_grad():
        for node in graph.node:
            if node.op_type == "Conv":
                weight, bias = (values[name] for name in node.input[1:3])
                _fill(network, _module(node.name), weight, bias)
        for name in ("weight", "bias", "running_mean", "running_var"):
            getattr(network.scale, name).copy_(values[f"scale.{name}"])
        network.answer.bias += torch.log(torch.tensor(POSITIVE_WEIGHTS))
    norms = [
        module
        for module in network.modules()
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)) and module is not network.scale
    ]
    leave_answers(network, norms, [examples])
    return network


def _module(node: str) -> str:
    """`/join/join.0/wide/Conv` is the module `join.0.wide`."""
    path = node.strip("/").split("/")[:-1]
    if len(path) > 1 and path[1].startswith(path[0] + "."):
        path = path[1:]
    return ".".join(path)


def _fill(network: BeatNetwork, name: str, weight: Tensor, bias: Tensor) -> None:
    conv = network.get_submodule(name)
    assert isinstance(conv, (nn.Conv1d, nn.Conv2d))
    conv.weight.copy_(weight)
    if conv.bias is not None:
        conv.bias.copy_(bias)
        return
    _norm_after(network, name).bias.copy_(bias)


def _norm_after(network: BeatNetwork, name: str) -> nn.BatchNorm1d | nn.BatchNorm2d:
    parent, _, last = name.rpartition(".")
    holder = network.get_submodule(parent)
    norm = holder.norm if isinstance(holder, Residual) else holder.get_submodule(str(int(last) + 1))
    assert isinstance(norm, (nn.BatchNorm1d, nn.BatchNorm2d))
    return norm

"""Opens the first part of a shipped model for more training.

Its export folded every normalisation into the convolution before it. They are put back as what
leaves the answers as they were: each is measured on examples and made to undo itself.
"""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from training.foley.network import Impacts
from training.reopening import Norm, leave_answers

_OTHER_PART = "/motion/"
"""What the names of layers of the second part begin with."""


def reopened(model: Path, examples: Tensor) -> Impacts:
    """The first part of `model`, in training form.

    Args:
        model: as `export` wrote it.
        examples: pictures to measure the normalisations on, shape (n, t, 90, 160), luma from 0 to 1.
    """
    graph = onnx.load(model).graph
    values = {
        tensor.name.removesuffix(".half"): torch.from_numpy(
            numpy_helper.to_array(tensor).astype("float32")
        )
        for tensor in graph.initializer
    }
    network = Impacts()
    norms = _norms(network)
    names = {module: name for name, module in network.named_modules()}
    known: dict[str, Tensor] = {}
    found: list[Norm] = []
    for node in graph.node:
        if node.op_type != "Conv" or node.name.startswith(_OTHER_PART):
            continue
        name = _module(node.name)
        weight, bias = (values[one] for one in node.input[1:3])
        known[f"{name}.weight"] = weight
        norm = norms.get(name)
        if norm is not None:
            found.append(norm)
        # A convolution without a bias of its own got that of its normalisation.
        own = norm is None or network.get_submodule(name).bias is not None
        known[f"{name if own else names[norm]}.bias"] = bias
    network.load_state_dict({**network.state_dict(), **known})
    leave_answers(network, found, examples)
    return network.train()


def _module(node: str) -> str:
    """`/look/look.0/Conv` is the module `look.0`."""
    return node.strip("/").split("/")[-2]


def _norms(network: Impacts) -> dict[str, Norm]:
    """The normalisation that follows each convolution that has one."""
    found: dict[str, Norm] = {
        f"look.{at - 1}": one
        for at, one in enumerate(network.look)
        if isinstance(one, nn.BatchNorm2d)
    }
    found |= {f"follow.{at}": one for at, one in enumerate(network.follow_norms)}
    found |= {f"time.{at}": one for at, one in enumerate(network.time_norms)}
    return found

"""Opens a part of a shipped model for more training, as checkpoints of it are opened.

Its export folded every normalisation into the convolution before it. They are put back as what
leaves the answers as they were: each is measured on examples and made to undo itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import onnx
import torch
from torch import Tensor, nn

from training.foley.motion_network import MotionNetwork
from training.foley.network import Impacts
from training.reopening import Norm, leave_answers, weights_of

_NAMES = {Impacts: "/first/", MotionNetwork: "/motion/"}
"""What the names of layers of each part begin with in a shipped model."""
_Network = TypeVar("_Network", Impacts, MotionNetwork)


def opened(path: Path, network: _Network, examples: Callable[[], Sequence[Tensor]]) -> _Network:
    """A network, in training form, that knows what was saved.

    Args:
        path: a checkpoint of `train` or `train_motion`, or a model as `export` wrote it.
        network: any of the part that is wanted; it is given the weights.
        examples: makes what it is asked, by which normalisations of a shipped model are measured.
    """
    if path.suffix != ".onnx":
        network.load_state_dict(torch.load(path))
        return network.train()
    graph = onnx.load(path).graph
    values = weights_of(graph)
    known: dict[str, Tensor] = {}
    found: list[Norm] = []
    for node in graph.node:
        if node.op_type != "Conv" or not node.name.startswith(_NAMES[type(network)]):
            continue
        name = _module(node.name)
        weight, bias = (values[one] for one in node.input[1:3])
        known[f"{name}.weight"] = weight
        norm = _norm_after(network, name)
        # A convolution without a bias of its own got that of its normalisation.
        own = norm is None or network.get_submodule(name).bias is not None
        known[f"{name if own else norm}.bias"] = bias
        if norm is not None:
            found.append(network.get_submodule(norm))
    network.load_state_dict({**network.state_dict(), **known})
    leave_answers(network, found, examples())
    return network.train()


def _module(node: str) -> str:
    """`/first/look/look.0/Conv` is the module `look.0`."""
    return node.strip("/").split("/")[-2]


def _norm_after(network: nn.Module, name: str) -> str | None:
    """The normalisation that follows a convolution: `follow.1` has `follow_norms.1`, `wider` has
    `wider_norm`, and `look.3`, of a sequence, `look.4`.
    """
    norms = {one for one, module in network.named_modules() if isinstance(module, Norm)}
    stem, _, number = name.partition(".")
    beside = f"{stem}_norms.{number}" if number else f"{stem}_norm"
    after = f"{stem}.{int(number) + 1}" if number else ""
    return next((one for one in (beside, after) if one in norms), None)

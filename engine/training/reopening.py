"""What networks that are opened from their exports share: the weights, which are kept in half precision,
and the normalisations, which the export folded away.
"""

from __future__ import annotations

from collections.abc import Sequence

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

Norm = nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d


def weights_of(graph: onnx.GraphProto) -> dict[str, Tensor]:
    """What an exported network knows, by the names that it had before it was halved."""
    return {
        tensor.name.removesuffix(".half"): torch.from_numpy(
            numpy_helper.to_array(tensor).astype("float32")
        )
        for tensor in graph.initializer
    }


def leave_answers(network: nn.Module, norms: Sequence[Norm], examples: Sequence[Tensor]) -> None:
    """Gives each normalisation the mean and variance of what it sees, and undoes them.

    Args:
        network: whose convolutions are those of the export; it answers as before afterwards, and is
            in evaluating form.
        norms: each with the bias of its folded convolution.
        examples: what the network is asked.
    """
    seen: dict[nn.Module, tuple[Tensor, Tensor]] = {}

    def look(module: nn.Module, given: tuple[Tensor]) -> None:
        kept = [axis for axis in range(given[0].dim()) if axis != 1]
        seen[module] = given[0].mean(kept), given[0].var(kept)

    with torch.no_grad():
        for norm in norms:
            norm.weight.fill_((1 + norm.eps) ** 0.5)
        hooks = [norm.register_forward_pre_hook(look) for norm in norms]
        network.eval()
        network(*examples)
        for hook in hooks:
            hook.remove()
        for norm in norms:
            mean, variance = seen[norm]
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
            norm.weight.copy_((variance + norm.eps).sqrt())
            norm.bias += mean

"""Opens what a smaller network knows in a larger one, whose answers are much the same."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor


def widened(known: Mapping[str, Tensor], fresh: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights of a network that answers what a smaller one does.

    After Chen et al., "Net2Net" (2016): channels that are added see what chance makes them see, and what
    comes after does not listen to them yet. Channels that a layer had come first, in the same order.

    Args:
        known: weights of the smaller network, or of one of the same size.
        fresh: weights of the larger one, as chance made them. Not changed.

    Raises:
        ValueError: the other network is larger somewhere, or of another kind.
    """
    made = {name: value.clone() for name, value in fresh.items()}
    for name, old in known.items():
        new = made.get(name)
        if (
            new is None
            or old.dim() != new.dim()
            or any(before > after for before, after in zip(old.shape, new.shape, strict=True))
        ):
            raise ValueError(f"{name} of shape {tuple(old.shape)} has no room in the network")
        corner = tuple(slice(0, size) for size in old.shape)
        if old.dim() > 1:
            # What is new that layers listen to, but only where they knew something before.
            new[: len(old)] = 0
        new[corner] = old
    return made

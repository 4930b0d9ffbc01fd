"""Parts of clips, several at a time, as training takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from training.foley.parts import Clips, part


@dataclass(frozen=True)
class Batch:
    """Several parts."""

    seen: Tensor
    """Pictures, [batch, t, 90, 160]."""
    target: Tensor
    """[batch, t]."""
    weight: Tensor
    """[batch, t]."""

    def to(self, device: torch.device) -> Batch:
        """The same on a device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def batches(clips: Clips, seed: int | Sequence[int], size: int) -> Iterator[Batch]:
    """Several parts at a time, without end."""
    random = np.random.default_rng(seed)
    while True:
        made = [part(clips, random) for _ in range(size)]
        yield Batch(
            torch.from_numpy(np.stack([one.seen for one in made])),
            torch.from_numpy(np.stack([one.target for one in made])),
            torch.from_numpy(np.stack([one.weight for one in made])),
        )


class _Endless(IterableDataset[Batch]):
    """Batches, others from each process that makes them."""

    def __init__(self, folder: Path, seed: int, size: int) -> None:
        self._folder, self._seed, self._size = folder, seed, size

    def __iter__(self) -> Iterator[Batch]:
        process = get_worker_info()
        seed = [self._seed, process.id] if process else self._seed
        return batches(Clips(self._folder), seed, self._size)


def made_by(processes: int, folder: Path, seed: int, size: int) -> Iterator[Batch]:
    """Batches of the clips that are in a folder by now, without end.

    Args:
        processes: that make them, besides this one; 0: this one does.
        folder: of clips.
        seed: of what is drawn.
        size: parts in each.
    """
    whole = _Endless(folder, seed, size)
    if not processes:
        return iter(whole)
    return iter(DataLoader(whole, batch_size=None, num_workers=processes))

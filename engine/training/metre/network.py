"""The network of the second hearing: attention over the half beats of a song.

Heads see how far apart two pulses are, one by one up to `REACH`, since what makes a bar is that
things come back after four, six or eight pulses, and phrases after 32 or 64.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from backbeat.music.metre.features import EXTENDED_SIZE

REACH = 128
"""Pulses apart, beyond which all are equally far."""


class Attention(nn.Module):
    """Self-attention with a learnt bias for each distance."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.mixed = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.bias = nn.Parameter(torch.zeros(heads, 2 * REACH + 1))

    def forward(self, x: Tensor, apart: Tensor, hidden: Tensor | None) -> Tensor:
        """Shapes (batch, n, width), (n, n) and (batch, n): what is no pulse."""
        batch, count, width = x.shape
        mixed = self.mixed(x).reshape(batch, count, 3, self.heads, self.size)
        query, key, value = mixed.permute(2, 0, 3, 1, 4).unbind(0)
        score = query @ key.transpose(-1, -2) * self.size**-0.5 + self.bias[:, apart]
        if hidden is not None:
            score = score.masked_fill(hidden[:, None, None, :], -1e4)
        mean = score.softmax(-1) @ value
        out: Tensor = self.out(mean.permute(0, 2, 1, 3).reshape(batch, count, width))
        return out


class Block(nn.Module):
    """Neighbours, then all others, then each by itself."""

    def __init__(self, width: int, heads: int, drop: float) -> None:
        super().__init__()
        self.first = nn.LayerNorm(width)
        self.near = nn.Conv1d(width, width, 5, padding=2, groups=width)
        self.second = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.third = nn.LayerNorm(width)
        self.alone = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(drop), nn.Linear(2 * width, width)
        )

    def forward(self, x: Tensor, apart: Tensor, hidden: Tensor | None) -> Tensor:
        """Shape (batch, n, width), kept."""
        x = x + self.near(self.first(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.attention(self.second(x), apart, hidden)
        return x + self.alone(self.third(x))


class MetreNetwork(nn.Module):
    """Described pulses to logits of beat and downbeat, (batch, n, `EXTENDED_SIZE`) to (batch, n, 2)."""

    def __init__(self, width: int = 96, heads: int = 6, blocks: int = 5, drop: float = 0.1) -> None:
        super().__init__()
        self.scale = nn.BatchNorm1d(EXTENDED_SIZE)
        self.enter = nn.Conv1d(EXTENDED_SIZE, width, 3, padding=1)
        self.blocks = nn.ModuleList(Block(width, heads, drop) for _ in range(blocks))
        self.last = nn.LayerNorm(width)
        self.answer = nn.Linear(width, 2)

    def forward(self, features: Tensor, hidden: Tensor | None = None) -> Tensor:
        """`hidden` marks what is no pulse, shape (batch, n)."""
        x = torch.relu(self.enter(self.scale(features.transpose(1, 2)))).transpose(1, 2)
        place = torch.arange(features.shape[1], device=features.device)
        apart = (place[:, None] - place[None, :]).clamp(-REACH, REACH) + REACH
        for block in self.blocks:
            x = block(x, apart, hidden)
        out: Tensor = self.answer(self.last(x))
        return out

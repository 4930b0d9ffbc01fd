"""The network from a voice to the movement of lips: a stack of dilated convolutions."""

from __future__ import annotations

import torch
from torch import Tensor, nn

OUTPUTS = 9
"""Eight lip features, and whether the lips are closed for a "p", "b" or "m"."""


class LipNetwork(nn.Module):
    """Takes features of a voice, shape (batch, time, inputs); gives (batch, time, 9).

    Each step hears 0.3 s before and after it at 100 steps a second.
    """

    def __init__(self, inputs: int, width: int, dilations: tuple[int, ...], dropout: float) -> None:
        super().__init__()
        self.into = nn.Conv1d(inputs, width, 1)
        self.layers = nn.ModuleList(
            nn.Conv1d(width, width, 5, padding=2 * dilation, dilation=dilation)
            for dilation in dilations
        )
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Conv1d(width, OUTPUTS, 1)

    def forward(self, features: Tensor) -> Tensor:
        """The movement, each in a scale of its own."""
        x = self.into(features.transpose(1, 2))
        for layer in self.layers:
            x = x + self.dropout(torch.relu(layer(torch.relu(x))))
        return self.out(x).transpose(1, 2)

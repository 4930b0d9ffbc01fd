"""The beat network: logits of beat and downbeat of each frame from a spectrogram.

A small convolutional front end reads single sounds; dilated convolutions (TCN; Davies and Böck
2019) follow the rhythm at 50 frames a second; a wider stack at a quarter of that rate, where a
bar costs little, follows harmony, metre and form; both are joined for the answer.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from backbeat.music.mel import BANDS

POOL = 4
"""Frames to one step of the slow stack; inputs are padded to a multiple."""


class Residual(nn.Module):
    """A dilated convolution with a residual connection."""

    def __init__(self, channels: int, dilation: int, drop: float) -> None:
        super().__init__()
        self.wide = nn.Conv1d(
            channels, channels, 5, padding=2 * dilation, dilation=dilation, bias=False
        )
        self.norm = nn.BatchNorm1d(channels)
        self.mix = nn.Conv1d(channels, channels, 1)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (batch, channels, frames), kept."""
        kept: Tensor = x + self.mix(self.drop(torch.relu(self.norm(self.wide(x)))))
        return kept


class BeatNetwork(nn.Module):
    """Log-mel frames to logits, shape (batch, frames, `BANDS`) to (batch, frames, 2)."""

    def __init__(self, front: int = 16, fast: int = 32, slow: int = 80, drop: float = 0.1) -> None:
        super().__init__()
        self.scale = nn.BatchNorm1d(BANDS)
        self.front = nn.Sequential(
            nn.Conv2d(1, front, 3, padding=(1, 0), bias=False),
            nn.BatchNorm2d(front),
            nn.ReLU(),
            nn.MaxPool2d((1, 3)),
            nn.Dropout(drop),
            nn.Conv2d(front, front, 3, padding=(1, 0), bias=False),
            nn.BatchNorm2d(front),
            nn.ReLU(),
            nn.MaxPool2d((1, 3)),
            nn.Dropout(drop),
        )
        self.down = nn.Conv1d(8 * front, fast, 1)
        self.fast = nn.ModuleList(Residual(fast, 2**power, drop) for power in range(6))
        self.enter = nn.Conv1d(fast + 8 * front, slow, 1)
        self.slow = nn.ModuleList(
            Residual(slow, dilation, drop) for dilation in (1, 2, 4, 8, 16, 32, 64, 1)
        )
        self.leave = nn.Conv1d(slow, fast, 1)
        self.join = nn.Sequential(Residual(fast, 1, drop), Residual(fast, 4, drop))
        self.answer = nn.Conv1d(fast, 2, 1)
        nn.init.constant_(self.answer.bias, -2.5)

    def forward(self, mel: Tensor) -> Tensor:
        """The number of frames must be a multiple of `POOL`."""
        x = self.scale(mel.transpose(1, 2)).transpose(1, 2).unsqueeze(1)
        x = self.front(x)
        x = x.permute(0, 1, 3, 2).flatten(1, 2)
        fast = self.down(x)
        for block in self.fast:
            fast = block(fast)
        pooled = torch.cat(
            [nn.functional.avg_pool1d(fast, POOL), nn.functional.avg_pool1d(x, POOL)], 1
        )
        slow = self.enter(pooled)
        for block in self.slow:
            slow = block(slow)
        # Each slow step answers for its frames; what is finer comes from the fast stack.
        up = nn.functional.interpolate(self.leave(slow), scale_factor=float(POOL), mode="nearest")
        out: Tensor = self.answer(torch.relu(self.join(fast + up)))
        return out.transpose(1, 2)

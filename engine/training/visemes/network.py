"""The two recognisers of mouth shapes: one that listens to the whole, one that keeps up with speech.

Both take 100 log-mel frames a second and give the kind of sound 50 times a second: a window of
frames goes through two small layers, then through a gated recurrent unit (Cho et al. 2014), forward
alone for the stream, both ways for the whole.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from backbeat.lipsync.visemes.sounds import SOUNDS
from backbeat.speech.spectrum import BANDS

MEAN, SPREAD = -5.0, 1.6
"""Of the log-mel values, roughly."""


class Recogniser(nn.Module):
    """Frames, shape (clips, 2 n, BANDS), to logits, shape (clips, n, kinds)."""

    def __init__(self, before: int, after: int, hidden: int, both_ways: bool) -> None:
        """Step `k` sees the frames from `2 k - before` to `2 k + after`."""
        super().__init__()
        self.before, self.after = before, after
        self.window = nn.Conv1d(BANDS, 192, before + after + 1, stride=2)
        self.mix = nn.Conv1d(192, 192, 1)
        self.unit = nn.GRU(192, hidden, batch_first=True, bidirectional=both_ways)
        self.drop = nn.Dropout(0.15)
        self.kinds = nn.Linear(hidden * (1 + both_ways), len(SOUNDS))

    def forward(self, frames: Tensor) -> Tensor:
        scaled = (frames - MEAN) / SPREAD
        padded = nn.functional.pad(scaled.transpose(1, 2), (self.before, self.after - 1))
        seen = torch.relu(self.mix(self.drop(torch.relu(self.window(padded)))))
        heard, _ = self.unit(seen.transpose(1, 2))
        logits: Tensor = self.kinds(self.drop(heard))
        return logits


def whole() -> Recogniser:
    """For recordings."""
    return Recogniser(before=7, after=8, hidden=160, both_ways=True)


def stream() -> Recogniser:
    """For live sound: it looks 45 ms ahead of the start of a step."""
    return Recogniser(before=5, after=2, hidden=256, both_ways=False)

"""The second part of the network that sees impacts: how cells of the picture move.

The first part (`network.py`) sees pictures, and has to learn from them what moves where. This one is
told, by optical flow both ways (`backbeat/models/motion_cells.py`), which needs less learning and
looks the same whatever the picture is of. It answers for itself: what ships says the mean of both.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from backbeat.models.motion_cells import COLUMNS, ROWS

_NEAR, _FAR, _HIDDEN = 40, 56, 64
_COARSE = (6, 10)
"""Rows and columns of the places that are summed up."""
_BLOCKS = 2
_MAPS = 3
_DILATIONS = (1, 2, 4, 8)
_TOLD = 22
"""Channels of what it is told, as it sees them."""
_DROPPED = 0.15
"""Share of the features that are left out in training."""
_RARE, _UNKNOWN = -4.0, -1.5
"""Logits before anything is known, of an impact in a place and in a picture."""


class MotionNetwork(nn.Module):
    """Logits of an impact, one a picture, given how it moves."""

    def __init__(self) -> None:
        super().__init__()
        near, far, hidden = _NEAR, _FAR, _HIDDEN
        self.look = nn.Conv2d(_TOLD, near, 3, 2, 1, bias=False)
        self.look_norm = nn.BatchNorm2d(near)
        self.follow = nn.Conv2d(near, near, (5, 1), padding=(2, 0), bias=False)
        self.follow_norm = nn.BatchNorm2d(near)
        self.wider = nn.Conv2d(near, far, 3, 2, 1, bias=False)
        self.wider_norm = nn.BatchNorm2d(far)
        self.in_time = nn.ModuleList(
            nn.Conv2d(far, far, (3, 1), padding=(1, 0), bias=False) for _ in range(_BLOCKS)
        )
        self.in_time_norms = nn.ModuleList(nn.BatchNorm2d(far) for _ in range(_BLOCKS))
        self.across = nn.ModuleList(
            nn.Conv2d(far, far, 3, 1, 1, bias=False) for _ in range(_BLOCKS)
        )
        self.across_norms = nn.ModuleList(nn.BatchNorm2d(far) for _ in range(_BLOCKS))
        self.hits = nn.Conv1d(near, 1, 1)
        nn.init.constant_(self.hits.bias, _RARE)
        self.heads = nn.Conv1d(far, _MAPS, 1)
        """Where to look: maps of attention."""
        self.sum_up = nn.Conv1d(near + 1 + far * (1 + _MAPS) + 2 * _MAPS + 4, hidden, 1)
        self.time = nn.ModuleList(
            nn.Conv1d(hidden, hidden, 3, padding=d, dilation=d) for d in _DILATIONS
        )
        self.time_norms = nn.ModuleList(nn.BatchNorm1d(hidden) for _ in _DILATIONS)
        self.last = nn.Conv1d(hidden, 1, 1)
        nn.init.constant_(self.last.bias, _UNKNOWN)
        down, across = torch.meshgrid(
            torch.linspace(-0.6, 0.6, _COARSE[0]), torch.linspace(-1, 1, _COARSE[1]), indexing="ij"
        )
        self.register_buffer("where", torch.stack([down.flatten(), across.flatten()], 1))

    def features(self, cells: Tensor, camera: Tensor) -> tuple[Tensor, Tensor]:
        """What the last layer sees, [batch, hidden, t], and the logits of a hit in each place,
        [batch, t, places].

        Args:
            cells: as `MotionCells` has them, [batch, t, 10, 22, 40].
            camera: the same, [batch, t, 4].
        """
        batch, t = cells.shape[:2]
        x = functional.relu(self.look_norm(self.look(_told(cells, camera))))
        x = x.unflatten(0, (batch, t)).flatten(3).transpose(1, 2)
        x = x + functional.relu(self.follow_norm(self.follow(x)))
        hits = self.hits(x.flatten(2)).unflatten(2, (t, -1))[:, 0]
        near = x.amax(3)
        x = x.transpose(1, 2).unflatten(3, (ROWS // 2, COLUMNS // 2)).flatten(0, 1)
        x = functional.relu(self.wider_norm(self.wider(x)))
        for in_time, norm, across, across_norm in zip(
            self.in_time, self.in_time_norms, self.across, self.across_norms, strict=True
        ):
            y = x.unflatten(0, (batch, t)).flatten(3).transpose(1, 2)
            y = functional.relu(norm(in_time(y)))
            y = y.transpose(1, 2).unflatten(3, _COARSE).flatten(0, 1)
            x = x + functional.relu(across_norm(across(y)))
        flat = x.unflatten(0, (batch, t)).flatten(3).transpose(1, 2)
        maps = self.heads(flat.flatten(2)).unflatten(2, (t, _COARSE[0] * _COARSE[1])).softmax(3)
        held = torch.einsum("bctp,bhtp->bhct", flat, maps).flatten(1, 2)
        # What is looked at leaves a trace: where it is, from picture to picture.
        where = torch.einsum("bhtp,pk->bhkt", maps, self.where).flatten(1, 2)
        steady = (camera / 4).clamp(-2, 2).transpose(1, 2)
        surest = hits.amax(2)[:, None] * 0.3
        z = self.sum_up(torch.cat([near, surest, flat.amax(3), held, where, steady], 1))
        for layer, norm in zip(self.time, self.time_norms, strict=True):
            z = z + functional.relu(norm(layer(z)))
        return z, hits

    def forward(self, cells: Tensor, camera: Tensor) -> tuple[Tensor, Tensor]:
        """Logits, [batch, t], and those of a hit in each place, [batch, t, places].

        Args:
            cells: [batch, t, 10, 22, 40].
            camera: [batch, t, 4].
        """
        moved, hits = self.features(cells, camera)
        moved = functional.dropout(moved, _DROPPED, self.training)
        return self.last(moved)[:, 0], hits


def _told(cells: Tensor, camera: Tensor) -> Tensor:
    """What the first layer sees, [batch * t, channels, 22, 40]: motion, acceleration and how large
    they are, which small ones are to count in, too.
    """
    moved = cells[:, :, :8]
    # On and back again is none, but where it changes.
    changed = torch.cat(
        [moved[:, :, at : at + 2] + moved[:, :, at + 2 : at + 4] for at in (0, 4)], 2
    )
    steady = (camera / 4).clamp(-2, 2)[:, :, :2, None, None].expand(-1, -1, 2, ROWS, COLUMNS)
    told = torch.cat(
        [
            (moved / 3).clamp(-4, 4),
            (changed / 2).clamp(-4, 4),
            _size(moved),
            _size(changed),
            cells[:, :, 8:9] * 4,
            cells[:, :, 9:10] * 2,
            steady,
        ],
        2,
    )
    return told.flatten(0, 1).contiguous(memory_format=torch.channels_last)


def _size(motion: Tensor) -> Tensor:
    """The square root of how large each motion is; pairs of channels become one."""
    squares = motion[:, :, 0::2].square() + motion[:, :, 1::2].square()
    return (squares + 0.02).sqrt().sqrt()

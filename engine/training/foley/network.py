"""The network that sees impacts: small grey pictures in, the chance of an impact in each out.

Each picture is seen with the three before and after it, as differences, so that the first layer
sees how things move. Motion is then followed place by place, before the picture is summed up:
a hit is a change of motion in one place, whatever else moves.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

HIGH, WIDE = 90, 160
REACH = 3
"""Pictures before and after the one that is judged that the first layer sees."""
_HIDDEN = 72
_DILATIONS = (1, 2, 4, 8, 16)
CONTEXT = 4 + 2 * sum(_DILATIONS) // 2 + REACH
"""Pictures before and after that an answer depends on, about: what chunks overlap by."""
_LAYERS = ((32, 6, 4), (48, 3, 2), (64, 3, 2))
"""Channels, side and step of each layer that looks."""
_CELL = 5
"""Local contrast is measured in squares of three of these, a side each."""


class Impacts(nn.Module):
    """Logits of an impact, one a picture."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 2 * REACH + 1
        for after, side, step in _LAYERS:
            layers += [
                nn.Conv2d(before, after, side, step, 1, bias=False),
                nn.BatchNorm2d(after),
                nn.ReLU(inplace=True),
            ]
            before = after
        self.look = nn.Sequential(*layers)
        self.follow = nn.ModuleList(
            nn.Conv3d(before, before, (5, 1, 1), padding=(2, 0, 0), groups=g, bias=False)
            for g in (4, 1)
        )
        self.follow_norms = nn.ModuleList(nn.BatchNorm3d(before) for _ in range(2))
        self.heads = nn.Conv3d(before, 4, 1)
        """Where to look: four maps of attention."""
        self.sum_up = nn.Conv1d(before * 6, _HIDDEN, 1)
        self.time = nn.ModuleList(
            nn.Conv1d(_HIDDEN, _HIDDEN, 5 if d == 1 else 3, padding=2 if d == 1 else d, dilation=d)
            for d in _DILATIONS
        )
        self.time_norms = nn.ModuleList(nn.BatchNorm1d(_HIDDEN) for _ in _DILATIONS)
        self.last = nn.Conv1d(_HIDDEN, 1, 1)

    def features(self, gray: Tensor) -> Tensor:
        """What the last layer sees: [batch, hidden, t].

        Args:
            gray: luma from 0 to 1, [batch, t, 90, 160].
        """
        return self.summed_up(*self.followed(gray))

    def followed(self, gray: Tensor) -> tuple[Tensor, Tensor]:
        """How each place moves, [batch, channels, t, places], and maps of where to look,
        [batch, maps, t, places]; places row by row.
        """
        batch, t = gray.shape[0], gray.shape[1]
        seen = normalised(gray)
        padded = torch.cat([seen[:, :1]] * REACH + [seen] + [seen[:, -1:]] * REACH, 1)
        steps = padded[:, 1:] - padded[:, :-1]
        moved = _scaled(steps)
        stack = [moved[:, k : k + t] for k in range(2 * REACH)] + [seen * 0.3]
        if torch.is_autocast_enabled(gray.device.type):
            stack = [one.bfloat16() for one in stack]
        # Channels last, which convolutions are fastest in.
        x = torch.stack(stack, 4).flatten(0, 1).permute(0, 3, 1, 2)
        x = self.look(x)
        x = x.unflatten(0, (batch, t)).transpose(1, 2)
        for along, norm in zip(self.follow, self.follow_norms, strict=True):
            x = x + functional.relu(norm(self._along(along, x)))
        return x.flatten(3), self._along(self.heads, x).flatten(3)

    def summed_up(self, flat: Tensor, maps: Tensor) -> Tensor:
        """What the last layer sees, of what is followed."""
        held = torch.einsum("bctp,bhtp->bhct", flat, maps.softmax(3)).flatten(1, 2)
        y = self.sum_up(torch.cat([flat.amax(3), flat.mean(3), held], 1))
        for layer, norm in zip(self.time, self.time_norms, strict=True):
            y = y + functional.relu(norm(layer(y)))
        return y

    def _along(self, layer: nn.Module, x: Tensor) -> Tensor:
        """What a layer makes of [batch, channels, t, high, wide], each place on its own.

        Trained as a convolution in the plane of time and place, which is four times as fast; exported
        as it is, so that its normalisation is folded into it.
        """
        if not self.training:
            return layer(x)
        assert isinstance(layer, nn.Conv3d)
        flat = functional.conv2d(
            x.flatten(3),
            layer.weight.flatten(3),
            layer.bias,
            padding=(layer.kernel_size[0] // 2, 0),
            groups=layer.groups,
        )
        return flat.unflatten(3, x.shape[3:])

    def forward(self, gray: Tensor) -> Tensor:
        """Logits, [batch, t]."""
        y = functional.dropout(self.features(gray), 0.2, self.training)
        return self.last(y)[:, 0]


def normalised(gray: Tensor) -> Tensor:
    """Local contrast: what is bright against what surrounds it, at much the same strength
    everywhere.
    """
    batch, t = gray.shape[0], gray.shape[1]
    flat = gray.reshape(batch * t, 1, HIGH, WIDE)
    centred = flat - _around(flat)
    spread = (_around(centred * centred) + 1e-6).sqrt()
    whole = centred.square().mean((2, 3), keepdim=True).sqrt()
    return (centred / (0.6 * spread + 0.4 * whole + 0.03)).view(batch, t, HIGH, WIDE)


def _around(pictures: Tensor) -> Tensor:
    """The mean of what surrounds each point."""
    coarse = functional.avg_pool2d(pictures, _CELL, _CELL)
    coarse = functional.avg_pool2d(coarse, 3, 1, 1, count_include_pad=False)
    return functional.interpolate(coarse, size=(HIGH, WIDE), mode="bilinear", align_corners=False)


def _scaled(steps: Tensor) -> Tensor:
    """Motion against how much the whole clip moves, so that far and near things count alike."""
    size = steps.abs().mean((1, 2, 3), keepdim=True)
    return steps * (0.15 / (size + 0.02)).clamp(0.5, 4)

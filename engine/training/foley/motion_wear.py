"""Parts' motion changed at random: mirrored, faster or slower, uncertain as that of poor pictures is.

Flow takes longest, and is the same whatever is done to it afterwards: so that few parts go further.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from training.foley.losses import PLACES
from training.foley.motion_parts import MotionBatch

_MIRRORED, _PACED, _UNCERTAIN, _LIT = 0.5, 0.6, 0.6, 0.4
"""Shares of parts that are changed so."""
_PACE, _LIGHT = 0.35, 0.7
"""Standard deviations of the logarithms of pace and of contrast."""
_ERROR_PX = 0.2
"""Mean of the standard deviations of errors."""
_LUMPS = 2
"""Cells that share an error: flow is smooth."""


def changed(batch: MotionBatch) -> MotionBatch:
    """The batch, each part of it changed in some ways or none; draws by PyTorch's generator."""
    cells, camera = batch.cells.clone(), batch.camera.clone()
    mirrored = _some(len(cells), _MIRRORED)
    cells[mirrored] = cells[mirrored].flip(4)
    cells[mirrored, :, 0:8:2] *= -1
    camera[mirrored, :, 0::2] *= -1
    places = batch.places.unflatten(2, PLACES).clone()
    places[mirrored] = places[mirrored].flip(3)
    pace = _spread(len(cells), _PACE, _PACED)
    cells[:, :, :8] *= pace[:, None, None, None, None]
    camera *= pace[:, None, None]
    light = _spread(len(cells), _LIGHT, _LIT)
    cells[:, :, 8:] *= light[:, None, None, None, None]
    cells[:, :, :8] += _errors(cells[:, :, :8])
    return replace(batch, cells=cells, camera=camera, places=places.flatten(2))


def _some(count: int, share: float) -> Tensor:
    return torch.rand(count) < share


def _spread(count: int, deviation: float, share: float) -> Tensor:
    """Factors about 1, and 1 for those that are left as they are."""
    factors = torch.exp(torch.randn(count) * deviation)
    return torch.where(_some(count, share), factors, torch.ones(count))


def _errors(motion: Tensor) -> Tensor:
    """Errors of motion, those of neighbours alike."""
    batch, t, channels, rows, columns = motion.shape
    size = -_ERROR_PX * torch.log(torch.rand(batch)) * _some(batch, _UNCERTAIN)
    shape = (batch, t, channels, -(-rows // _LUMPS), -(-columns // _LUMPS))
    lumps = torch.randn(shape) * size[:, None, None, None, None]
    whole = lumps.repeat_interleave(_LUMPS, 3).repeat_interleave(_LUMPS, 4)
    return whole[..., :rows, :columns]

"""Mouths by Wav2Lip: 96 pixels of a face, and 200 ms of a voice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.lines import Line
from backbeat.lipsync.neural.makers import Heard, Hears, Runs, meshes_of
from backbeat.lipsync.neural.mel import BANDS, ROWS_PER_S, SILENCE, wav2lip_mel
from backbeat.lipsync.neural.placing import Square, whole_face

Float32s = NDArray[np.float32]

_ROWS = 16
_BELOW = 0.04
"""How much below the chin is seen, in heights of the face."""
_BILINEAR = 1
"""OpenCV's INTER_LINEAR."""


class Wav2Lip:
    """A `makers.Maker`.

    Args:
        network: takes a mel (n, 1, 80, 16) and faces (n, 6, 96, 96), gives faces (n, 3, 96, 96).
        square: the part of the face that it sees.
        heard: windows of 16 rows of mel.
    """

    size = 96
    resampling = _BILINEAR

    def __init__(self, network: Runs, square: Square, heard: Hears) -> None:
        self._network, self._heard = network, heard
        self.square = square

    def made(self, pictures: Sequence[int], seen: Float32s) -> Float32s:
        """As `makers.Maker.made`."""
        mel = self._heard.at(pictures).transpose(0, 2, 1)[:, None]
        made = self._network.run(np.ascontiguousarray(mel), faces_in(seen))
        return np.ascontiguousarray(made.transpose(0, 2, 3, 1) * 255)


def wav2lip(network: Runs, lines: Sequence[Line]) -> Wav2Lip:
    """Wav2Lip for what a face says.

    Args:
        network: as of `Wav2Lip`.
        lines: of one face.

    Raises:
        ValueError: the face is seen nowhere.
    """
    silence = np.full((_ROWS, BANDS), SILENCE, np.float32)
    heard = Heard(
        lines,
        lambda speech: wav2lip_mel(speech.samples),
        ROWS_PER_S,
        (0, _ROWS),
        silence,
        whole=True,
    )
    return Wav2Lip(network, whole_face(meshes_of(lines), _BELOW), heard)


def faces_in(seen: Float32s) -> Float32s:
    """What the network takes: faces whose lower half is black, and as they are; 0 to 1.

    Args:
        seen: blue, green and red, 0 to 255, shape (n, 96, 96, 3).

    Returns:
        Shape (n, 6, 96, 96).
    """
    planes = seen.transpose(0, 3, 1, 2) / np.float32(255)
    faces = np.concatenate([planes, planes], axis=1)
    faces[:, :3, faces.shape[2] // 2 :] = 0
    return np.asarray(faces, np.float32)

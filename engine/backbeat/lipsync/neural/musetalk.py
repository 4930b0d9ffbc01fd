"""Mouths by MuseTalk 1.5: 256 pixels of a face in latents, and 200 ms of a voice by Whisper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.lines import Line
from backbeat.lipsync.neural.makers import Heard, Hears, Runs, meshes_of
from backbeat.lipsync.neural.placing import Square, around_bridge
from backbeat.models.whisper_mel import RATE, log_mel

Float32s = NDArray[np.float32]

ROWS_PER_S = 50
LAYERS, SIZE = 5, 384
"""Of Whisper tiny: what goes into its layers and comes out of the last, and how many numbers."""
_BEFORE, _ROWS = 4, 10
"""Rows of a picture: those of 80 ms before it, and of 120 ms from it on, as at the 25 pictures a
second that it was taught with."""
_PART_S = 30
_SCALE = np.float32(0.18215)
"""Of latents (Rombach et al. 2022)."""
_BELOW = 0.04
_LANCZOS = 4
"""OpenCV's INTER_LANCZOS4."""


class MuseTalk:
    """A `makers.Maker`.

    Args:
        networks: by role, as `models.generators.kinds.MUSETALK` has them.
        square: the part of the face that it sees.
        heard: windows of 10 rows of voice.
    """

    size = 256
    resampling = _LANCZOS

    def __init__(self, networks: Mapping[str, Runs], square: Square, heard: Hears) -> None:
        self._networks, self._heard = networks, heard
        self.square = square

    def made(self, pictures: Sequence[int], seen: Float32s) -> Float32s:
        """As `makers.Maker.made`."""
        heard = self._heard.at(pictures).reshape(len(pictures), _ROWS * LAYERS, SIZE)
        latents = self._encoded(pictures_in(seen))
        made = self._networks["denoiser"].run(latents, heard + positions(_ROWS * LAYERS, SIZE))
        planes = self._networks["decoder"].run(made / _SCALE)
        pixels = np.clip(planes / 2 + np.float32(0.5), 0, 1) * 255
        return np.ascontiguousarray(pixels.transpose(0, 2, 3, 1)[..., ::-1])

    def _encoded(self, planes: Float32s) -> Float32s:
        """Latents of masked and of whole pictures, shape (n, 8, 32, 32)."""
        encoder = self._networks["encoder"]
        # Means come first; what is drawn at random around them would tremble.
        means = [encoder.run(one)[:, :4] * _SCALE for one in (masked(planes), planes)]
        return np.concatenate(means, axis=1)


def musetalk(networks: Mapping[str, Runs], lines: Sequence[Line]) -> MuseTalk:
    """MuseTalk for what a face says.

    Args:
        networks: as of `MuseTalk`.
        lines: of one face.

    Raises:
        ValueError: the face is seen nowhere.
    """
    square, voice = around_bridge(meshes_of(lines), _BELOW), networks["voice"]
    silent = voice_rows(voice, np.zeros(RATE, np.float32))
    middle = len(silent) // 2
    heard = Heard(
        lines,
        lambda speech: voice_rows(voice, speech.samples),
        ROWS_PER_S,
        (-_BEFORE, _ROWS),
        silent[middle : middle + _ROWS],
    )
    return MuseTalk(networks, square, heard)


def pictures_in(seen: Float32s) -> Float32s:
    """Pictures as the encoder takes them: red, green and blue, -1 to 1.

    Args:
        seen: blue, green and red, 0 to 255, shape (n, 256, 256, 3).

    Returns:
        Shape (n, 3, 256, 256).
    """
    planes = seen[..., ::-1].transpose(0, 3, 1, 2)
    return np.ascontiguousarray(planes / np.float32(127.5) - 1, np.float32)


def masked(planes: Float32s) -> Float32s:
    """Pictures whose lower half is black."""
    hidden = planes.copy()
    hidden[:, :, planes.shape[2] // 2 :] = -1
    return hidden


def voice_rows(network: Runs, samples: Float32s) -> Float32s:
    """What Whisper's encoder makes of a voice, in parts of 30 s; shape (rows, 5, 384), 50 a second.

    Args:
        network: the encoder: takes (1, 80, 3000), gives the states of a part in either order.
        samples: mono at 16 kHz, shape (n,).
    """
    length, parts = _PART_S * RATE, []
    for start in range(0, len(samples), length):
        part = samples[start : start + length]
        mel = log_mel(np.pad(part, (0, length - len(part))))
        states = network.run(mel[None])[0]
        parts.append(states if states.shape[1] == LAYERS else states.transpose(1, 0, 2))
    if not parts:
        return np.zeros((0, LAYERS, SIZE), np.float32)
    return np.concatenate(parts)[: len(samples) * ROWS_PER_S // RATE]


def positions(rows: int, size: int) -> Float32s:
    """Sinusoidal positions (Vaswani et al. 2017), shape (rows, size)."""
    turns = np.arange(rows)[:, None] / 10_000 ** (np.arange(0, size, 2) / size)
    return np.stack([np.sin(turns), np.cos(turns)], axis=2).reshape(rows, size).astype(np.float32)

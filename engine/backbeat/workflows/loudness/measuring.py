"""Measures a recording: loudness, and on request speech, RMS level and noise floor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import MediaError
from backbeat.loudness import Measured, Meter
from backbeat.loudness.rms import MeanSquares
from backbeat.media.samples import Samples

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from backbeat.loudness.gating import Mask


@dataclass(frozen=True, eq=False)
class Measurement:
    """A recording, measured."""

    measured: Measured
    dialogue_mask: Mask | None = None
    """Steps of 10 ms with speech; None where it was not asked for."""
    mean_squares: npt.NDArray[np.float64] | None = None
    """Unweighted, of steps of 10 ms; None where they were not asked for."""


def measure(
    blocks: Iterable[Samples],
    path: Path,
    rate: int,
    channels: int,
    layout: str,
    dialogue: bool = False,
    rms: bool = False,
) -> Measurement:
    """Measures a recording.

    Args:
        blocks: shape (n, channels), one after another.
        path: of the recording, for messages.
        rate: in Hz.
        channels: how many.
        layout: FFmpeg's name.
        dialogue: whether to look for speech.
        rms: whether to measure unweighted mean squares.

    Raises:
        MediaError: there are no blocks, or a sample is not a number.
    """
    meter = Meter(rate, channels, layout)
    squares = MeanSquares(rate, channels) if rms else None
    speech = None
    if dialogue:
        from backbeat.loudness.dialogue import Dialogue

        speech = Dialogue(rate, channels, layout)
    empty = True
    try:
        for block in blocks:
            empty = False
            meter.feed(block)
            if speech is not None:
                speech.feed(block)
            if squares is not None:
                squares.feed(block)
    except MediaError as error:
        if str(path) in error.message:
            raise
        raise MediaError(f"{path}: {error.message}", error.hint) from error
    if empty:
        raise MediaError(f"{path} holds no sound there.", "Choose another track or range.")
    measured = meter.finish()
    return Measurement(
        measured,
        None if speech is None else speech.finish(len(measured.power)),
        None if squares is None else squares.finish(),
    )

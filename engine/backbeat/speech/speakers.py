"""Who says what: voices told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from backbeat.progress import SILENT, Progress
from backbeat.speech.reading import SpokenWord

Float32s = NDArray[np.float32]


def told_apart(
    words: list[SpokenWord],
    read: Callable[[int, int], Float32s],
    speakers: int,
    progress: Progress = SILENT,
) -> tuple[list[SpokenWord], bool]:
    """Words with the number of their speaker."""
    progress(1, "Telling speakers apart")
    return [replace(word, speaker=1) for word in words], speakers == 0

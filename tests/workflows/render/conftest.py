"""Sound files that tests of the render job share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from tests.workflows.render.scenes import RATE, ramp


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    folder = tmp_path_factory.mktemp("media")

    def make(name: str = "ramp", samples: np.ndarray | None = None, rate: int = RATE) -> Path:
        path = folder / f"{name}.wav"
        if not path.exists():
            write_audio(path, ramp() if samples is None else samples, rate, "pcm_f32le")
        return path

    return make

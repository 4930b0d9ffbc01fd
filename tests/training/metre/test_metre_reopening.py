"""A model of the second hearing, opened for more training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="what training needs is not installed")
onnx = pytest.importorskip("onnx", reason="what training needs is not installed")

WEIGHTS = Path(__file__).parents[3] / "engine/backbeat/models/weights"


def test_it_answers_as_the_model_does() -> None:
    from backbeat.models.sessions import open_session
    from backbeat.music.metre.features import EXTENDED_SIZE
    from training.metre.reopening import reopened

    model = WEIGHTS / "metre.onnx"
    given = np.random.default_rng(0).normal(0, 1, (1, 60, EXTENDED_SIZE)).astype(np.float32)
    (wanted,) = open_session(model).run(None, {"features": given})
    with torch.no_grad():
        found = reopened(model).eval()(torch.from_numpy(given)).numpy()
    assert np.abs(found - wanted).max() < 1e-3

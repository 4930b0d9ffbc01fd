"""What is predicted, and how surely, is true of what was not learned from."""

from __future__ import annotations

import numpy as np

from backbeat.lipsync.choosing.predicting import lip_scale, predictor


def _talk(count: int, seed: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    cues = rng.normal(0, 1, (count, 30)).astype(np.float32)
    weights = np.random.default_rng(7).normal(0, 1, (30, 8))
    weights[:, 7] = 0
    lips = cues @ weights / np.sqrt(30) + rng.normal(0, noise, (count, 8))
    return cues, (lips - lips.mean(axis=0)) / lips.std(axis=0)


def test_it_says_how_sure_it_is_on_what_it_has_not_seen() -> None:
    known = predictor(*_talk(300, 0, 0.7))
    cues, lips = _talk(2000, 1, 0.7)
    found = known.predicted(cues)
    true = [np.corrcoef(found[:, j], lips[:, j])[0, 1] for j in range(7)]
    assert np.allclose(known.sure[:7], true, atol=0.12)
    assert known.sure[7] < 0.25
    assert found[:, :7].std(axis=0).min() > 0.7


def test_from_next_to_nothing_it_predicts_nothing() -> None:
    known = predictor(*_talk(10, 0, 0.5))
    assert not known.sure.any()
    assert not known.predicted(_talk(5, 1, 0.5)[0]).any()


def test_the_scale_is_that_of_speech_where_there_is_some() -> None:
    rng = np.random.default_rng(0)
    lips = rng.normal(0, 0.1, (200, 8)).astype(np.float32)
    lips[:80] = 0
    spoken = np.arange(200) >= 80
    assert np.allclose(lip_scale(lips, spoken).deviation, lips[80:].std(axis=0), rtol=1e-4)
    assert np.allclose(lip_scale(lips, ~spoken).deviation, lips.std(axis=0), rtol=1e-4)

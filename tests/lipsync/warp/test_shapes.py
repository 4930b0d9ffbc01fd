"""Shapes of mouths by sounds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.footage.faces.tracks import FaceTrack
from backbeat.lipsync.lines import Line, Speech
from backbeat.lipsync.visemes.sounds import SOUNDS
from backbeat.lipsync.warp.shapes import OPENING, ROUND, WIDTH, Shapes, shapes_of

STEP_S = 0.02


def _line(sounds: str, rate: float = 25, resting: slice | None = None) -> Line:
    """Sounds of 0.2 s each."""
    kinds = [SOUNDS.index(name) for name in sounds.split() for _ in range(10)]
    likely = np.eye(len(SOUNDS), dtype=np.float32)[kinds]
    count = round(len(kinds) * STEP_S * rate)
    rest = np.zeros(count, np.bool_)
    if resting is not None:
        rest[resting] = True
    return Line(
        track=_track(),
        shown=np.arange(count),
        times_s=np.arange(count) / rate,
        first=0,
        strength=np.ones(count, np.float32),
        resting=rest,
        speech=Speech(np.zeros(len(kinds) * 320, np.float32), None, likely, STEP_S),
    )


def _track() -> FaceTrack:
    nothing: NDArray[np.float32] = np.zeros((0, 4), np.float32)
    steps = np.zeros((0, 468, 3), np.int16)
    no = np.zeros(0, np.bool_)
    return FaceTrack(
        1, 0, np.zeros(0), nothing, steps, nothing[:, :3], np.zeros((0, 8), np.float32), no, no,
        np.zeros(0, np.float32),
    )  # fmt: skip


def _at(shapes: Shapes, moment_s: float, column: int, rate: float = 25) -> float:
    return float(shapes.values[round(moment_s * rate), column])


def test_vowels_open_and_round_as_they_do() -> None:
    shapes = shapes_of(_line("aa ee oo eh w"), 1.0)
    wide, spread, round_, half, closing = (
        _at(shapes, moment_s, OPENING) for moment_s in (0.08, 0.28, 0.48, 0.68, 0.88)
    )
    assert wide > half > spread > round_ > closing > 0
    widths = [_at(shapes, moment_s, WIDTH) for moment_s in (0.08, 0.28, 0.48, 0.68, 0.88)]
    assert widths[1] > 0 > widths[2] > widths[4]
    assert _at(shapes, 0.48, ROUND) > 0.9 > 0.1 > _at(shapes, 0.28, ROUND)


@pytest.mark.parametrize("rate", [12, 25, 30000 / 1001, 60])
def test_lips_close_at_every_rate(rate: float) -> None:
    shapes = shapes_of(_line("aa pbm aa pbm eh", rate), 1.0)
    times_s = np.arange(len(shapes.closed)) / rate
    for middle_s in (0.3, 0.7):
        near = np.abs(times_s + 0.5 / rate - middle_s) < 0.6 / rate
        assert shapes.closed[near].any()
        assert shapes.values[near & shapes.closed, OPENING].max() == 0
    open_s = np.abs(times_s - 0.5) < 0.05
    assert shapes.values[open_s, OPENING].max() > 0.08


def test_a_t_takes_the_mouth_of_its_neighbours() -> None:
    open_t = shapes_of(_line("aa td aa"), 1.0)
    round_t = shapes_of(_line("oo td oo"), 1.0)
    assert _at(round_t, 0.2, WIDTH) < -0.05 < 0.0 <= _at(open_t, 0.2, WIDTH) + 1e-9


def test_a_mouth_at_rest_is_closed_whatever_is_heard() -> None:
    shapes = shapes_of(_line("aa aa aa", resting=slice(5, 10)), 1.0)
    assert not shapes.values[5:10, OPENING].any()
    assert shapes.closed[5:10].all()
    assert shapes.values[2, OPENING] > 0.1


def test_what_a_voice_lets_expect_counts_half() -> None:
    line = _line("aa ee aa ee")
    level = shapes_of(line, 1.0).values[:, OPENING]
    louder = shapes_of(line, 1.0, np.full(len(line.shown), 2.0)).values[:, OPENING]
    assert (louder >= level).mean() > 0.5
    assert louder.max() < 2 * level.max()
    assert (shapes_of(line, 0.5).values[:, OPENING] < level).all()

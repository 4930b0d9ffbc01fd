"""What is in a drawing, and what is left out so that it can be read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from backbeat.drawing import Scene
from backbeat.drawing.lettering import clock, shortened, width_of
from backbeat.drawing.scene import Curve, Lines, Rect, Shape, Text
from backbeat.music.plot import picture
from backbeat.music.plot.outline import outline
from backbeat.music.plot.rows import rows_of
from backbeat.v1.music_pb2 import Energy, MusicAnalysis
from tests.music.plot.parts import busy

RATE = 1000


def drawn(analysis: MusicAnalysis, seconds: float | None = None, title: str = "song") -> Scene:
    length = round((analysis.duration_s if seconds is None else seconds) * RATE)
    samples = np.sin(np.arange(length) * 0.3).astype(np.float32)[:, np.newaxis]
    return picture(samples, RATE, analysis, title)


def words(scene: Scene) -> list[str]:
    return [mark.words for mark in scene.marks if isinstance(mark, Text)]


@pytest.mark.parametrize("seconds", [1, 15, 180, 1000, 7200, 6 * 3600])
def test_everything_lies_inside(seconds: float) -> None:
    scene = drawn(busy(seconds))
    for mark in scene.marks:
        if isinstance(mark, Rect):
            box = mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
        elif isinstance(mark, Text):
            wide = width_of(mark.words, mark.size)
            left = {"start": mark.x, "middle": mark.x - wide / 2, "end": mark.x - wide}[mark.anchor]
            box = left, mark.y - mark.size, left + wide, mark.y
        else:
            points = mark.segments if isinstance(mark, Lines) else mark.points
            xs, ys = points[:, ::2], points[:, 1::2]
            if not xs.size:
                continue
            box = xs.min(), ys.min(), xs.max(), ys.max()
        assert np.isfinite(box).all()
        assert box[0] >= 0 and box[1] >= 0, mark
        assert box[2] <= scene.width + 1 and box[3] <= scene.height, mark


@pytest.mark.parametrize("seconds", [15, 180, 600, 3000, 7200])
def test_words_do_not_run_into_each_other(seconds: float) -> None:
    boxes = []
    for mark in drawn(busy(seconds)).marks:
        if isinstance(mark, Text):
            # Words are at least this wide in any font.
            wide = 0.7 * width_of(mark.words, mark.size)
            left = {"start": mark.x, "middle": mark.x - wide / 2, "end": mark.x - wide}[mark.anchor]
            boxes.append((left, mark.y - 0.6 * mark.size, left + wide, mark.y, mark.words))
    for index, (left, top, right, bottom, text) in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (text, other)


def test_what_is_said() -> None:
    said = words(drawn(busy(180), title="a <song>"))
    assert "a <song>" in said
    assert any("126.0 bpm" in line and "3:00" in line and "exact" in line for line in said)
    for word in (
        "A",
        "chorus",
        "low",
        "high",
        "+6 LU",
        "LUFS",
        "yours",
        "build",
        "accent",
        "phrase",
    ):
        assert word in said


@pytest.mark.parametrize("seconds", [15, 180, 7200])
def test_ticks_are_thinned(seconds: float) -> None:
    scene = drawn(busy(seconds))
    for mark in scene.marks:
        if isinstance(mark, Lines) and len(mark.segments) > 2:
            vertical = mark.segments[mark.segments[:, 0] == mark.segments[:, 2]]
            xs = vertical[:, 0]
            if len(xs) > 2:
                assert np.median(np.diff(np.sort(xs))) >= 4
    assert len(scene.marks) < 5000


def test_short_music_shows_every_beat() -> None:
    analysis = busy(15)
    segments = [mark.segments for mark in drawn(analysis).marks if isinstance(mark, Lines)]
    xs = {round(x, 3) for part in segments for x in part[:, 0].tolist()}
    (row,) = rows_of(15, True, True)
    assert all(round(row.x(beat.time_s), 3) in xs for beat in analysis.beats)


@pytest.mark.parametrize(
    ("seconds", "rows"),
    [(0.5, 1), (600, 1), (601, 3), (3600, 12), (3601, 7), (7200, 12), (6 * 3600, 12)],
)
def test_long_music_is_set_in_rows(seconds: float, rows: int) -> None:
    found = rows_of(seconds, True, True)
    assert len(found) == rows
    assert found[0].start_s == 0
    assert found[-1].end_s == pytest.approx(seconds)
    for one, following in pairwise(found):
        assert one.end_s == following.start_s
        assert one.top + one.heights.total == following.top


def test_nothing_heard() -> None:
    silent = MusicAnalysis(duration_s=1, energy=Energy(rate_hz=10, lufs=[-120] * 10))
    scene = picture(np.zeros((RATE, 1), np.float32), RATE, silent, "silence")
    assert any("no beats" in line for line in words(scene))
    empty = picture(np.zeros((0, 1), np.float32), RATE, MusicAnalysis(), "")
    assert any(isinstance(mark, Shape) for mark in empty.marks)


def test_loudness_stays_in_its_lane() -> None:
    analysis = busy(60)
    analysis.energy.lufs[100], analysis.energy.lufs[200] = -120, 30
    (row,) = rows_of(60, True, True)
    curves = [mark.points[:, 1] for mark in drawn(analysis).marks if isinstance(mark, Curve)]
    assert len(curves) == 2
    for ys in curves:
        assert ys.min() >= row.energy_top - 1e-6
        assert ys.max() <= row.energy_bottom + 1e-6


def test_an_outline_loses_no_peak() -> None:
    samples = np.zeros((10_007, 2), np.float32)
    samples[5000, 1], samples[5001, 0] = 0.9, -0.8
    for columns in (1, 7, 1500):
        shape = outline(samples, columns)
        assert (shape.highs.max(), shape.lows.min()) == pytest.approx((0.9, -0.8))
        assert (shape.body <= np.maximum(shape.highs, -shape.lows) + 1e-9).all()


def test_an_outline_of_fewer_samples_than_columns() -> None:
    samples = np.array([[0.5], [-0.5], [0.25]], np.float32)
    shape = outline(samples, 9)
    assert shape.highs.tolist() == [0.5] * 3 + [0] * 3 + [0.25] * 3
    assert shape.body == pytest.approx(np.repeat([0.5, 0.5, 0.25], 3))


def test_words() -> None:
    assert [clock(at) for at in (0, 59.6, 61, 3661)] == ["0:00", "1:00", "1:01", "1:01:01"]
    assert clock(61.26, 1) == "1:01.3"
    assert shortened("short", 12, 500) == "short"
    cut = shortened("a very long name of a song" * 9, 24, 300)
    assert cut.endswith("…") and width_of(cut, 24) <= 300


@pytest.mark.parametrize("length", [1, 63, 64, 65, 700, 10_001])
@pytest.mark.parametrize("columns", [1, 64, 65, 131])
def test_an_outline_measures_every_column_by_itself(length: int, columns: int) -> None:
    samples = np.random.default_rng(length).normal(0, 0.3, (length, 2)).astype(np.float32)
    shape = outline(samples, columns)
    for column in range(columns):
        start, end = (place * length // columns for place in (column, column + 1))
        part = samples[start : max(end, start + 1)]
        assert shape.lows[column] == min(part.min(), 0)
        assert shape.highs[column] == max(part.max(), 0)
        assert shape.body[column] == pytest.approx(np.sqrt(np.square(part).mean()), rel=1e-5)

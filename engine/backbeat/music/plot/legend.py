"""Draws the legend of the symbols that occur in the drawing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from backbeat.drawing import colors
from backbeat.drawing.lettering import width_of
from backbeat.drawing.scene import Lines, Mark, Rect, Scene, Text
from backbeat.music.plot import theme
from backbeat.music.plot.events import arrow, diamond, wedge
from backbeat.music.plot.grid import Thinning
from backbeat.music.plot.rows import LEFT
from backbeat.music.plot.words import level_name
from backbeat.v1.music_pb2 import ORIGIN_USER, MusicAnalysis

_SIZE = 12.0
_SIGN, _GAP = 18.0, 26.0

_Symbol = Callable[[float, float], Mark]
"""A symbol at x, on a baseline y."""


def draw_legend(scene: Scene, analysis: MusicAnalysis, thinning: Thinning, is_long: bool) -> None:
    """Draws the symbols and their meanings along the bottom.

    In long music sections are too narrow for their names, so the legend lists them.
    """
    x, y = float(LEFT), scene.height - 20
    for sign, words in _entries(analysis, thinning, is_long):
        scene.add(sign(x, y), Text(x + _SIGN, y, words, _SIZE, colors.DIM))
        x += _SIGN + width_of(words, _SIZE) + _GAP


def _entries(
    analysis: MusicAnalysis, thinning: Thinning, is_long: bool
) -> list[tuple[_Symbol, str]]:
    step = thinning.every_bars
    beats = analysis.beats
    origins = {sign.origin for sign in (*beats, *analysis.accents)}
    named = sorted({section.label for section in analysis.sections} & set(theme.NAMED))
    levels = sorted({span.level for span in analysis.energy.spans} & set(theme.LEVELS))
    candidates: list[tuple[bool, _Symbol, str]] = [
        (bool(beats), _tick(theme.BAR, 11), "bar" if step == 1 else f"every {step} bars"),
        (bool(beats) and thinning.beats, _tick(theme.BEAT, 6), "beat, pale where unsure"),
        (ORIGIN_USER in origins, _tick(theme.USER, 11), "yours"),
        (bool(analysis.phrases), _bar(colors.DIM, 3), "phrase"),
        (bool(analysis.builds), lambda x, y: wedge(x, x + 13, y, 10), "build"),
        (bool(analysis.drops), lambda x, y: arrow(x + 6, y, 6), "drop"),
        (bool(analysis.accents), lambda x, y: diamond(x + 6, y - 4, 4, theme.ACCENT), "accent"),
        (bool(analysis.energy.lufs), _bar(colors.ENERGY, 3), "loudness over 3 s"),
        (bool(analysis.energy.momentary_lufs), _bar(colors.MOMENTARY, 2), "over 0.4 s"),
        *((True, _bar(theme.LEVELS[level], 6), level_name(level)) for level in levels),
        *((is_long, _bar(theme.NAMED[label], 10), label) for label in named),
    ]
    return [(sign, words) for is_there, sign, words in candidates if is_there]


def _tick(color: str, height: float) -> _Symbol:
    return lambda x, y: Lines(np.array([[x + 8, y - height + 1, x + 8, y + 1]]), color, 1.5)


def _bar(color: str, height: float) -> _Symbol:
    return lambda x, y: Rect(x, y - 4 - height / 2, 13, height, color)

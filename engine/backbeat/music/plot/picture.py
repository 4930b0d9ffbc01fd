"""The whole drawing of a recording and its analysis."""

from __future__ import annotations

import numpy as np

from backbeat.drawing import colors
from backbeat.drawing.lettering import shortened
from backbeat.drawing.scene import Rect, Scene, Shape, Text
from backbeat.music.arrays import Float32s
from backbeat.music.plot import theme
from backbeat.music.plot.bands import draw_bands
from backbeat.music.plot.events import draw_events
from backbeat.music.plot.grid import Thinning, draw_grid
from backbeat.music.plot.legend import draw_legend
from backbeat.music.plot.loudness import Scale, draw_energy
from backbeat.music.plot.outline import outline
from backbeat.music.plot.rows import FOOTER, HEADER, LEFT, RIGHT, WIDTH, Row, points, rows_of
from backbeat.music.plot.words import facts
from backbeat.sliced_sound import Sound, peak
from backbeat.v1.music_pb2 import MusicAnalysis

_QUIETEST_PEAK = 1e-3
"""Peak from which on the waveform is scaled to fill its lane."""
_FILLED = 0.94


def picture(samples: Sound, rate: int, analysis: MusicAnalysis, title: str) -> Scene:
    """Waveform, sections, bars and beats, loudness, drops, builds and accents.

    Up to ten minutes lie in one row; longer music is set in rows of five minutes and more. Beats,
    and then bars, are left out where they would run into each other.

    Args:
        samples: the recording from its first sample, shape (n, channels).
        rate: of the samples, in Hz.
        analysis: of the recording.
        title: printed above; the name of the song.
    """
    rows = rows_of(
        max(analysis.duration_s, len(samples) / rate),
        has_sections=bool(analysis.sections or analysis.phrases),
        has_events=bool(analysis.builds or analysis.drops or analysis.accents),
    )
    height = HEADER + rows[0].heights.total * len(rows) + FOOTER
    scene = Scene(WIDTH, height, colors.GROUND, f"{title}: {facts(analysis)}")
    room = WIDTH - 2 * RIGHT
    scene.add(
        Text(RIGHT, 42, shortened(title, 24, room), 24, colors.INK),
        Text(RIGHT, 68, shortened(facts(analysis), 14, room), 14, colors.DIM),
    )
    highest = peak(samples)
    gain = _FILLED / highest if highest > _QUIETEST_PEAK else 1.0
    thinning = Thinning.of(analysis, rows[0])
    scale = Scale.of(analysis.energy)
    for row in rows:
        _draw_panels(scene, row)
        draw_bands(scene, row, analysis)
        draw_energy(scene, row, analysis.energy, scale)
        start, end = (round(at * rate) for at in (row.start_s, row.end_s))
        _draw_wave(scene, row, samples[start:end], gain)
        draw_grid(scene, row, analysis, thinning)
        draw_events(scene, row, analysis)
    draw_legend(scene, analysis, thinning, is_long=len(rows) > 1)
    return scene


def _draw_panels(scene: Scene, row: Row) -> None:
    width = row.right - LEFT
    scene.add(
        Rect(LEFT, row.wave_top, width, row.heights.wave, colors.PANEL),
        Rect(LEFT, row.energy_top, width, row.heights.energy, colors.PANEL),
    )


def _draw_wave(scene: Scene, row: Row, samples: Float32s, gain: float) -> None:
    """Draws the waveform: peaks, and the RMS level within them."""
    columns = max(2, round(row.right - LEFT))
    shape = outline(samples, columns)
    xs = np.linspace(LEFT, row.right, columns)
    middle, half = row.wave_top + row.heights.wave / 2, row.heights.wave / 2
    for above, below, color in (
        (shape.highs, shape.lows, theme.WAVE),
        (shape.body, -shape.body, theme.WAVE_BODY),
    ):
        # At least a pixel high, so that silence is a line.
        top = middle - np.maximum(above * gain * half, 0.5)
        bottom = middle + np.maximum(-below * gain * half, 0.5)
        both = np.concatenate([xs, xs[::-1]])
        scene.add(Shape(points(both, np.concatenate([top, bottom[::-1]])), color))

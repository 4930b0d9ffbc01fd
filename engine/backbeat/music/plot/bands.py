"""Draws sections as bands and phrases below them."""

from __future__ import annotations

from backbeat.drawing import colors
from backbeat.drawing.lettering import width_of
from backbeat.drawing.scene import Rect, Scene, Text
from backbeat.music.plot import theme
from backbeat.music.plot.rows import Row
from backbeat.music.plot.words import level_name
from backbeat.v1.music_pb2 import EnergyLevel, MusicAnalysis, Section

_GAP = 1.5
_PHRASE = 3
"""Height of a phrase, in pixels."""
_PIP_WIDTH, _PIP_STEP = 4.0, 6.0
_TINT = 0.16


def draw_bands(scene: Scene, row: Row, analysis: MusicAnalysis) -> None:
    """Paints the sections and phrases of a row."""
    for section in analysis.sections:
        if row.touches(section.start_s, section.end_s):
            _draw_section(scene, row, section)
    _draw_phrases(scene, row, analysis)


def _draw_section(scene: Scene, row: Row, section: Section) -> None:
    left, right = row.x(section.start_s), row.x(section.end_s)
    width, height = right - left, row.heights.sections - _PHRASE - 5
    color = theme.section_color(section.label)
    scene.add(
        Rect(left, row.top, max(1.0, width - _GAP), height, color, radius=3),
        Rect(left, row.wave_top, width, row.heights.wave, color, _TINT),
        Rect(left, row.energy_top, width, row.heights.energy, color, _TINT),
    )
    margin = row.heights.label * 0.45
    for size in (row.heights.label, row.heights.small):
        taken = margin + width_of(section.label, size)
        if taken + _GAP <= width:
            break
    else:
        return
    baseline = row.top + height / 2 + size * 0.35
    scene.add(Text(left + margin, baseline, section.label, size, colors.INK))
    level = level_name(section.level)
    spelled = taken + margin + width_of(level, row.heights.small)
    pips = 3 * _PIP_STEP + margin
    if level and taken + margin + pips <= width:
        _draw_level(scene, right - pips, row.top + height, height, section.level)
    if level and spelled + margin + pips <= width:
        scene.add(Text(left + taken + margin, baseline, level, row.heights.small, colors.DIM))


def _draw_level(
    scene: Scene, left: float, bottom: float, height: float, level: EnergyLevel
) -> None:
    """Draws a level as one to three of three rising bars."""
    for step in range(3):
        tall = height * (0.22 + 0.17 * step)
        filled = step < int(level)
        scene.add(
            Rect(
                left + step * _PIP_STEP, bottom - tall - height * 0.2, _PIP_WIDTH, tall,
                colors.INK, 0.75 if filled else 0.18,
            )
        )  # fmt: skip


def _draw_phrases(scene: Scene, row: Row, analysis: MusicAnalysis) -> None:
    starts = [phrase.start_s for phrase in analysis.phrases]
    ends = [*starts[1:], analysis.duration_s]
    top = row.top + row.heights.sections - _PHRASE - 2
    for start, end in zip(starts, ends, strict=False):
        width = row.x(end) - row.x(start) - 2 * _GAP
        if row.touches(start, end) and width >= 2:
            scene.add(Rect(row.x(start), top, width, _PHRASE, colors.DIM, 0.45, radius=1.5))

"""The reports: one HTML page about a snap, or about an assembled edit."""

from backbeat.cutting.report.assembled import (
    AssembledViews,
    Curve,
    ShotView,
    motion_of,
    render_assembled,
)
from backbeat.cutting.report.page import render
from backbeat.cutting.report.waveform import Waveform, waveform_of

__all__ = [
    "AssembledViews",
    "Curve",
    "ShotView",
    "Waveform",
    "motion_of",
    "render",
    "render_assembled",
    "waveform_of",
]

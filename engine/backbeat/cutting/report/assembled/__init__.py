"""The report of an assembled edit: each shot on the beat grid, and why it is there."""

from backbeat.cutting.report.assembled.page import render_assembled
from backbeat.cutting.report.assembled.views import AssembledViews, Curve, ShotView, motion_of

__all__ = ["AssembledViews", "Curve", "ShotView", "motion_of", "render_assembled"]

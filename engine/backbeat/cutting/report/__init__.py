"""The report: one page that shows an editor what was done to a cut, and why."""

from backbeat.cutting.report.page import render
from backbeat.cutting.report.waveform import Waveform, waveform_of

__all__ = ["Waveform", "render", "waveform_of"]

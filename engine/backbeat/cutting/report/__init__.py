"""The report of a snap: one HTML page with the moves of all cuts and the reasons for them."""

from backbeat.cutting.report.page import render
from backbeat.cutting.report.waveform import Waveform, waveform_of

__all__ = ["Waveform", "render", "waveform_of"]

"""Placement: from chosen sounds to samples in their places, at their levels, and to stems."""

from backbeat.foley.placement.hit_times import measure_hits
from backbeat.foley.placement.mixing import LayerLevel, Reader, blocks, measured, mixed, stem
from backbeat.foley.placement.placing import Options, Placement, Scene, place

__all__ = [
    "LayerLevel",
    "Options",
    "Placement",
    "Reader",
    "Scene",
    "blocks",
    "measure_hits",
    "measured",
    "mixed",
    "place",
    "stem",
]

"""Reads what spotting needs: markers, files of cues, the guide, and what clips look like."""

from backbeat.workflows.foley.spotting.asking import Asking, asked_by
from backbeat.workflows.foley.spotting.spotted import Spotted, spotted

__all__ = ["Asking", "Spotted", "asked_by", "spotted"]

"""Reads what spotting needs: markers, files of cues, the guide, and what clips look like."""

from backbeat.workflows.foley.spotting.spotted import Asking, Spotted, asked_by, spotted

__all__ = ["Asking", "Spotted", "asked_by", "spotted"]

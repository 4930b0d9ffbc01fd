"""Shot plans: what to generate or shoot for each slot that a song wants."""

from backbeat.cutting.planning.template import Template, default_template, read_template

__all__ = ["Template", "default_template", "read_template"]

"""Jobs: one request run to its result, in this process or queued on an engine."""

from backbeat.jobs.run import KINDS, run

__all__ = ["KINDS", "run"]

"""Jobs: a request in, a result out, here or queued on an engine."""

from backbeat.jobs.run import KINDS, run

__all__ = ["KINDS", "run"]

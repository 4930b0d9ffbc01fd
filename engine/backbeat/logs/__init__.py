"""The engine's log: lines as text or JSON, each with its job, without secrets."""

from backbeat.logs.labels import JobLabel, labelled, speak_of
from backbeat.logs.of_jobs import JobLines
from backbeat.logs.secrets import hide
from backbeat.logs.setup import LogOptions, start_log

__all__ = ["JobLabel", "JobLines", "LogOptions", "hide", "labelled", "speak_of", "start_log"]

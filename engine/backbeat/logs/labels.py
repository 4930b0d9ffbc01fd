"""The job that a line of the log is about."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JobLabel:
    """What every line of a job carries."""

    name: str
    """ "jobs/<id>"."""
    kind: str
    """Such as "snap"."""
    attempt: int
    """From 1."""


_CURRENT: ContextVar[JobLabel | None] = ContextVar("backbeat_job", default=None)


@contextlib.contextmanager
def labelled(label: JobLabel) -> Iterator[None]:
    """Everything that this thread logs inside is about one job."""
    token = _CURRENT.set(label)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def speak_of(label: JobLabel | None) -> None:
    """What this thread logs from now on is about a job, or about none."""
    _CURRENT.set(label)


def current() -> JobLabel | None:
    """The job that this thread works on; None where it works on none."""
    return _CURRENT.get()


class Labels(logging.Filter):
    """Gives each record the label of its thread's job, as `record.job_label`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Adds the label, and lets every record pass."""
        if not hasattr(record, "job_label"):
            record.job_label = _CURRENT.get()
        return True


def label_of(record: logging.LogRecord) -> JobLabel | None:
    """The job that a record is about; None where it is about none."""
    label: JobLabel | None = getattr(record, "job_label", None)
    return label

"""Lines of the log: as text for people, as JSON for programs."""

from __future__ import annotations

import datetime
import json
import logging
import re

from backbeat.logs.labels import label_of
from backbeat.logs.secrets import without_secrets

# A file name may hold line feeds, which would forge lines, or sequences that move a cursor.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _time(record: logging.LogRecord) -> str:
    moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _escaped(text: str) -> str:
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class TextFormat(logging.Formatter):
    """One line a record, and one for each line of its traceback, all with the same beginning."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as lines, without secrets."""
        label = label_of(record)
        job = f" [{label.name} {label.kind} {label.attempt}]" if label is not None else ""
        start = f"{_time(record)} {record.levelname} {record.name}{job}: "
        lines = [record.getMessage(), *_traceback(self, record).splitlines()]
        return "\n".join(start + _escaped(without_secrets(line)) for line in lines)


class JsonFormat(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what there is of job and error."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, without secrets."""
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        label = label_of(record)
        if label is not None:
            line |= {"job": label.name, "kind": label.kind, "attempt": label.attempt}
        if error := _traceback(self, record):
            line["error"] = without_secrets(error)
        return json.dumps(line, ensure_ascii=True)


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    if record.exc_info and not record.exc_text:
        record.exc_text = formatter.formatException(record.exc_info)
    return record.exc_text or ""

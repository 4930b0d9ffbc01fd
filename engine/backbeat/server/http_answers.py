"""HTTP responses in the form of the Connect protocol's unary calls."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from google.protobuf import json_format
from google.protobuf.message import Message

from backbeat.errors import BackbeatError, LimitError


@dataclass(frozen=True)
class Answer:
    """One HTTP response."""

    status: int
    """HTTP status."""
    body: bytes = b""
    """Body of the response."""
    content_type: str = "application/json"
    """Media type of `body`."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers of the response."""
    closes: bool = False
    """Whether the connection is closed, since the request was not read to its end."""
    parts: Iterable[bytes] | None = None
    """A long body, part by part, instead of `body`."""
    length: int = 0
    """Bytes of all `parts`."""


class Refusal(Exception):  # noqa: N818 -- an answer, not a fault
    """Raised to end a request early with an answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def message_answer(message: Message) -> Answer:
    """A message in protobuf's JSON mapping, including fields that have their default."""
    text = json_format.MessageToJson(
        message, always_print_fields_with_no_presence=True, indent=None
    )
    return Answer(HTTPStatus.OK, text.encode())


def error_answer(error: BackbeatError) -> Answer:
    """The answer for an error, whose hint is appended to the message."""
    answer = fault(error.statuses.http, error.code.value, str(error))
    if isinstance(error, LimitError) and error.retry_after_s:
        return replace(answer, headers={"Retry-After": str(error.retry_after_s)})
    return answer


def fault(status: int, code: str, message: str, closes: bool = False) -> Answer:
    """An answer with an HTTP status and an error code of the Connect protocol."""
    body = json.dumps({"code": code, "message": message}, ensure_ascii=True)
    return Answer(status, body.encode(), closes=closes)


def unread(answer: Answer) -> Answer:
    """A copy of an answer for a request whose body was not read: it closes the connection."""
    return replace(answer, closes=True)

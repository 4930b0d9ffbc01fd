"""Answers of the JSON face, as the Connect protocol shapes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from google.protobuf import json_format
from google.protobuf.message import Message

from backbeat.errors import BackbeatError


@dataclass(frozen=True)
class Answer:
    """One HTTP response."""

    status: int
    """HTTP status."""
    body: bytes = b""
    """What is sent."""
    content_type: str = "application/json"
    """What `body` is."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers."""
    closes: bool = False
    """The connection cannot be used again, since the request was not read to its end."""


class Refusal(Exception):  # noqa: N818 -- an answer, not a fault
    """Ends a request early with an answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def message_answer(message: Message) -> Answer:
    """The JSON mapping of a message, every field that can be missing included."""
    text = json_format.MessageToJson(
        message, always_print_fields_with_no_presence=True, indent=None
    )
    return Answer(HTTPStatus.OK, text.encode())


def error_answer(error: BackbeatError) -> Answer:
    """An error; the hint is the end of the message."""
    return fault(error.face.http, error.code.value, str(error))


def fault(status: int, code: str, message: str, closes: bool = False) -> Answer:
    """An error of the transport itself, with a code of the Connect protocol."""
    body = json.dumps({"code": code, "message": message}, ensure_ascii=True)
    return Answer(status, body.encode(), closes=closes)


def unread(answer: Answer) -> Answer:
    """The same answer to a request whose body was not read."""
    return Answer(answer.status, answer.body, answer.content_type, answer.headers, closes=True)

"""Which jobs may be run again without being asked, after their engine died."""

from __future__ import annotations

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from backbeat.v1.jobs_pb2 import JobRequest

MAX_ATTEMPTS = 3
"""How often a job is begun before it counts as interrupted: it may be what its engine died of."""
_OTHERS = ("service:", "command:")
_PAID_SOURCES = ("elevenlabs", "freesound")


def is_repeatable(request: JobRequest) -> bool:
    """Whether running a job twice does no more than running it once.

    Outputs are put in place whole, and replaced by equal ones the second time. What a service on
    another machine or a program of the user's does is done again, and may be paid for again.
    """
    return not any(text.startswith(_OTHERS) or text in _PAID_SOURCES for text in _texts(request))


def _texts(message: Message) -> list[str]:
    found: list[str] = []
    for field, value in message.ListFields():
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            found += [text for text in value.values() if isinstance(text, str)]
            continue
        for part in value if field.is_repeated else (value,):
            if field.type == FieldDescriptor.TYPE_MESSAGE:
                found += _texts(part)
            elif field.type == FieldDescriptor.TYPE_STRING:
                found.append(part)
    return found

"""Requests of a newer client, which this engine would carry out without what is new in them."""

from __future__ import annotations

from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet

from backbeat.errors import RequestError
from backbeat.version import __version__


def check_known(request: Message) -> None:
    """Checks that a request holds nothing that this engine does not know.

    Protobuf passes over unknown fields: an option that is new in the client's version would be left
    out, and the result be another than the one asked for.

    Raises:
        RequestError: it holds something unknown, at any depth.
    """
    name = _with_unknown(request)
    if name:
        raise RequestError(
            f"The request comes from a newer Backbeat: its {name} holds a field that this engine, "
            f"Backbeat {__version__}, does not know.",
            "Update Backbeat where the engine runs, and start `backbeat serve` again.",
        )


def _with_unknown(message: Message) -> str:
    """The type of the first message that holds an unknown field; empty for none."""
    if len(UnknownFieldSet(message)):
        name: str = message.DESCRIPTOR.name
        return name
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            if field.message_type.fields_by_name["value"].message_type is None:
                continue
            parts = list(value.values())
        else:
            parts = list(value) if field.is_repeated else [value]
        for part in parts:
            if found := _with_unknown(part):
                return found
    return ""

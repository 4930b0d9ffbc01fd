"""What is wrong with a message in JSON, in words for whoever edited it."""

from __future__ import annotations

import re


def what_is_wrong(error: Exception) -> str:
    """What a parser of JSON, or of protobuf's JSON, says is wrong, without a full stop.

    Protobuf lists all fields that there are; they are left out.
    """
    said, _, _ = " ".join(str(error).split()).partition(" Available Fields")
    unknown = re.search(r'has no field named "(.*?)"', said)
    if unknown is not None:
        return f"it has a field {unknown[1]} that is not known"
    # Every message that the field is in is named; the last one is the field itself.
    fields = re.compile(r"^(?:Failed to parse \w+ field: )*Failed to parse (\w+) field: ")
    return fields.sub(r"\1: ", said).rstrip(".")

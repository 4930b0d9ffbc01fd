"""What may be asked for when an edit is changed or built again."""

from __future__ import annotations

from backbeat.errors import RequestError
from backbeat.v1.assembly_pb2 import CutRequest

_OF_A_NEW_EDIT = {
    "beats": "how beats are tracked",
    "pacing": "the pace",
    "material": "the use of the clips",
    "length": "the length",
    "rate": "the frame rate",
    "width": "the size",
    "height": "the size",
    "plan_path": "the shot plan",
    "paths": "the clips",
    "music_path": "the music",
    "for_editor": "the editor it is for",
}


def check_only_again(request: CutRequest, hint: str) -> None:
    """Refuses what only an edit that is assembled anew can follow.

    Raises:
        RequestError: with `hint`.
    """
    for name, what in _OF_A_NEW_EDIT.items():
        value = getattr(request, name)
        # Messages are there even when they are empty.
        given = value.ByteSize() > 0 if hasattr(value, "ByteSize") else bool(value)
        if given:
            raise RequestError(f"An edit that is there keeps {what}.", hint)
    if request.variants > 1:
        raise RequestError("An edit that is there has no variants.", hint)

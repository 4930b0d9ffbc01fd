"""Opens the user's index of sounds, with the model of meaning where it is installed."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import NotFoundError
from backbeat.home import home
from backbeat.models.sentences import sentence_model
from backbeat.sounds.index import Index


def open_index(named: str = "") -> Index:
    """An index; close it, or use `with`.

    Args:
        named: its file; empty: that of this user.

    Raises:
        NotFoundError: there is no such file.
        InputError: the index is damaged, or of a newer Backbeat.
        OutputError: it cannot be made.
    """
    if not named:
        return Index.open(home(), sentence_model())
    path = Path(named)
    if not path.is_file():
        raise NotFoundError(
            f"There is no index of sounds at {path}.", "Make it: backbeat library add DIR --index."
        )
    return Index(path, sentence_model())

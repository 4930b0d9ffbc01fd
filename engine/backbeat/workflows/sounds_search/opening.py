"""Opens the user's index of sounds, with the model of meaning where it is installed."""

from __future__ import annotations

from backbeat.home import home
from backbeat.models.sentences import sentence_model
from backbeat.sounds.index import Index


def open_index() -> Index:
    """The index of this user; close it, or use `with`.

    Raises:
        InputError: the index is damaged, or of a newer Backbeat.
        OutputError: it cannot be made.
    """
    return Index.open(home(), sentence_model())

"""The registry of model weights: those in the wheel, and those the user added.

Each model has a card, a small JSON file beside it. Added ones lie in the user's data folder, one
folder a model, so that an update of Backbeat leaves them alone.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib import resources
from pathlib import Path

from backbeat.errors import InputError, NotFoundError, OutputError
from backbeat.files import replacing, sha256_of
from backbeat.home import home

ADDABLE = {"beat_this": "beats and downbeats, by Beat This (Foscarin et al. 2024)"}
"""Models that a user may add, and their purpose."""
_CARD, _MODEL = "card.json", "model.onnx"


@dataclass(frozen=True)
class Card:
    """The card of a model: name, licence, source and file."""

    name: str
    purpose: str
    licence: str
    """SPDX identifier or text; empty: unknown."""
    source: str
    """Origin, such as a URL; empty: unknown."""
    sha256: str
    file: str
    """The file's name; its path, once read from the registry."""
    added: bool = False
    """Whether the user added it."""


def cards() -> list[Card]:
    """All models, those in the wheel first."""
    return [*_shipped(), *_added()]


def model_path(name: str) -> Path:
    """The file of the added model `name`.

    Raises:
        NotFoundError: it was not added.
    """
    path = _home() / name / _MODEL
    # Any other name could be a path, and lead out of the registry.
    if name not in ADDABLE:
        raise NotFoundError(
            f"No model called {name!r} can be added or removed.",
            f"Choose from: {', '.join(ADDABLE)}.",
        )
    if not path.is_file():
        raise NotFoundError(
            f"There is no model called {name!r} here.", f"Add one: backbeat models add {name} FILE."
        )
    return path


def add(name: str, model: Path, licence: str = "", source: str = "") -> Card:
    """Copies a checked ONNX file into the registry, replacing a model of that name.

    Raises:
        InputError: the file cannot be read.
        OutputError: the registry cannot be written to.
    """
    folder_of_all = _home()
    try:
        folder_of_all.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder_of_all} cannot be made: {error.strerror or error}.",
            "Check the permissions of your data folder, or set BACKBEAT_HOME to another.",
        ) from error
    try:
        digest = sha256_of(model)
        card = Card(name, ADDABLE[name], licence, source, digest, _MODEL)
        with replacing(folder_of_all / name) as folder:
            folder.mkdir()
            shutil.copyfile(model, folder / _MODEL)
            (folder / _CARD).write_text(json.dumps(asdict(card), indent=2) + "\n", "utf-8")
    except OSError as error:
        raise InputError(
            f"{model} cannot be read: {error.strerror or error}.", "Give the path of a model."
        ) from error
    return replace(card, file=str(folder_of_all / name / _MODEL), added=True)


def remove(name: str) -> None:
    """Removes an added model.

    Raises:
        NotFoundError: it was not added.
        OutputError: its folder cannot be removed.
    """
    folder = model_path(name).parent
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be removed: {error.strerror or error}.",
            "Stop the engine that uses it, and check the folder's permissions.",
        ) from error


def _shipped() -> Iterator[Card]:
    folder = resources.files("backbeat.models") / "weights"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".json"):
            card = Card(**json.loads(entry.read_text("utf-8")))
            yield replace(card, file=str(folder / card.file))


def _added() -> Iterator[Card]:
    # By name, since an interrupted copy may have left other folders beside them.
    for name in ADDABLE:
        path = _home() / name / _CARD
        if not path.is_file():
            continue
        try:
            card = Card(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                f"{path} is no card of a model.", f"Add it again: backbeat models add {name} FILE."
            ) from error
        yield replace(card, file=str(path.with_name(_MODEL)), added=True)


def _home() -> Path:
    return home() / "models"

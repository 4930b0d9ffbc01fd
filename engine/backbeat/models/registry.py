"""The registry of model weights: those in the wheel, and those the user added or pulled.

Each model has a card, a small JSON file beside it. Added and pulled ones lie in the user's data
folder, one folder a model, so that an update of Backbeat leaves them alone.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import resources
from pathlib import Path

from backbeat.errors import InputError, NotFoundError, OutputError
from backbeat.files import replacing, sha256_of
from backbeat.home import home
from backbeat.models.generators.kinds import KINDS
from backbeat.models.pullable import PULLABLE, Pullable, pullable

ADDABLE = {
    "beat_this": "beats and downbeats, by Beat This (Foscarin et al. 2024)",
    "syncnet": "scores of lips against a voice, by SyncNet (Chung and Zisserman 2016)",
    **{kind.name: kind.purpose for kind in KINDS.values()},
}
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
    """The main file's name; its path, once read from the registry."""
    added: bool = False
    """Whether the user added it."""
    pulled: bool = False
    """Whether `backbeat models pull` brought it."""
    bytes: int = 0
    """Size of all its files; 0 until read from the registry."""
    commercial: str = ""
    """Whether its licence allows commercial use: "yes", "no" or "unknown"; empty: nobody was asked.
    """
    accepted: str = ""
    """Day on which the user accepted the licence, as in 2026-01-31; empty: nobody was asked."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file of an added model, by its path in the model's folder."""


def cards() -> list[Card]:
    """All models, those in the wheel first."""
    return [*_shipped(), *_added(), *_pulled()]


def models_folder() -> Path:
    """Where added and pulled models lie; it need not exist."""
    return home() / "models"


def pulled_path(name: str, file: str) -> Path:
    """A file of a pulled model, such as `pulled_path("speech", "model.bin")`.

    The files of one model lie in one folder.

    Raises:
        NotFoundError: the model was not pulled; the hint is the command that does.
    """
    path = models_folder() / pullable(name).name / file
    if not path.is_file():
        raise NotFoundError(
            f"The model {name} ({pullable(name).purpose}) is not here.",
            f"Get it once: backbeat models pull {name}",
        )
    return path


def is_pulled(name: str) -> bool:
    """Whether all files of a pullable model are here, by their sizes."""
    folder = models_folder() / name
    return all(_size(folder / file.name) == file.bytes for file in pullable(name).files)


def added_card(name: str) -> Card:
    """The card of the added model `name`.

    Raises:
        NotFoundError: it was not added.
        InputError: its card cannot be read.
    """
    path = _card_path(name)
    try:
        card = Card(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"{path} is no card of a model.", f"Add it again: backbeat models add {name} FILE."
        ) from error
    return _placed(card, path.parent / card.file, added=True)


def is_added(name: str) -> bool:
    """Whether the user added the model `name`."""
    return name in ADDABLE and (models_folder() / name / _CARD).is_file()


def model_path(name: str) -> Path:
    """The main file of the added model `name`.

    Raises:
        NotFoundError: it was not added.
        InputError: its card cannot be read.
    """
    return Path(added_card(name).file)


def add(name: str, model: Path, licence: str = "", source: str = "") -> Card:
    """Copies a checked ONNX file into the registry, replacing a model of that name.

    Raises:
        InputError: the file cannot be read.
        OutputError: the registry cannot be written to.
    """
    return put_added(Card(name, ADDABLE[name], licence, source, "", _MODEL), {_MODEL: model})


def put_added(card: Card, files: Mapping[str, Path]) -> Card:
    """Copies the files of a model into the registry, replacing a model of that name.

    Args:
        card: of the model, with the path of its main file among `files`, and without digests.
        files: what is copied, by its path in the model's folder.

    Raises:
        InputError: a file cannot be read.
        OutputError: the registry cannot be written to.
    """
    folder_of_all = models_folder()
    try:
        folder_of_all.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder_of_all} cannot be made: {error.strerror or error}.",
            "Check the permissions of your data folder, or set BACKBEAT_HOME to another.",
        ) from error
    digests = {}
    for name, file in files.items():
        try:
            digests[name] = sha256_of(file)
        except OSError as error:
            raise InputError(
                f"{file} cannot be read: {error.strerror or error}.", "Give the path of a model."
            ) from error
    card = replace(card, sha256=digests[card.file], files=digests)
    with replacing(folder_of_all / card.name) as folder:
        folder.mkdir()
        for name, file in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(file, folder / name)
        (folder / _CARD).write_text(json.dumps(asdict(card), indent=2) + "\n", "utf-8")
    return _placed(card, folder_of_all / card.name / card.file, added=True)


def pulled_card(model: Pullable) -> Card | None:
    """The card of a pulled model; None where a file is missing or is not what it should be."""
    folder = models_folder() / model.name
    try:
        if any(sha256_of(folder / file.name) != file.sha256 for file in model.files):
            return None
    except OSError:
        return None
    return _card_of(model)


def put_pulled(model: Pullable, folder: Path) -> Card:
    """Moves the checked files of a pullable model into the registry, replacing those there.

    Raises:
        OutputError: the registry cannot be written to.
    """
    card = _card_of(model)
    written = {**asdict(card), "file": model.files[0].name}
    (folder / _CARD).write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    with replacing(models_folder() / model.name) as stage:
        folder.rename(stage)
    return card


def remove(name: str) -> None:
    """Removes an added or pulled model.

    Raises:
        NotFoundError: it is not here.
        OutputError: its folder cannot be removed.
    """
    if name in PULLABLE:
        folder = pulled_path(name, PULLABLE[name].files[0].name).parent
    else:
        folder = _card_path(name).parent
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
            yield _placed(card, Path(str(folder / card.file)))


def _card_path(name: str) -> Path:
    # Any other name could be a path, and lead out of the registry.
    if name not in ADDABLE:
        raise NotFoundError(
            f"No model called {name!r} can be added or removed.",
            f"Choose from: {', '.join((*ADDABLE, *PULLABLE))}.",
        )
    path = models_folder() / name / _CARD
    if not path.is_file():
        raise NotFoundError(
            f"There is no model called {name!r} here.", f"Add one: backbeat models add {name} FILE."
        )
    return path


def _added() -> Iterator[Card]:
    # By name, since an interrupted copy may have left other folders beside them.
    for name in ADDABLE:
        if is_added(name):
            yield added_card(name)


def _pulled() -> Iterator[Card]:
    yield from (_card_of(model) for model in PULLABLE.values() if is_pulled(model.name))


def _card_of(model: Pullable) -> Card:
    main = model.files[0]
    path = models_folder() / model.name / main.name
    return Card(
        model.name, model.purpose, model.licence, model.source, main.sha256, str(path),
        pulled=True, bytes=model.bytes,
    )  # fmt: skip


def _placed(card: Card, path: Path, *, added: bool = False) -> Card:
    folder = models_folder() / card.name
    size = sum(_size(folder / name) for name in card.files) if card.files else _size(path)
    return replace(card, file=str(path), added=added, bytes=size)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

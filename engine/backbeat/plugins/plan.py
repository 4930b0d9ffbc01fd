"""What installing or removing a plugin would do, file by file, before anything is done."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from backbeat.errors import InputError, NotFoundError, OutputError
from backbeat.plugins import manifest as manifests
from backbeat.plugins.manifest import Manifest, digest_of
from backbeat.plugins.places import MENU_FOLDER, PACKAGE_FOLDER, Places
from backbeat.plugins.source import wanted

_INSTALL_JSON = f"{PACKAGE_FOLDER}/{manifests.FILE}"


class Action(enum.Enum):
    """What happens to one file."""

    WRITE = "write"
    """It is not there."""
    REPLACE = "replace"
    """An older one of ours is there."""
    LEAVE = "leave"
    """It is there as wanted."""
    SET_ASIDE = "set aside"
    """Somebody changed it, or it is not ours and has our name: it is renamed."""
    REMOVE = "remove"
    """It is ours and not wanted any more."""

    @property
    def done(self) -> str:
        """As in "3 files written"."""
        irregular = {Action.WRITE: "written", Action.LEAVE: "left", Action.SET_ASIDE: "set aside"}
        return irregular.get(self, f"{self.value}d")


@dataclass(frozen=True)
class Step:
    """One file and what happens to it."""

    action: Action
    name: str
    """Relative to Resolve's `Fusion` folder, with "/"."""
    content: bytes = b""
    """For WRITE and REPLACE."""
    aside: str = ""
    """For SET_ASIDE: the new name, relative likewise."""


@dataclass(frozen=True)
class Plan:
    """Everything that installing or removing does, in this order."""

    command: str
    """ "install" or "uninstall"."""
    places: Places
    steps: tuple[Step, ...]
    folders: tuple[Path, ...]
    """Folders that are removed afterwards where they are empty, inner ones first."""

    def names(self, *actions: Action) -> list[str]:
        """The files that one of these actions is for."""
        return [step.name for step in self.steps if step.action in actions]


def plan_install(places: Places, source: Path) -> Plan:
    """What it takes to have exactly the plugin of `source` installed.

    An older installation is replaced. A file of it that somebody changed is renamed, not lost. A
    folder's other files are left alone.

    Raises:
        InputError: the source is no plugin.
        OutputError: the folders cannot be looked at, or something is in the way.
    """
    contents = wanted(source, places)
    with_digests = {name: digest_of(content) for name, content in contents.items()}
    try:
        before = manifests.read(places)
    except InputError:
        # It makes no sense, so nothing is known to be ours: what differs is set aside.
        before = None
    known = before.files if before else {}
    gone = [name for name in known if name not in contents]
    try:
        folders = _folders_to_make(places, before)
        after = manifests.text_of(manifests.fresh(places, with_digests, folders))
        steps = [
            *(step for name in contents for step in _put(places, name, contents[name], known)),
            *(step for name in gone for step in _take(places, name, known)),
            *_compiled(places, gone),
            # Last: until then the old one says what of all this is ours.
            *_put_manifest(places, after.encode("ascii")),
        ]
    except OSError as error:
        raise _unreadable(places, error) from error
    return Plan("install", places, tuple(steps), _inner_first(places, gone))


def plan_uninstall(places: Places) -> Plan:
    """What it takes to remove what is installed, and nothing else.

    Raises:
        NotFoundError: nothing is installed there.
        InputError: what is installed does not say what belongs to it.
        OutputError: the folders cannot be looked at.
    """
    manifest = manifests.read(places)
    if manifest is None:
        raise NotFoundError(
            f"The plugin for Resolve is not installed for {places.scope.words} "
            f"(no {manifests.path_of(places)}).",
            "`backbeat plugins list` says what is installed.",
        )
    names = list(manifest.files)
    try:
        steps = [
            # Menu entries first: what is left of a removal cut short shows nothing that fails.
            *(step for name in reversed(names) for step in _take(places, name, manifest.files)),
            *_compiled(places, names),
            Step(Action.REMOVE, _INSTALL_JSON),
        ]
    except OSError as error:
        raise _unreadable(places, error) from error
    made = tuple(Path(folder) for folder in manifest.folders if _is_above(places, Path(folder)))
    outer = sorted(made, key=lambda folder: len(folder.parts), reverse=True)
    inner = _inner_first(places, [*names, *(step.name for step in steps)])
    return Plan("uninstall", places, tuple(steps), (*inner, *outer))


def _put(places: Places, name: str, content: bytes, known: dict[str, str]) -> Iterator[Step]:
    path = places.fusion / name
    found = _bytes_at(path)
    if found is None:
        yield Step(Action.WRITE, name, content)
    elif found == content and not path.is_symlink():
        yield Step(Action.LEAVE, name)
    elif digest_of(found) == known.get(name) and not path.is_symlink():
        yield Step(Action.REPLACE, name, content)
    else:
        yield Step(Action.SET_ASIDE, name, aside=_free_name(places, name))
        yield Step(Action.WRITE, name, content)


def _put_manifest(places: Places, content: bytes) -> Iterator[Step]:
    found = _bytes_at(places.fusion / _INSTALL_JSON)
    if found is None:
        yield Step(Action.WRITE, _INSTALL_JSON, content)
    else:
        action = Action.LEAVE if found == content else Action.REPLACE
        yield Step(action, _INSTALL_JSON, content)


def _take(places: Places, name: str, known: dict[str, str]) -> Iterator[Step]:
    path = places.fusion / name
    found = _bytes_at(path)
    if found is None:
        return
    if digest_of(found) == known[name] and not path.is_symlink():
        yield Step(Action.REMOVE, name)
    else:
        yield Step(Action.SET_ASIDE, name, aside=_free_name(places, name))


def _compiled(places: Places, names: list[str]) -> Iterator[Step]:
    """What Resolve's Python made of our modules."""
    for name in names:
        module = PurePosixPath(name)
        if module.suffix == ".py" and module.is_relative_to(PACKAGE_FOLDER):
            folder = module.parent / "__pycache__"
            for path in sorted((places.fusion / folder).glob(f"{module.stem}.*.pyc")):
                yield Step(Action.REMOVE, str(folder / path.name))


def _bytes_at(path: Path) -> bytes | None:
    """A file's content, links followed; None when there is none.

    Raises:
        OutputError: a folder is in its place.
        OSError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        # A link that leads nowhere is in the way all the same.
        return b"" if path.is_symlink() else None
    except (IsADirectoryError, NotADirectoryError, PermissionError) as error:
        if not path.is_dir() and isinstance(error, PermissionError):
            raise
        what = f"the folder {path} is" if path.is_dir() else f"a file is above {path},"
        raise OutputError(
            f"The plugin cannot be installed: {what} in the way.", "Move it, then try again."
        ) from error


def _free_name(places: Places, name: str) -> str:
    """A name beside `name` that is free. It does not end in .py: Resolve must not list it."""
    number, free = 1, f"{name}.bak"
    while (places.fusion / free).exists() or (places.fusion / free).is_symlink():
        number += 1
        free = f"{name}.bak{number}"
    return free


def _folders_to_make(places: Places, before: Manifest | None) -> list[str]:
    """Folders above ours that were missing before the first installation."""
    if before is not None:
        return before.folders
    above = {*places.package.parents, *places.menu.parents}
    return sorted(str(folder) for folder in above if not folder.exists())


def _is_above(places: Places, folder: Path) -> bool:
    return folder in {*places.package.parents, *places.menu.parents}


def _inner_first(places: Places, names: list[str]) -> tuple[Path, ...]:
    """Those of our folders that these files lie in."""
    ours = (PurePosixPath(PACKAGE_FOLDER), PurePosixPath(MENU_FOLDER))
    folders = {
        parent
        for name in names
        for parent in PurePosixPath(name).parents
        if any(parent.is_relative_to(folder) for folder in ours)
    }
    ordered = sorted(folders, key=lambda folder: (-len(folder.parts), str(folder)))
    return tuple(places.fusion / folder for folder in ordered)


def _unreadable(places: Places, error: OSError) -> OutputError:
    return OutputError(
        f"{error.filename or places.fusion} cannot be read: {error.strerror or error}.",
        "Check the folder's permissions.",
    )

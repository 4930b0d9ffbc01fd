"""A timeline file: its original bytes, and the OpenTimelineIO objects read from them.

`load` followed by `save` gives the same bytes. Edits are made on the text (see `splice`), so
everything that was not edited keeps its spelling.
"""

from __future__ import annotations

import enum
import hashlib
import shutil
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from backbeat import roots
from backbeat.errors import OutputError, TimelineError
from backbeat.files import StrPath, replacing, same_file
from backbeat.timeline import schema
from backbeat.timeline.bounds import check_contents, check_size, read_within
from backbeat.timeline.bundle import (
    ARCHIVE_FAULTS,
    CONTENT,
    archive_of,
    check_archive,
    check_content,
    copy_folder,
    member_of,
    members_of_folder,
    unpacked,
)
from backbeat.timeline.exchange.formats import (
    BUNDLE,
    WRITTEN,
    Format,
    check_readable,
    format_of,
    unwritable,
)
from backbeat.timeline.jsontext import BOM, JsonText
from backbeat.timeline.reader_hazards import FatalShapeError, is_hazardous
from backbeat.timeline.trial_reading import crashes_the_reader
from backbeat.timeline.unreadable import EXPORT_AGAIN, exported, why_not_read, why_unreadable
from backbeat.timeline.urls import is_absolute, local_path

_MAX_DEPTH = 300
"""Maximum nesting of the JSON; far deeper nesting crashes OpenTimelineIO's reader."""


class Container(enum.Enum):
    """The kinds of timeline file, by suffix."""

    OTIO = ".otio"
    """JSON text."""
    OTIOZ = ".otioz"
    """A zip of the text and its media."""
    OTIOD = ".otiod"
    """A folder of the text and its media."""


@dataclass(frozen=True)
class Document:
    """One timeline file that was read. Immutable: edits return a new document."""

    path: Path
    """The path it was read from."""
    container: Container
    data: bytes
    """The JSON text, byte for byte."""
    edited: bool = False
    """Whether `data` differs from the content of the file."""
    converted_from: Format | None = None
    """The format of the file, where it is another than OpenTimelineIO; `data` is converted then."""
    notes: tuple[str, ...] = ()
    """What the conversion guessed or left out, one sentence each."""
    places: Mapping[str, Path] = field(default_factory=dict)
    """Where media is on this machine, by URL, where it is not where the timeline says."""

    @cached_property
    def text(self) -> JsonText:
        """The text with the position of every value."""
        return JsonText(self.data)

    @cached_property
    def root(self) -> Any:
        """OpenTimelineIO's object for the whole file.

        Objects of schema versions newer than the installed library read as older or unknown ones.
        """
        return _read(self)

    @property
    def media_folder(self) -> Path:
        """The folder that relative media paths start from."""
        is_folder = self.container is Container.OTIOD or self.path.suffix.lower() == BUNDLE
        return self.path if is_folder else self.path.parent

    def place_of(self, url: str) -> Path | None:
        """Where the media at `url` is on this machine; None if it is no local file."""
        return self.places.get(url) or local_path(url, self.media_folder)

    @property
    def sha256(self) -> str:
        """SHA-256 of the text, as hex digits."""
        return hashlib.sha256(self.data).hexdigest()

    def with_data(self, data: bytes) -> Document:
        """The document with other text."""
        return replace(self, data=data, edited=data != self.data or self.edited)


def load(path: StrPath) -> Document:
    """Reads an .otio, .otioz or .otiod file (or OpenTimelineIO JSON of any other suffix).

    An .xml of Final Cut Pro 7, an .fcpxml, an .edl or an .aaf is converted.

    Raises:
        TimelineError: the file is missing, unreadable, or not a timeline; the message names the
            cause.
        OutsideRootsError: it lies outside the folders that this process may open.
    """
    path = Path(path)
    roots.check_read(path)
    check_readable(path)
    container, form = _container_of(path), format_of(path)
    notes: tuple[str, ...] = ()
    try:
        if form is not None:
            from backbeat.timeline.exchange.reading import converted

            data, notes = converted(path, form)
        else:
            data = _read_bytes(path, container)
    except ARCHIVE_FAULTS as error:
        raise TimelineError(*why_unreadable(path, error)) from error
    document = Document(path, container, data, form is not None, form, notes)
    _ = document.root
    return document


def save(document: Document, path: StrPath) -> None:
    """Writes a document to `path`, completely or not at all; its ending decides the format.

    OpenTimelineIO stays the same kind of file, and the media inside an .otioz or .otiod is copied.
    An .xml, .fcpxml or .edl is converted: see `losses`.

    Raises:
        TimelineError: `path` is the file it was read from, or of another kind.
        RequestError: it has an ending that Backbeat does not write.
        OutputError: it cannot be written, or is an existing folder.
    """
    path = Path(path)
    check_output(document, path)
    if same_file(path, document.path):
        raise TimelineError(f"{path} is the file it was read from.", "Choose another output.")
    if path.is_dir():
        raise OutputError(
            f"{path} is an existing folder.",
            "Choose another output, or move the folder away.",
        )
    form = WRITTEN.get(path.suffix.lower())
    with replacing(path) as temporary:
        if form is not None:
            from backbeat.timeline.exchange.writing import text_of

            temporary.write_bytes(text_of(document, form))
        elif document.container is Container.OTIO:
            temporary.write_bytes(document.data)
        elif document.container is Container.OTIOD:
            copy_folder(document.path, temporary)
            (temporary / CONTENT).write_bytes(document.data)
        elif document.edited:
            _rewrite_zip(document, temporary)
        else:
            shutil.copyfile(document.path, temporary)


def check_ending(path: Path, source: Path) -> None:
    """Refuses an output with an ending that Backbeat does not write.

    Args:
        path: path of the output.
        source: path of the input timeline; a .json may be written if the input is one.

    Raises:
        RequestError: it ends in .aaf, in that of a project file, or in anything else.
    """
    kinds = [*(kind.value for kind in Container), *WRITTEN]
    ending = path.suffix.lower()
    if ending in kinds or (ending == ".json" and source.suffix.lower() == ending):
        return
    raise unwritable(path)


def check_output(document: Document, path: Path) -> None:
    """Checks in advance whether `save` would refuse `path`.

    Raises:
        RequestError: it has an ending that Backbeat does not write.
        TimelineError: it is of another kind than the document, or the document is an .otioz, whose
            media no other format can hold.
    """
    check_ending(path, document.path)
    if path.suffix.lower() in WRITTEN:
        if document.container is Container.OTIOZ:
            raise TimelineError(
                f"{document.path} holds its media inside, which {path.name} cannot point to.",
                "Unpack it first, or name an output that ends in .otioz.",
            )
        return
    if _container_of(path) is not document.container:
        raise TimelineError(
            f"{path} is not of the kind of {document.path.name}.",
            f"Name an output that ends in {document.container.value}.",
        )


def losses(document: Document, path: Path) -> list[str]:
    """What the format that `path` ends in cannot hold of this timeline, one sentence each.

    Empty for OpenTimelineIO. Told before anything is written, so that nothing is lost unseen.

    Raises:
        TimelineError: the timeline's times are invalid.
    """
    form = WRITTEN.get(path.suffix.lower())
    if form is None:
        return []
    from backbeat.timeline.exchange.writing import losses_of

    return losses_of(document, form)


def media_inside(document: Document, name: str, folder: Path) -> Path | None:
    """Unpacks one media file of an .otioz below `folder`; None if it has no such member.

    Args:
        document: the timeline's file.
        name: the media URL as the timeline spells it.
        folder: where it is unpacked; a file that is there already is used.

    Raises:
        TimelineError: the archive cannot be read, or the file does not fit on the disk.
    """
    if document.container is not Container.OTIOZ:
        return None
    try:
        with archive_of(document.path) as archive:
            member = member_of(name, set(archive.namelist()))
            return None if member is None else unpacked(document.path, archive, member, folder)
    except ARCHIVE_FAULTS as error:
        raise TimelineError(*why_unreadable(document.path, error)) from error


def media_path(document: Document, url: str, folder: Path) -> Path | None:
    """Where the media at `url` can be read; None if it is not a local file.

    In an .otioz a relative URL names a member, never a file beside the archive.

    Args:
        document: the timeline's file.
        url: as the timeline spells it.
        folder: where members of an .otioz are unpacked to.

    Raises:
        TimelineError: the archive cannot be read, or the file does not fit on the disk.
    """
    if document.container is Container.OTIOZ and not is_absolute(url):
        return media_inside(document, url, folder)
    return document.place_of(url)


def members_of(document: Document) -> frozenset[str]:
    """The names of the members of an .otioz; empty for other kinds of file.

    Raises:
        TimelineError: the archive cannot be read.
    """
    if document.container is not Container.OTIOZ:
        return frozenset()
    try:
        with archive_of(document.path) as archive:
            return frozenset(archive.namelist())
    except ARCHIVE_FAULTS as error:
        raise TimelineError(*why_unreadable(document.path, error)) from error


def _container_of(path: Path) -> Container:
    suffix = path.suffix.lower()
    return next((kind for kind in Container if kind.value == suffix), Container.OTIO)


def _read_bytes(path: Path, container: Container) -> bytes:
    if container is Container.OTIOZ:
        if not stat.S_ISREG(path.stat().st_mode):
            raise TimelineError(f"{path} is not a zip archive, as an .otioz must be.", EXPORT_AGAIN)
        with archive_of(path) as archive:
            check_archive(path, archive)
            check_content(path, archive.getinfo(CONTENT))
            with archive.open(CONTENT) as content:
                return read_within(path, content)
    text = path / CONTENT if container is Container.OTIOD else path
    if container is Container.OTIOD and path.is_dir():
        members_of_folder(path)
    status = text.stat()
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise TimelineError(f"{path} is a device or a pipe, not a file.", "Name an .otio file.")
    check_size(path, status.st_size)
    with text.open("rb") as file:
        return read_within(path, file)


def _read(document: Document) -> Any:
    import opentimelineio as otio

    path = document.path
    if not document.data.strip():
        raise TimelineError(f"{path} is empty.", EXPORT_AGAIN)
    check_contents(path, document.data)
    try:
        text = document.data.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        raise TimelineError(
            f"{path} is not a timeline: byte {error.start} is not UTF-8 text.", exported(path)
        ) from error
    known = otio.core.type_version_map()
    try:
        hazardous = _is_hazardous(document.text)
        readable = schema.readable_text(text, known)
        if hazardous and crashes_the_reader(readable):
            raise FatalShapeError("OpenTimelineIO's reader crashes on it")
        root = otio.adapters.read_from_string(readable, "otio_json")
    except schema.NewerStructureError as error:
        raise TimelineError(
            f"{path} comes from a newer OpenTimelineIO: {error}.",
            "Export it for an older version, or update Backbeat.",
        ) from error
    except Exception as error:  # OpenTimelineIO raises many types, ValueError and its own
        raise TimelineError(
            f"{path} is not a timeline: {why_not_read(text, error)}.",
            exported(path),
        ) from error
    if not isinstance(root, otio.core.SerializableObject):
        raise TimelineError(f"{path} is JSON, but not a timeline.", EXPORT_AGAIN)
    return root


def _is_hazardous(text: JsonText) -> bool:
    """Whether the text may crash OpenTimelineIO's reader.

    Raises:
        FatalShapeError: the text is known to crash it.
    """
    if text.depth > _MAX_DEPTH:
        raise FatalShapeError(f"its JSON is nested {text.depth} levels deep")
    if schema.crashes_the_reader(text):
        raise FatalShapeError("the media of a clip is no media reference")
    return is_hazardous(text)


def _rewrite_zip(document: Document, target: Path) -> None:
    with archive_of(document.path) as source, zipfile.ZipFile(target, "w") as sink:
        for entry in source.infolist():
            # Every entry keeps its name, date and compression; only the text is replaced.
            if entry.filename == CONTENT:
                sink.writestr(entry, document.data)
                continue
            with source.open(entry) as media, sink.open(entry, "w") as copy:
                shutil.copyfileobj(media, copy)

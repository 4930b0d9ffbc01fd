"""Bundles, timelines packed with their media: .otioz, a zip archive, and .otiod, a folder.

A bundle holds its timeline as `content.otio`, and media under relative URLs such as
`media/a.wav`. Members that lead out of the bundle are refused.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

from backbeat.errors import OutputError, TimelineError
from backbeat.timeline.bounds import check_size
from backbeat.timeline.urls import is_absolute
from backbeat.timeline.zip_directory import directory_size

ARCHIVE_FAULTS = (
    OSError,
    zipfile.BadZipFile,
    KeyError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    zlib.error,
    struct.error,
    UnicodeDecodeError,
)
"""The errors of zipfile: KeyError for a missing member, RuntimeError for an encrypted one,
zlib.error for damaged content, struct.error and UnicodeDecodeError for damaged names."""
CONTENT = "content.otio"
_MAX_MEMBERS = 100_000
_LARGE, _LARGE_TEXT, _MAX_RATIO = 1 << 30, 16 << 20, 200
"""Unpacked bytes of media, and of the timeline, above which a member is refused if it was
compressed by more than this factor: neither compresses so well."""
_MAX_DIRECTORY = 32 << 20
"""Largest list of members, in bytes: over 300 for each of the most members."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
_COPY_BYTES = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""`O_NONBLOCK`, so that opening does not block if a pipe has replaced the file."""
_EXPORT_AGAIN_HINT = "Export the bundle again, with its media inside."


def member_of(url: str, names: Collection[str]) -> str | None:
    """The member that a media URL of a bundle names; None if it names none.

    The whole path is compared, since several members may have the same file name.

    Args:
        url: as the timeline spells it; relative to the bundle, with or without percent signs.
        names: names of all members, with forward slashes.
    """
    if is_absolute(url):
        return None
    spellings = dict.fromkeys((url, unquote(url), url.replace("\\", "/")))
    for spelling in spellings:
        if spelling in names:
            return spelling
    for spelling in spellings:
        normal = posixpath.normpath(spelling)
        if normal in names:
            return normal
    return None


def check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuses an .otioz with members that a bundle must not have.

    Raises:
        TimelineError: a member has an absolute path, leads out of the archive, is a link, occurs
            twice, is encrypted, or unpacks to an implausible size; or there are too many.
    """
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise TimelineError(f"{path} holds over {_MAX_MEMBERS} files.", _EXPORT_AGAIN_HINT)
    for name, count in Counter(member.filename for member in members).items():
        if count > 1:
            raise TimelineError(f"{path} holds {count} files called {name}.", _EXPORT_AGAIN_HINT)
    for member in members:
        fault = _fault_of(member)
        if fault:
            raise TimelineError(
                f"{path} holds {member.filename!r}, which {fault}.", _EXPORT_AGAIN_HINT
            )


def archive_of(path: Path) -> zipfile.ZipFile:
    """Opens an archive whose list of members is not too long to be read.

    Raises:
        TimelineError: it is; zipfile would hold all of it in memory.
        OSError, zipfile.BadZipFile: it cannot be read, or is no zip.
    """
    with path.open("rb") as file:
        size = directory_size(file)
    if size > _MAX_DIRECTORY:
        raise TimelineError(
            f"{path} has a list of files of {size / 1e6:,.0f} MB inside.", _EXPORT_AGAIN_HINT
        )
    return zipfile.ZipFile(path)


def check_content(path: Path, content: zipfile.ZipInfo) -> None:
    """Refuses a bundle's timeline that unpacks to far more than any text does.

    Raises:
        TimelineError: it does, or is larger than any timeline.
    """
    if content.file_size > _LARGE_TEXT and _is_bomb(content):
        raise TimelineError(
            f"{path} holds {CONTENT!r}, which {_unpacks_to(content)}.", _EXPORT_AGAIN_HINT
        )
    check_size(path, content.file_size)


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > _MAX_RATIO * max(1, member.compress_size)


def _unpacks_to(member: zipfile.ZipInfo) -> str:
    return f"unpacks to {member.file_size:,} bytes from {member.compress_size:,}"


def _fault_of(member: zipfile.ZipInfo) -> str:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name):
        return "is an absolute path"
    if ".." in name.split("/"):
        return "leads out of the archive"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device, not a file"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if member.compress_type not in _METHODS:
        # LZMA takes as much memory as its header says.
        return "is packed by a method that bundles do not use"
    if member.file_size > _LARGE and _is_bomb(member):
        return _unpacks_to(member)
    return ""


def unpacked(path: Path, archive: zipfile.ZipFile, name: str, folder: Path) -> Path:
    """Unpacks one member of an archive into a folder of its own below `folder`; returns its path.

    Raises:
        TimelineError: it does not fit on that disk.
    """
    names = archive.namelist()
    target = folder / str(names.index(name)) / posixpath.basename(name)
    if target.exists():
        return target
    member = archive.getinfo(name)
    if member.file_size > shutil.disk_usage(folder).free:
        raise TimelineError(
            f"{name} of {path} has {member.file_size:,} bytes, which do not fit into {folder}.",
            "Free some space there.",
        )
    target.parent.mkdir(exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    with archive.open(member) as source, draft.open("wb") as sink:
        shutil.copyfileobj(source, sink, _COPY_BYTES)
    draft.replace(target)
    return target


def members_of_folder(folder: Path) -> list[Path]:
    """The files of an .otiod, relative to it.

    Raises:
        TimelineError: one is a link that leads out of the bundle, a link to a folder, or a device
            or pipe; or there are too many.
        OSError: the folder cannot be read.
    """
    found = []
    for path in _walked(folder, folder):
        found.append(path.relative_to(folder))
        if len(found) > _MAX_MEMBERS:
            raise TimelineError(f"{folder} holds over {_MAX_MEMBERS} files.", _EXPORT_AGAIN_HINT)
    return sorted(found)


def listing(bundle: Path) -> str:
    """SHA-256, as hex digits, of the names and sizes of a bundle's members except the timeline.

    Raises:
        TimelineError: the bundle is refused.
        OSError: it cannot be read.
        zipfile.BadZipFile: it is a file, but not a zip archive.
    """
    if bundle.is_dir():
        members = [(m.as_posix(), (bundle / m).stat().st_size) for m in members_of_folder(bundle)]
    else:
        with archive_of(bundle) as archive:
            members = [(member.filename, member.file_size) for member in archive.infolist()]
    lines = sorted(f"{name}\0{size}\n" for name, size in members if name != CONTENT)
    return hashlib.sha256("".join(lines).encode(errors="surrogateescape")).hexdigest()


def copy_folder(folder: Path, target: Path) -> None:
    """Copies an .otiod; links are replaced by the files that they point to.

    Raises:
        TimelineError: the bundle is refused, as by `members_of_folder`.
        OutputError: it does not fit on the disk.
        OSError: a file cannot be read or written.
    """
    members = members_of_folder(folder)
    size = sum((folder / member).stat().st_size for member in members)
    if size > shutil.disk_usage(target.parent).free:
        raise OutputError(
            f"{target} cannot be written: {folder} has {size:,} bytes, which do not fit there.",
            "Free some space, or choose another output.",
        )
    target.mkdir()
    for member in members:
        (target / member).parent.mkdir(parents=True, exist_ok=True)
        _copy_file(folder / member, target / member)


def _walked(bundle: Path, folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        inside = sorted(entries, key=lambda entry: entry.name)
    for entry in inside:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _walked(bundle, path)
            continue
        _check_file(bundle, path)
        yield path


def _check_file(bundle: Path, path: Path) -> None:
    real = Path(os.path.realpath(path))
    if path.is_symlink() and not real.is_relative_to(os.path.realpath(bundle)):
        raise TimelineError(
            f"{path} is a link that leads out of the bundle, to {real}.", _EXPORT_AGAIN_HINT
        )
    if path.is_symlink() and real.is_dir():
        raise TimelineError(f"{path} is a link to a folder.", _EXPORT_AGAIN_HINT)
    if not stat.S_ISREG(path.stat().st_mode):
        raise TimelineError(f"{path} is a device or a pipe, not a file.", _EXPORT_AGAIN_HINT)


def _copy_file(source: Path, target: Path) -> None:
    """Copies a regular file, up to the size it has when it is opened."""
    real = Path(os.path.realpath(source))
    descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _BINARY)
    with os.fdopen(descriptor, "rb") as reading, target.open("xb") as writing:
        status = os.fstat(reading.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise TimelineError(f"{source} is a device or a pipe, not a file.", _EXPORT_AGAIN_HINT)
        remaining = status.st_size
        while remaining and (block := reading.read(min(remaining, _COPY_BYTES))):
            writing.write(block)
            remaining -= len(block)
    shutil.copystat(real, target)

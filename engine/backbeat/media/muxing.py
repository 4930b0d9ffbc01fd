"""Opens files for writing: atomically, without timestamps, and with a mark of Backbeat's."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import av
import av.container
import av.logging
from av.codec.context import CodecContext, Flags

from backbeat import roots
from backbeat.errors import OutputError
from backbeat.files import replacing
from backbeat.media.limits import OPEN_OPTIONS
from backbeat.version import __version__

MARK_KEY = "encoded_by"
"""Metadata key of the mark by which a file written by Backbeat is recognised.

FFmpeg stores it as the chunk ITCH in WAV, the tag TENC in MP3, or a comment."""
MARK = f"Backbeat {__version__}"
_QUICKTIME = ("mp4", "mov", "ipod")
"""Muxers that cannot write that tag; the mark is a `free` box at the end of the file."""
_OF_THE_DISK = frozenset(
    (errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENOENT)
)
_TAIL_BYTES = 64
"""Length of the end of a file that is searched for the `free` box, in bytes."""
_NAME = "Backbeat "
_FREE_BOX = re.compile(rb"free" + _NAME.encode() + rb"[^\s]{1,40}\Z")

# Encoders, such as x264, print to stderr.
av.logging.set_level(None)


@contextlib.contextmanager
def muxing(
    path: Path,
    form: str,
    options: Mapping[str, str],
    finish: Callable[[Path], None] | None = None,
) -> Iterator[av.container.OutputContainer]:
    """Opens `path` for writing; the file appears only when the block ends without an error.

    Args:
        path: the file to be written.
        form: FFmpeg's name of the muxer; the temporary file has no extension to derive it from.
        options: options of the muxer.
        finish: called with the temporary path of the closed file, before it appears at `path`.

    Yields:
        The open container.

    Raises:
        OutputError: the file cannot be written, or the encoder rejects its input.
    """
    with replacing(path) as temporary:
        roots.check_write(temporary)
        try:
            container = av.open(
                os.fspath(temporary.absolute()),
                "w",
                format=form,
                options={**options, "fflags": "+bitexact"},
            )
            container.metadata[MARK_KEY] = MARK
            try:
                yield container
            except BaseException:
                # The file is removed anyway; an error about its trailer must not hide the cause.
                with contextlib.suppress(av.FFmpegError):
                    container.close()
                raise
            container.close()
            if finish is not None:
                finish(temporary)
            if form in _QUICKTIME:
                _append_free_box(temporary)
        except av.FFmpegError as error:
            raise OutputError(
                f"{path} cannot be written as {form}: {error.strerror}.", _hint(error, form)
            ) from error


def _hint(error: av.FFmpegError, form: str) -> str:
    """What to do about a failure: the disk's, or that of the container and what goes into it."""
    if error.errno in _OF_THE_DISK:
        return "Check the folder's permissions and free space."
    return (
        f"The folder is fine: a {form} file does not take this codec, rate or layout. "
        "Choose another format or codec."
    )


def has_mark(path: Path) -> bool:
    """Whether Backbeat wrote a sound or video file; False where it cannot be read.

    Another program that copies the mark into its own file also writes its name as the encoder, so
    that file is not recognised. A file that was changed in place still is.
    """
    try:
        roots.check_read(path)
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            if _FREE_BOX.search(file.read()):
                return True
        with av.open(os.fspath(path.absolute()), options=OPEN_OPTIONS) as container:
            spaces = [container.metadata, *(stream.metadata for stream in container.streams)]
            tags = [{key.lower(): value for key, value in space.items()} for space in spaces]
    except (OSError, ValueError, av.FFmpegError):
        return False
    ours = any(tag.get(MARK_KEY, "").startswith(_NAME) for tag in tags)
    return ours and all(tag.get("encoder", "Lavf") == "Lavf" for tag in tags)


def _append_free_box(path: Path) -> None:
    """Appends the mark as a `free` box, which readers skip (ISO/IEC 14496-12, 8.1.2)."""
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + len(MARK), b"free") + MARK.encode())


def make_reproducible(context: CodecContext) -> None:
    """Stops an encoder from writing its name and version into the file."""
    context.flags |= Flags.bitexact

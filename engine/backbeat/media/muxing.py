"""Files being written: beside their place until they are whole, and without traces of when."""

from __future__ import annotations

import contextlib
import os
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import av
import av.container
import av.logging
from av.codec.context import CodecContext, Flags

from backbeat.errors import OutputError
from backbeat.files import replacing
from backbeat.media.limits import OPEN_OPTIONS
from backbeat.version import __version__

MARK_KEY = "encoded_by"
"""Of the metadata by which a file of ours is known: a chunk ITCH, a tag TENC, a comment."""
MARK = f"Backbeat {__version__}"
_QUICKTIME = ("mp4", "mov", "ipod")
"""FFmpeg writes no such tag there, so the mark is a box of free space at the file's end."""
_TAIL_BYTES = 64
_NAME = "Backbeat "
_FREE_BOX = re.compile(rb"free" + _NAME.encode() + rb"[^\s]{1,40}\Z")

# Encoders talk on stderr, x264 above all.
av.logging.set_level(None)


@contextlib.contextmanager
def muxing(
    path: Path,
    form: str,
    options: Mapping[str, str],
    finish: Callable[[Path], None] | None = None,
) -> Iterator[av.container.OutputContainer]:
    """Opens `path` for writing; it appears there when the block ends well, and not otherwise.

    Args:
        path: of the file.
        form: FFmpeg's name of the muxer, as the temporary name tells it nothing.
        options: of the muxer.
        finish: called with the temporary path of the closed file before it appears.

    Raises:
        OutputError: the file cannot be written, or the encoder refuses what it is given.
    """
    with replacing(path) as temporary:
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
                # The file goes away; a complaint about its trailer must not hide the reason.
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
                f"{path} cannot be written: {error.strerror}.",
                "Check the folder's permissions and free space, or choose another format.",
            ) from error


def has_mark(path: Path) -> bool:
    """Whether a sound or video file is one that Backbeat wrote; False where it cannot be read.

    A program that copies metadata into a file of its own names itself beside it, which tells the
    two apart; a file that was changed in place is taken for ours.
    """
    try:
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
    """ISO/IEC 14496-12, 8.1.2: free space, which every reader skips."""
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + len(MARK), b"free") + MARK.encode())


def make_reproducible(context: CodecContext) -> None:
    """Keeps the encoder's name and version out of what it writes."""
    context.flags |= Flags.bitexact

"""Opens media files safely, with an error message for each reason why one cannot be opened."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import av
import av.container
import av.logging

from backbeat import roots
from backbeat.errors import MediaError
from backbeat.media.limits import OPEN_OPTIONS, WAV_OPTIONS, check_chunks
from backbeat.threads import PER_JOB

# FFmpeg's own messages would be printed to stderr between ours. Off is also PyAV's default, and the
# only level at which its callback takes no Python lock in a decoder's thread.
av.logging.set_level(None)

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_WAV_MARKS = (b"RIFF", b"RF64", b"BW64")
_HEAD_BYTES = 4
_NOT_MEDIA_HINT = "Give a sound or video file, such as WAV, FLAC, MP3, MP4 or MOV."


@contextlib.contextmanager
def opened(path: Path) -> Iterator[av.container.InputContainer]:
    """Opens a file of sound or video, and closes it when the block ends.

    Only local files are opened, never URLs or playlists. Pictures over 8K are not decoded: their
    size is reported as 0 by 0.

    Raises:
        MediaError: the file is missing, a folder or device, unreadable, empty, truncated, or not
            media.
        OutsideRootsError: it lies outside the folders that this process may open.
    """
    roots.check_read(path)
    real = os.path.realpath(path)
    options = OPEN_OPTIONS
    if _checked_head(path).startswith(_WAV_MARKS):
        options = WAV_OPTIONS
        check_chunks(path)
    try:
        # Absolute, so that FFmpeg does not take a name such as `concat:a` for a protocol.
        container = av.open(os.fspath(path.absolute()), options=options)
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise _refusal(path, error) from error
    try:
        # A link that was exchanged between the check and the opening.
        if os.path.realpath(path) != real:
            roots.check_read(path)
            raise MediaError(f"{path} was exchanged while it was opened.", "Try again.")
        for stream in container.streams:
            # Only sound and video have decoders; FFmpeg's default is one thread for each core.
            if isinstance(stream, av.AudioStream | av.VideoStream) and stream.codec_context:
                stream.codec_context.thread_count = PER_JOB
        yield container
    finally:
        container.close()


def _checked_head(path: Path) -> bytes:
    """The first bytes of a file that can be read. Raises: MediaError."""
    try:
        status = path.stat()
    except FileNotFoundError as error:
        if _ADDRESS.match(os.fspath(path)):
            raise MediaError(
                f"{path} is an address, not a file on this computer.", "Download it first."
            ) from error
        raise MediaError(f"{path} does not exist.", "Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise MediaError(f"{path} is a folder, not a media file.", "Give one of the files in it.")
    if not stat.S_ISREG(status.st_mode):
        raise MediaError(f"{path} is a device or a pipe, not a media file.", _NOT_MEDIA_HINT)
    if status.st_size == 0:
        raise MediaError(f"{path} is empty (0 bytes).", "Export or copy it again.")
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError | ValueError) -> MediaError:
    reason = getattr(error, "strerror", None) or str(error)
    return MediaError(
        f"{path} cannot be read: {reason}.", "Check its permissions and the drive it is on."
    )


def _refusal(path: Path, error: BaseException) -> MediaError:
    if _index_missing(path):
        return MediaError(
            f"{path} was cut short: its index is missing.",
            "The recording or the copy stopped early; copy it again, or repair it from a good file "
            "of the same camera.",
        )
    if isinstance(error, EOFError):
        return MediaError(
            f"{path} was cut short: it ends before any sound or picture.",
            "Copy or export it again.",
        )
    if isinstance(error, OSError):
        return _unreadable(path, error)
    return MediaError(f"{path} is not a sound or video file that can be read.", _NOT_MEDIA_HINT)


def _index_missing(path: Path) -> bool:
    """Whether a file is an MP4 or MOV without its `moov` box (ISO/IEC 14496-12, 8.2.1)."""
    kinds: list[bytes] = []
    with contextlib.suppress(OSError), path.open("rb") as file:
        size = path.stat().st_size
        at = 0
        while at + 8 <= size and len(kinds) < 10_000:
            file.seek(at)
            head = file.read(16)
            kinds.append(head[4:8])
            length = int.from_bytes(head[:4], "big")
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            if length < 8:
                break
            at += length
    return kinds[:1] in ([b"ftyp"], [b"wide"], [b"mdat"]) and b"moov" not in kinds

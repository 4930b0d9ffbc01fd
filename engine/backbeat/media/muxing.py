"""Files being written: beside their place until they are whole, and without traces of when."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import av
import av.container
import av.logging
from av.codec.context import CodecContext, Flags

from backbeat.errors import OutputError
from backbeat.files import replacing

# Encoders talk on stderr, x264 above all.
av.logging.set_level(None)


@contextlib.contextmanager
def muxing(
    path: Path, form: str, options: Mapping[str, str]
) -> Iterator[av.container.OutputContainer]:
    """Opens `path` for writing; it appears there when the block ends well, and not otherwise.

    Args:
        path: of the file.
        form: FFmpeg's name of the muxer, as the temporary name tells it nothing.
        options: of the muxer.

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
            try:
                yield container
            except BaseException:
                # The file goes away; a complaint about its trailer must not hide the reason.
                with contextlib.suppress(av.FFmpegError):
                    container.close()
                raise
            container.close()
        except av.FFmpegError as error:
            raise OutputError(
                f"{path} cannot be written: {error.strerror}.",
                "Check the folder's permissions and free space, or choose another format.",
            ) from error


def make_reproducible(context: CodecContext) -> None:
    """Keeps the encoder's name and version out of what it writes."""
    context.flags |= Flags.bitexact

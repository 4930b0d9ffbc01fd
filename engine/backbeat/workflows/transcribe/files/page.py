"""The transcript's page, beside which the recording is played."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from backbeat.files import write_text
from backbeat.media.probe import probe
from backbeat.speech.page import page
from backbeat.v1.speech_pb2 import Transcript


def write(transcript: Transcript, target: Path, final: Path) -> None:
    """Writes the page, which will lie at `final` and looks for the recording from there.

    Raises:
        MediaError: the recording cannot be read any more.
    """
    source = Path(transcript.path)
    is_video = probe(source).video is not None
    write_text(target, page(transcript, source.name, _url(source, final.parent), is_video))


def _url(source: Path, folder: Path) -> str:
    """The recording as seen from a folder; on another drive there is no way but the whole path."""
    try:
        return quote(Path(os.path.relpath(source, folder.absolute())).as_posix())
    except ValueError:
        return source.absolute().as_uri()

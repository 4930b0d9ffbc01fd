"""Writes a dub's report as the files that a request names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from backbeat.files import write_text
from backbeat.progress import Progress
from backbeat.v1.dubbing_pb2 import DubResult
from backbeat.workflows.outputs import write_json

if TYPE_CHECKING:
    from backbeat.sync.dub.page import Media


@dataclass(frozen=True)
class Finished:
    """A dub, and where its pictures are until it is moved to its place."""

    result: DubResult
    pictures: tuple[Path, ...]
    """Of each language, the video whose mouths are looked at."""


def _json(finished: Finished, target: Path, final: Path, progress: Progress) -> None:
    del final, progress
    write_json(finished.result, target)


def _csv(finished: Finished, target: Path, final: Path, progress: Progress) -> None:
    from backbeat.sync.dub.table import csv_of

    del final, progress
    write_text(target, csv_of(finished.result))


def _html(finished: Finished, target: Path, final: Path, progress: Progress) -> None:
    from backbeat.sync.dub.page import page
    from backbeat.workflows.dub.strips import strips_of

    result = finished.result
    strips = {}
    source = Path(result.source_path)
    for number, (language, shown) in enumerate(
        zip(result.languages, finished.pictures, strict=True)
    ):
        if number and shown == finished.pictures[0]:
            break  # The lips are those of the first.
        for line, looks in strips_of(source, shown, language, progress).items():
            strips[number, line] = looks
    write_text(target, page(result, list(_media(result, final)), strips))


def _media(result: DubResult, final: Path) -> Iterator[Media]:
    from backbeat.sync.dub.page import Media

    source = Path(result.source_path)
    yield Media("Original", _url(source, final.parent), True, None)
    output = Path(result.output_path)
    if output.suffix.lower() != ".otio":
        first = result.languages[0].language
        yield Media(f"Dub {first}".strip(), _url(output, final.parent), True, 0)
        return
    for number, language in enumerate(result.languages):
        path = Path(language.video_path or language.sound_path)
        name = f"{'Lips' if language.video_path else 'Lines'} {language.language}".strip()
        yield Media(name, _url(path, final.parent), bool(language.video_path), number)


def _url(path: Path, folder: Path) -> str:
    """A file as seen from a folder; on another drive there is no way but the whole path."""
    try:
        return quote(Path(os.path.relpath(path, folder.absolute())).as_posix())
    except ValueError:
        return path.absolute().as_uri()


WRITERS: dict[str, Callable[[Finished, Path, Path, Progress], None]] = {
    ".json": _json,
    ".csv": _csv,
    ".html": _html,
}
"""By the ending of the file: each writes at its second argument what will lie at its third."""

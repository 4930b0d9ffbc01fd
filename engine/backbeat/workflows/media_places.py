"""Media that is not where a timeline says: found by mapped paths, by name, or by its content."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from backbeat import roots
from backbeat.errors import RequestError
from backbeat.timeline.document import Container, Document
from backbeat.timeline.media_files import media_urls, with_urls
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.urls import (
    bare_path,
    file_names,
    is_absolute,
    is_file_url,
    local_path,
    readable,
)
from backbeat.v1.media_paths_pb2 import MediaPaths
from backbeat.workflows.media_ranges import range_of

RELINK_HINT = (
    "Say where it is with --map-path FROM=TO or --search DIR, or leave it out with --allow-missing."
)
_NAMED = 10
_MAX_FILES = 200_000
_MAX_PROBES = 2_000
_ENDINGS = frozenset(
    (
        *(
            ".aac",
            ".aif",
            ".aiff",
            ".avi",
            ".flac",
            ".jpg",
            ".jpeg",
            ".m4a",
            ".m4v",
            ".mkv",
            ".mov",
        ),
        *(".mp3", ".mp4", ".mpg", ".mts", ".mxf", ".ogg", ".opus", ".png", ".tif", ".tiff", ".ts"),
        *(".wav", ".webm"),
    )
)
"""Endings of files that are looked into when the name does not help."""
_UNNAMED = "no file is called like it"
_TOLERANCE_S = Fraction(1, 20)
"""Difference of two lengths that counts as none: containers round theirs."""


def placed(document: Document, asked: MediaPaths) -> Document:
    """The document, with the places of media that is elsewhere on this machine.

    A mapped path goes first, where a file is there; then the path of the timeline; then the search.

    Raises:
        RequestError: a mapping or a folder to search makes no sense.
    """
    if not asked.maps and not asked.search_paths:
        return document
    maps = [_mapping(entry.prefix, entry.to_path) for entry in asked.maps]
    search = _Search([_folder(path) for path in asked.search_paths])
    wanted = _ranges(document)
    places: dict[str, Path] = {}
    how = {"by mapped path": 0, "by name": 0, "by length and timecode": 0}
    missing = []
    for url in sorted(media_urls(document.data)):
        own = local_path(url, document.media_folder)
        mapped = next((path for path in _mapped(url, maps) if path.is_file()), None)
        if mapped is not None:
            places[url] = mapped
            # Of a file that was named by itself nothing was found.
            how["by mapped path"] += mapped not in (place for _, place in maps)
        elif (own is None or not own.is_file()) and search.folders:
            found, name = search.by_name(url, wanted.get(url))
            if found is not None:
                places[url] = found
                how[name] += 1
            elif name == _UNNAMED:
                missing.append(url)
    for url, found in search.by_content(missing, wanted, set(places.values())).items():
        places[url] = found
        how["by length and timecode"] += 1
    notes = list(document.notes)
    counts = ", ".join(f"{count} {way}" for way, count in how.items() if count)
    if counts:
        notes.append(f"Media found elsewhere: {counts}.")
    notes += search.notes
    if asked.relink and places:
        changed = {url: str(path) for url, path in places.items()}
        document = document.with_data(with_urls(document.data, changed))
        places = {}
    return replace(document, places=places, notes=tuple(notes))


def missing_urls(document: Document) -> list[str]:
    """The URLs of all media of a timeline that is not on this machine, in the order of names.

    Members of an archive are not among them.
    """
    found = []
    for url in sorted(media_urls(document.data)):
        if document.container is Container.OTIOZ and not is_absolute(url):
            continue
        place = document.place_of(url)
        if place is None or not place.exists():
            found.append(url)
    return found


def missing_media(timeline: Path, urls: Sequence[str]) -> str:
    """One sentence on all media of a timeline that is missing; ten are named."""
    names = [readable(url) for url in urls]
    shown = ", ".join(names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    count = "1 media file" if len(names) == 1 else f"{len(names)} media files"
    verb = "is" if len(names) == 1 else "are"
    return f"{count} of {timeline} {verb} missing: {shown}{more}."


@dataclass
class _Search:
    """Looks for files below some folders, which are listed once and only if needed."""

    folders: list[Path]
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._by_name: dict[str, list[Path]] | None = None
        self._ranges: dict[Path, MediaRange | None] = {}

    def by_name(
        self, url: str, wanted: tuple[Fraction, Fraction] | None
    ) -> tuple[Path | None, str]:
        """The file that is called like the media, and how it was chosen.

        Without one, the reason: `_UNNAMED` where no file is called like it.

        Args:
            url: of the media, as the timeline spells it.
            wanted: start and length that the timeline states for the media, in seconds.
        """
        listed = self._listed()
        names = {_folded(name) for name in file_names(url)}
        same = list(dict.fromkeys(p for name in sorted(names) for p in listed.get(name, ())))
        fitting = [path for path in same if wanted is None or self._fits(path, wanted, False)]
        if len(fitting) == 1:
            return fitting[0], "by name"
        if len(fitting) > 1:
            exact = [path for path in fitting if wanted is not None and self._fits(path, wanted)]
            if len(exact) == 1:
                return exact[0], "by length and timecode"
            self._say(url, f"{len(fitting)} files called like it were found; none was taken")
            return None, ""
        if same:
            self._say(url, f"{same[0]} is called like it, but is shorter or has another timecode")
            return None, ""
        return None, _UNNAMED

    def by_content(
        self,
        urls: Sequence[str],
        wanted: Mapping[str, tuple[Fraction, Fraction]],
        taken: Collection[Path],
    ) -> dict[str, Path]:
        """The one file that has the length and timecode of each media, where there is just one.

        A file that several media would fit, or that is taken already, is nobody's.
        """
        urls = [url for url in urls if url in wanted]
        if not urls:
            return {}
        every = (p for paths in self._listed().values() for p in paths if p not in taken)
        files = sorted(path for path in every if path.suffix.lower() in _ENDINGS)[:_MAX_PROBES]
        fitting = {url: [path for path in files if self._fits(path, wanted[url])] for url in urls}
        claims = Counter(path for paths in fitting.values() for path in paths)
        found = {}
        for url, paths in fitting.items():
            if len(paths) == 1 and claims[paths[0]] == 1:
                found[url] = paths[0]
                self._say(url, f"{paths[0]} was taken for it, by its length and timecode")
        return found

    def _say(self, url: str, what: str) -> None:
        self.notes.append(f"{readable(url)}: {what}.")

    def _fits(self, path: Path, wanted: tuple[Fraction, Fraction], exactly: bool = True) -> bool:
        """Whether a file may be the media: as long at least, or exactly as long and timed."""
        if path not in self._ranges:
            self._ranges[path] = range_of(path) if roots.may_read(path) else None
        found, (start, length) = self._ranges[path], wanted
        if found is None:
            return False
        if found.unlimited:
            return not exactly
        if exactly:
            same_start = abs(found.start - start) <= _TOLERANCE_S
            return same_start and abs(found.duration - length) <= _TOLERANCE_S
        return found.duration >= length - _TOLERANCE_S

    def _listed(self) -> dict[str, list[Path]]:
        if self._by_name is None:
            self._by_name = defaultdict(list)
            for count, path in enumerate(_files(self.folders)):
                if count >= _MAX_FILES:
                    self.notes.append(f"Only the first {_MAX_FILES} files were searched.")
                    break
                self._by_name[_folded(path.name)].append(path)
        return self._by_name


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    seen = set()
    for folder in folders:
        for where, inside, names in os.walk(folder):
            inside.sort()
            for name in sorted(names):
                path = Path(where, name)
                if path not in seen:
                    seen.add(path)
                    yield path


def _folder(path: str) -> Path:
    folder = Path(path)
    if not folder.is_dir():
        raise RequestError(f"{folder} is no folder to search.", "Name a folder with media in it.")
    return folder


def _mapping(prefix: str, to_path: str) -> tuple[str, Path]:
    """The prefix in one spelling, and what it is here."""
    if not prefix or not to_path:
        raise RequestError(
            "A mapped path needs both sides.", "Write --map-path FROM=TO, two folders."
        )
    return _spelled(prefix).rstrip("/"), Path(to_path)


def _spelled(url: str) -> str:
    """A path of any system, or a file URL, with forward slashes and without percent signs."""
    path = bare_path(url) if is_file_url(url) else url
    return unicodedata.normalize("NFC", path.replace("\\", "/"))


def _mapped(url: str, maps: Sequence[tuple[str, Path]]) -> Iterator[Path]:
    spelled = _spelled(url)
    for prefix, folder in maps:
        # Windows and macOS do not tell capital letters apart.
        if spelled.casefold() == prefix.casefold():
            yield folder
        elif spelled.casefold().startswith(f"{prefix.casefold()}/"):
            rest = spelled[len(prefix) + 1 :]
            yield folder / rest
            yield folder / unicodedata.normalize("NFD", rest)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _ranges(document: Document) -> dict[str, tuple[Fraction, Fraction]]:
    """Start and length that the timeline states for its media, in seconds, by URL."""
    from backbeat.timeline.reading import stated_ranges

    return stated_ranges(document)

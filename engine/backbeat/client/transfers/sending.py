"""Sending what a request names, and naming it as the engine knows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backbeat.client.transfers.media import MediaTransfers
from backbeat.client.transfers.names import Names
from backbeat.errors import InputError, RequestError
from backbeat.jobs.path_changes import change_paths
from backbeat.jobs.paths import OUTPUT_FIELDS, OUTPUT_FOLDERS, paths_of
from backbeat.progress import Progress
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.media_paths_pb2 import PathMapping

_SHARE = "Put it on a disk that both machines have, and give --engine-path HERE=THERE."
_TIMELINES = frozenset((".otio", ".otioz", ".otiod", ".fcpxml", ".xml", ".edl", ".aaf"))
_WRITTEN = (*OUTPUT_FIELDS, *OUTPUT_FOLDERS)


def outputs_of(request: JobRequest, names: Names) -> list[Path]:
    """The outputs that a request names and that are to be fetched, in its order.

    Raises:
        RequestError: one cannot be fetched.
    """
    found = [
        Path(text)
        for name, text in paths_of(request)
        if name in _WRITTEN and not names.is_shared(text)
    ]
    for path in found:
        if path.suffix.lower() == ".otiod":
            raise RequestError(
                f"{path} is a folder, which is not fetched from an engine.", "Name an .otioz."
            )
    return list(dict.fromkeys(found))


def inputs_of(request: JobRequest, names: Names) -> list[Path]:
    """The files that a request names to be read and that are to be sent.

    Raises:
        RequestError: one is a folder, or is changed in place.
        InputError: one is not there.
    """
    found = []
    for name, text in paths_of(request):
        if name in (*_WRITTEN, "to_path", "search_paths") or names.is_shared(text):
            continue
        path = Path(text)
        if name == "index_path":
            raise RequestError(f"{path} is changed in place, and cannot be sent.", _SHARE)
        if path.is_dir():
            raise RequestError(f"{path} is a folder, and only files are sent.", _SHARE)
        if not path.is_file():
            raise InputError(f"{path} does not exist.", "Check the name.")
        found.append(path)
    return list(dict.fromkeys(found))


def add_media(request: JobRequest, names: Names) -> dict[Path, list[str]]:
    """The media of the timelines that a request names, each with the URLs that lead to it.

    Where the user said how media is found, it is found here, and the request no longer says it.

    Raises:
        RequestError: a timeline has media, and jobs of this kind cannot be told where it is.
        BackbeatError: a timeline cannot be read.
    """
    from backbeat.timeline import Container, load
    from backbeat.timeline.media_files import media_urls
    from backbeat.timeline.urls import is_absolute
    from backbeat.v1.media_paths_pb2 import MediaPaths
    from backbeat.workflows.media_places import placed

    kind = _kind(request)
    takes_places = "media_paths" in kind.DESCRIPTOR.fields_by_name
    asked = MediaPaths()
    if takes_places:
        asked.CopyFrom(kind.media_paths)
        del kind.media_paths.maps[:], kind.media_paths.search_paths[:]
        asked.relink = False
    found: dict[Path, list[str]] = {}
    for timeline in _timelines(request):
        document = placed(load(timeline), asked)
        for url in sorted(media_urls(document.data)):
            if document.container is Container.OTIOZ and not is_absolute(url):
                continue
            place = document.place_of(url)
            if place is not None and place.is_file():
                found.setdefault(place.absolute(), []).append(url)
        if found and not takes_places:
            raise RequestError(
                f"The media of {timeline} cannot be sent along for this kind of job.",
                "Put both on a disk that both machines have, and give --engine-path HERE=THERE.",
            )
    return found


def send(
    media: MediaTransfers, paths: list[Path], names: Names, progress: Progress
) -> dict[str, str]:
    """Sends files; their paths on the engine, by those here. Raises: as `MediaTransfers.send`."""
    sizes = [path.stat().st_size for path in paths]
    total, done, there = sum(sizes) or 1, 0, {}
    for path, size in zip(paths, sizes, strict=True):
        part = progress.part(done / total, (done + size) / total)
        there[str(path)] = media.send(path, part)
        names.sent[there[str(path)]] = str(path)
        done += size
    return there


def renamed_request(
    request: JobRequest, there: dict[str, str], names: Names, media: dict[Path, list[str]]
) -> JobRequest:
    """The request as the engine is to get it.

    Args:
        request: with the names of this machine.
        there: what was sent, or is to be fetched: the path on the engine by that here.
        names: of shared disks.
        media: of timelines, with the URLs that lead to each.
    """
    changed = JobRequest()
    changed.CopyFrom(request)
    change_paths(changed, lambda text: there.get(text) or names.there(text))
    kind = _kind(changed)
    if "media_paths" in kind.DESCRIPTOR.fields_by_name:
        maps = [
            PathMapping(prefix=url, to_path=there.get(str(path)) or names.there(str(path)))
            for path, urls in media.items()
            for url in urls
        ]
        maps += [PathMapping(prefix=folder.there, to_path=folder.here) for folder in names.shared]
        # What the user said goes first.
        kind.media_paths.maps.extend(maps)
    return changed


def _kind(request: JobRequest) -> Any:
    return getattr(request, str(request.WhichOneof("kind")))


def _timelines(request: JobRequest) -> Iterator[Path]:
    for name, text in paths_of(request):
        path = Path(text)
        named = name not in (*_WRITTEN, "to_path", "search_paths")
        if named and path.suffix.lower() in _TIMELINES and path.is_file():
            yield path

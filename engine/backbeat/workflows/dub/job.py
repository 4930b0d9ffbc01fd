"""The `dub` job: new lines in step with a picture, its own ambience under them, lips on top."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.progress import SILENT, Progress
from backbeat.v1.dubbing_pb2 import DubRequest, DubResult
from backbeat.workflows.dub.beside import paths_beside
from backbeat.workflows.dub.tracks import asked_for
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import output_path, writing

if TYPE_CHECKING:
    from backbeat.media.probe import MediaInfo

_VIDEOS = (".mp4", ".mov", ".mkv")
_REPORTS = (".html", ".csv", ".json")
_MOST_PERCENT = 25.0
_MOST_DB = 24.0


def run(request: DubRequest, progress: Progress = SILENT) -> DubResult:
    """Dubs one video, and writes the result where the request says.

    Raises:
        RequestError: a path is missing, or options make no sense.
        InputError: a script cannot be read.
        MediaError: the video or a recording cannot be read.
        NotFoundError: a model that is needed was not pulled.
        OutputError: an output cannot be written.
        CancelledError: the job was asked to stop.
    """
    _check(request)
    asked = asked_for(request)
    source = Path(request.path)
    output = output_path(request.output_path, (*_VIDEOS, ".otio"))
    if output is None:
        raise RequestError(
            "A dub job needs an output.", f"Name a {', '.join(_VIDEOS)} or .otio with -o."
        )
    reports = _reports(list(request.report_paths))
    beside = []
    if output.suffix.lower() == ".otio":
        # In the original's container, which holds its codec.
        ending = source.suffix.lower() if source.suffix.lower() in _VIDEOS else ".mov"
        lips = "" if request.no_lips else ending
        beside = paths_beside(output, [one.language for one in asked], lips)
    folder = beside[0].parent if beside else None
    read = [source, *(path for one in asked for path in one.files)]
    read += [Path(request.effects_path)] if request.effects_path else []
    with writing(
        Inputs(tuple(read)), [output, *beside, *reports], request.overwrite, folder
    ) as outputs:
        info = _with_sound(source)
        if not request.no_lips:
            _require_faces()
        from backbeat.workflows.dub.files import WRITERS
        from backbeat.workflows.dub.making import made

        finished = made(request, asked, info, output, beside, outputs, progress.part(0, 0.9))
        finished.result.report_paths.extend(str(report) for report in reports)
        for report in reports:
            part = progress.part(0.9, 1)
            part(0, f"Writing {report.name}")
            WRITERS[report.suffix.lower()](finished, outputs.at(report), report, part)
    progress(1, "Done")
    return finished.result


def _check(request: DubRequest) -> None:
    from backbeat.media.languages import tag_of

    if not request.path:
        raise RequestError("A dub job needs a path.", "Name the video to dub.")
    if not 0 <= request.max_stretch_percent <= _MOST_PERCENT:
        raise RequestError(
            f"Lines cannot be stretched by {request.max_stretch_percent:g} %.",
            f"Give up to {_MOST_PERCENT:g}; 8 is gentle.",
        )
    if abs(request.ambience_db) > _MOST_DB:
        raise RequestError(
            f"The ambience cannot be changed by {request.ambience_db:g} dB.",
            f"Give -{_MOST_DB:g} to {_MOST_DB:g}.",
        )
    voices = [request.voice, *(track.voice for track in request.tracks)]
    if request.commercial and any(voices) and not request.consent:
        raise RequestError(
            "The project is commercial, and nothing says by whose leave a machine speaks.",
            "Say who agreed to the voice, and where that is written down, with --consent.",
        )
    if not request.no_lips:
        from backbeat.workflows.lipsync.backends import check_backend

        check_backend(request.backend)
    codes = [request.language, request.original_language]
    for code in [*codes, *(track.language for track in request.tracks)]:
        if code and tag_of(code) == "und":
            raise RequestError(
                f"There is no language {code!r} here.",
                "Give an ISO 639-1 code such as de, or none, to have it found out.",
            )


def _reports(names: list[str]) -> list[Path]:
    targets = [target for name in names if (target := output_path(name, _REPORTS)) is not None]
    kinds = [target.suffix.lower() for target in targets]
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise RequestError(f"Two reports end in {kind}.", "Name one of each kind at most.")
    return targets


def _require_faces() -> None:
    """Said now, not after minutes of listening. Raises: NotFoundError: faces cannot be found."""
    from backbeat.models.pullable import pullable
    from backbeat.models.registry import pulled_path

    pulled_path("face-mesh", pullable("face-mesh").files[0].name)


def _with_sound(source: Path) -> MediaInfo:
    from backbeat.media.probe import probe

    info = probe(source)
    if info.video is None:
        raise RequestError(f"{source} has no picture.", "Give a video.")
    info.sound(0)
    return info

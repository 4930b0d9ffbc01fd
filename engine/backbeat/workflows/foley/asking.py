"""What a foley request asks for: whether it makes sense, what it reads and what it writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.timeline.document import check_ending
from backbeat.v1.foley_pb2 import FoleyRequest
from backbeat.workflows.foley.opening import is_timeline
from backbeat.workflows.foley.sources.opening import check_sources
from backbeat.workflows.foley.spotting.asking import MOTION, SPOTTERS
from backbeat.workflows.outputs import output_path

REPORTS = (".html", ".csv", ".json")
VIDEOS = (".mp4", ".mov", ".mkv")
_CUE_FILES = (".csv", ".tsv", ".srt", ".vtt", ".txt", ".fountain")
_MOST_DB = 24.0


@dataclass(frozen=True)
class Outputs:
    """What a request wants written."""

    timeline: Path | None
    stem: Path | None
    mix: Path | None
    cue_sheet: Path | None
    credits: Path | None
    reports: tuple[Path, ...]

    @property
    def page(self) -> Path | None:
        """The report that is a page; there is one at most."""
        return next((path for path in self.reports if path.suffix.lower() == ".html"), None)

    @property
    def files(self) -> list[Path]:
        """All of them; prepared sounds beside the timeline come later."""
        single = (self.timeline, self.stem, self.mix, self.cue_sheet, self.credits)
        return [path for path in (*single, *self.reports) if path is not None]


def checked(request: FoleyRequest) -> Outputs:
    """What a request wants written.

    Raises:
        RequestError: a path is missing, or options make no sense.
        PermissionDeniedError: a service is not switched on, or has no key; or commands are not
            allowed here.
    """
    if not request.path:
        raise RequestError("A foley job needs a picture.", "Name a video or an edit.")
    _check_numbers(request)
    _check_names(request)
    if not request.spot_only:
        check_sources(request.sources, request.commercial)
    outputs = _outputs(request)
    if request.spot_only and (outputs.stem or outputs.mix or request.swaps):
        raise RequestError(
            "Where cues are only spotted there is no sound to mix or to swap.",
            "Leave out what asks for sound, or the wish to spot only.",
        )
    return outputs


def read_by(request: FoleyRequest) -> list[Path]:
    """The files that a request names to be read, besides its picture's media."""
    named = [request.path, *request.cue_paths, request.recogniser_path, request.mapping_path]
    swapped = [swap.sound for swap in request.swaps if Path(swap.sound).is_absolute()]
    return [Path(name) for name in (*named, *swapped) if name]


def _check_numbers(request: FoleyRequest) -> None:
    if not 0 <= request.place_from <= 1:
        raise RequestError(
            f"A confidence of {request.place_from:g} makes no sense.",
            "Give one from 0 to 1: at 0.75 three guesses of four are right.",
        )
    if not abs(request.level_db) <= _MOST_DB:
        raise RequestError(
            f"The effects cannot be changed by {request.level_db:g} dB.",
            f"Give -{_MOST_DB:g} to {_MOST_DB:g}.",
        )


def _check_names(request: FoleyRequest) -> None:
    for name in request.spot:
        if name not in SPOTTERS:
            raise RequestError(
                f"Nothing is spotted by {name!r}.", f"Name any of {', '.join(SPOTTERS)}."
            )
    for path in request.cue_paths:
        if Path(path).suffix.lower() not in _CUE_FILES:
            raise RequestError(
                f"{path} is no file of cues.",
                "Give a cue sheet (.csv), subtitles (.srt, .vtt) or a script (.txt, .fountain).",
            )
    if request.unadapted and request.spot and MOTION not in request.spot:
        raise RequestError(
            "The detector of impacts is not used at all, adapted or not.",
            "Let it be spotted by motion, or leave out the wish for the detector as it comes.",
        )
    if bool(request.recogniser_path) != bool(request.mapping_path):
        raise RequestError(
            "A recogniser needs a file that says what its labels mean, and the other way round.",
            "Give both.",
        )


def _outputs(request: FoleyRequest) -> Outputs:
    timeline = Path(request.output_path) if request.output_path else None
    if timeline is not None:
        check_ending(timeline, Path(request.path))
    outputs = Outputs(
        timeline,
        output_path(request.stem_path, (".wav",)),
        output_path(request.mix_path, (*VIDEOS, ".wav")),
        output_path(request.cue_sheet_path, (".csv",)),
        output_path(request.credits_path, (".txt", ".csv")),
        _reports(request),
    )
    if not outputs.files:
        raise RequestError(
            "Nothing would be written.",
            "Name an edit with -o, or --mix, --stem, --cue-sheet or --report.",
        )
    edit = is_timeline(Path(request.path))
    if outputs.mix is not None and edit and outputs.mix.suffix.lower() not in (".mp4", ".wav"):
        raise RequestError(
            f"{request.mix_path} would be the picture of an edit, which is rendered as a proof.",
            "End it in .mp4, or in .wav for its sound.",
        )
    return outputs


def _reports(request: FoleyRequest) -> tuple[Path, ...]:
    named = [path for name in request.report_paths if (path := output_path(name, REPORTS))]
    kinds = [path.suffix.lower() for path in named]
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise RequestError(f"Two reports end in {kind}.", "Name one of each kind at most.")
    return tuple(named)

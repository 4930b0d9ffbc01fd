"""The `visemes` job: which mouth shape is seen when, for a recording of speech."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.files import sha256_of
from backbeat.lipsync.visemes.names import ShapeSet, shape_set
from backbeat.lipsync.visemes.shaping import Shape, closures_in, per_picture, shaped
from backbeat.media.decode import read_audio
from backbeat.media.shortfall import shortfall_of
from backbeat.models.visemes import STEP_S
from backbeat.progress import SILENT, Progress
from backbeat.speech.spectrum import RATE
from backbeat.v1.speech_pb2 import BlendShape, Viseme, VisemesRequest, VisemeTrack
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import output_path, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backbeat.workflows.visemes.hearing import Float32s, Heard

SCHEMA_VERSION = 1
_USUAL_RATE = Fraction(25)
_LOWEST_RATE, _HIGHEST_RATE = 6, 240


def run(request: VisemesRequest, progress: Progress = SILENT) -> VisemeTrack:
    """Finds the mouth shapes of one recording, and writes them where the request says.

    A timeline that the job wrote, edited or not, is taken for what it says.

    Raises:
        RequestError: no path, or options that make no sense.
        MediaError: the recording cannot be read.
        TimelineError: the timeline cannot be read, or has no mouth shapes.
        InputError: there is text, and what aligns it is not installed.
        OutputError: the result cannot be written.
        CancelledError: the job was asked to stop.
    """
    from backbeat.workflows.visemes.files import WRITERS

    if not request.path:
        raise RequestError("A visemes job needs a path.", "Name the recording of speech.")
    source = Path(request.path)
    chosen, rate = shape_set(request.set), rate_of(request.rate)
    targets = [output_path(path, WRITERS) for path in request.output_paths]
    with writing(Inputs((source,)), targets, request.overwrite) as outputs:
        if source.suffix.lower() == ".otio":
            track = _edited(request, source)
        else:
            track = visemes_of(source, request.text, chosen, rate, progress.part(0, 0.95))
        for target in targets:
            if target is not None:
                WRITERS[target.suffix.lower()](track, outputs.at(target))
    progress(1, "Done")
    return track


def visemes_of(
    source: Path, text: str, chosen: ShapeSet, rate: Fraction, progress: Progress
) -> VisemeTrack:
    """The mouth shapes of one recording. Raises: as `run`."""
    from backbeat.workflows.visemes.hearing import heard

    audio = read_audio(source, RATE, 1, progress=progress.part(0, 0.2))
    sounds = heard(audio.samples[:, 0], text.strip(), progress.part(0.2, 0.95))
    track = VisemeTrack(
        schema_version=SCHEMA_VERSION,
        path=str(source),
        sha256=sha256_of(source),
        duration_s=audio.duration_s,
        set=chosen.name,
        method=sounds.method,
        rate=str(rate),
        model_sha256=sounds.model_sha256,
        warnings=sounds.warnings,
        visemes=_visemes(sounds, chosen, rate, audio.duration_s),
    )
    if (shortfall := shortfall_of(source)) is not None:
        track.warnings.append(shortfall.sentence(source.name))
    return track


def _edited(request: VisemesRequest, source: Path) -> VisemeTrack:
    from backbeat.workflows.visemes.files.otio import read

    if request.text or request.set or request.rate:
        raise RequestError(
            f"{source.name} already has mouth shapes, of a set and a rate of their own.",
            "Leave text, set and rate out.",
        )
    track = read(source)
    track.schema_version = SCHEMA_VERSION
    track.sha256 = sha256_of(source)
    return track


def rate_of(text: str) -> Fraction:
    """Pictures a second, from such as "24000/1001" or "29.97". Raises: RequestError."""
    from backbeat.errors import TimelineError
    from backbeat.timeline.time import canonical_rate

    if not text:
        return _USUAL_RATE
    try:
        spelled = Fraction(text)
        rate = spelled if "/" in text else canonical_rate(float(spelled))
    except (ValueError, ZeroDivisionError, OverflowError, TimelineError):
        rate = Fraction(0)
    if not _LOWEST_RATE <= rate <= _HIGHEST_RATE:
        raise RequestError(
            f"{text} frames a second is no frame rate.",
            f"Ask for {_LOWEST_RATE} to {_HIGHEST_RATE}, such as 25 or 24000/1001.",
        )
    return rate


def _visemes(
    sounds: Heard, chosen: ShapeSet, rate: Fraction, duration_s: float
) -> Sequence[Viseme]:
    grouping = chosen.grouping()
    likely = sounds.likely @ grouping
    shapes = shaped(
        per_picture(likely, sounds.step_s, rate, duration_s),
        rate,
        chosen.closed,
        closures_in(likely, sounds.step_s, chosen.closed),
    )
    given = per_picture(sounds.recognised @ grouping, STEP_S, rate, duration_s)
    return [_viseme(shape, given, chosen, rate, duration_s) for shape in shapes]


def _viseme(
    shape: Shape, given: Float32s, chosen: ShapeSet, rate: Fraction, duration_s: float
) -> Viseme:
    name = chosen.shapes[shape.shape]
    confidence = float(given[shape.first : shape.end, shape.shape].mean())
    return Viseme(
        start_s=float(shape.first / rate),
        end_s=duration_s if shape.end == len(given) else float(shape.end / rate),
        name=name,
        confidence=min(1.0, max(0.0, round(confidence, 4))),
        blend_shapes=[
            BlendShape(name=blend, weight=weight)
            for blend, weight in chosen.weights.get(name, {}).items()
        ],
    )

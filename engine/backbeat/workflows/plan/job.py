"""The `plan` job: a song in, a plan of the shots that it wants out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import InputError, RequestError
from backbeat.files import sha256_of
from backbeat.files.given import check_given
from backbeat.progress import SILENT, Progress
from backbeat.v1.cutting_pb2 import FrameRate
from backbeat.v1.planning_pb2 import PlanRequest, ShotPlan
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import output_path, writing

if TYPE_CHECKING:
    from backbeat.cutting.planning import Template

_ENDINGS = (".json", ".csv")
_DEFAULT_RATE = Fraction(24)
_MAX_RATE = 240
_MAX_TEMPLATE_BYTES = 1 << 20


def run(request: PlanRequest, progress: Progress = SILENT) -> ShotPlan:
    """Plans the shots of one song, and writes the plan where the request says.

    Raises:
        RequestError: no song, or options that make no sense.
        InputError: the template cannot be read.
        MediaError: the song cannot be read.
        OutputError: the plan cannot be written.
        CancelledError: the job was asked to stop.
    """
    from backbeat.workflows.plan import files

    if not request.music_path:
        raise RequestError("A plan needs a song.", "Name a sound file.")
    target = output_path(request.output_path, _ENDINGS)
    rate = rate_of(request.rate)
    template = _template(request)
    sources = [Path(request.music_path)]
    sources += [Path(path) for path in (request.template_path, request.pacing.pattern_path) if path]
    with writing(Inputs(tuple(sources)), (target,), request.overwrite) as outputs:
        plan = _plan(request, template, rate, progress.part(0, 0.95))
        if target is not None:
            write = files.write_csv if target.suffix.lower() == ".csv" else files.write_json
            write(plan, outputs.at(target))
    progress(1, "Done")
    return plan


def rate_of(rate: FrameRate) -> Fraction:
    """The frame rate of the shots. Raises: RequestError."""
    if not rate.numerator and not rate.denominator:
        return _DEFAULT_RATE
    if rate.denominator <= 0 or not 1 <= rate.numerator / rate.denominator <= _MAX_RATE:
        raise RequestError(
            f"{rate.numerator}/{rate.denominator} frames a second is no frame rate.",
            f"Ask for 1 to {_MAX_RATE}.",
        )
    return Fraction(rate.numerator, rate.denominator)


def _plan(request: PlanRequest, template: Template, rate: Fraction, progress: Progress) -> ShotPlan:
    from backbeat.cutting.building.record import in_the_song
    from backbeat.cutting.pacing import pace
    from backbeat.cutting.planning.plan import shot_plan
    from backbeat.workflows.cut.patterns import pattern_of
    from backbeat.workflows.cut.song import heard_song

    path = Path(request.music_path)
    pattern = pattern_of(request.pacing)
    with heard_song(path, request.beats, request.length, progress.part(0, 0.9)) as song:
        pacing = pace(song.analysis, request.pacing, rate, pattern)
    plan = shot_plan(pacing.slots, song.analysis, template, rate, path.name)
    plan.music_path, plan.music_sha256 = str(path), sha256_of(path)
    plan.placements.extend(song.placements)
    for slot in plan.slots:
        slot.music_start_s = in_the_song(slot.start_s, song.placements)
    plan.pacing.CopyFrom(request.pacing)
    plan.length.CopyFrom(request.length)
    plan.beats.CopyFrom(request.beats)
    plan.warnings.extend(dict.fromkeys([*song.warnings, *pacing.warnings]))
    return plan


def _template(request: PlanRequest) -> Template:
    """The words to plan with. Raises: InputError."""
    from backbeat.cutting.planning import default_template, read_template

    template = default_template()
    if request.template_path:
        path = Path(request.template_path)
        try:
            check_given(path, "a template", _MAX_TEMPLATE_BYTES)
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise InputError(
                f"{path} cannot be read: {error.strerror}.", "Check the path."
            ) from error
        except UnicodeDecodeError as error:
            raise InputError(f"{path} is not text.", "Name a JSON file.") from error
        template = read_template(text, str(path))
    if request.prompt:
        template = replace(template, base_prompt=request.prompt)
    return template

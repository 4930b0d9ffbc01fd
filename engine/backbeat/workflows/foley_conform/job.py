"""The `foley_conform` job: every cue of foley follows its picture through a recut."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.foley.conform.clips import anchored
from backbeat.foley.conform.conform import conformed
from backbeat.foley.conform.outcomes import Conformed
from backbeat.foley.landing.reading import Landed
from backbeat.foley.landing.writing import put
from backbeat.progress import SILENT, Progress
from backbeat.timeline import document as documents
from backbeat.timeline.document import Document
from backbeat.timeline.exchange.formats import WRITTEN
from backbeat.timeline.provenance import marked
from backbeat.v1.foley_pb2 import FoleyConformRequest, FoleyConformResult
from backbeat.workflows.foley.beside import folder_beside
from backbeat.workflows.foley.landing import earlier_foley
from backbeat.workflows.foley.preparing import (
    Prepared,
    Recorded,
    prepared,
    write_prepared,
)
from backbeat.workflows.foley_conform.carrying import Carried, carried
from backbeat.workflows.foley_conform.changes import LOST, with_changes
from backbeat.workflows.foley_conform.cuts import Cuts, read_cuts
from backbeat.workflows.foley_conform.reporting import WRITERS, result_of
from backbeat.workflows.inputs import Inputs, inputs_of
from backbeat.workflows.outputs import output_path, writing

_TIMELINES = (".otio", ".otioz", ".otiod", ".json", *WRITTEN)
_REPORTS = (".html", ".csv", ".json")


@dataclass(frozen=True)
class _Plan:
    """What will be written, known before anything is."""

    cuts: Cuts
    results: list[Conformed]
    carried: Carried
    files: list[Prepared]
    kept: list[Landed]
    """Foley of the new cut that the old one had not."""


def run(request: FoleyConformRequest, progress: Progress = SILENT) -> FoleyConformResult:
    """Moves the foley of an old cut into a new one.

    Raises:
        RequestError: a path is missing, or there is no foley or no picture to go by.
        TimelineError: a timeline cannot be read, or the output is of another kind than the new cut.
        OutputError: an output cannot be written.
        CancelledError: the job was asked to stop.
    """
    old, new = _named(request.old_path, "old cut"), _named(request.new_path, "new cut")
    output = output_path(request.output_path, _TIMELINES)
    if output is None:
        raise RequestError("A foley_conform job needs an output.", "Name an .otio with -o.")
    foley = Path(request.foley_path) if request.foley_path else None
    sheet = output_path(request.cue_sheet_path, (".csv",))
    reports = _reports(list(request.report_paths))
    progress(0, "Reading both cuts")
    cuts = read_cuts(old, new, foley)
    documents.check_output(cuts.document, output)
    plan = _planned(cuts, output, progress.part(0.1, 0.6))
    targets = [output, *dict.fromkeys(file.path for file in plan.files), sheet, *reports]
    folder = folder_beside(output) if plan.files else None
    with writing(_inputs(cuts, old), targets, request.overwrite, folder) as outputs:
        if plan.files:
            unique = list({file.path: file for file in plan.files}.values())
            write_prepared(unique, cuts.edit, outputs, progress.part(0.6, 0.9))
        made = _landed(plan)
        documents.save(marked(made), outputs.at(output))
        result = result_of(cuts, plan.results, plan.carried, _notes(plan, made, output))
        result.old_path, result.new_path = str(old.absolute()), str(new.absolute())
        result.output_path = str(output.absolute())
        result.report_paths.extend(str(report) for report in reports)
        if sheet is not None:
            from backbeat.workflows.foley_conform.sheet import write_sheet

            result.cue_sheet_path = str(sheet)
            write_sheet(made, outputs.at(sheet))
        for report in reports:
            progress(0.95, f"Writing {report.name}")
            WRITERS[report.suffix.lower()](result, cuts, outputs.at(report))
    progress(1, "Done")
    return result


def _planned(cuts: Cuts, output: Path, progress: Progress) -> _Plan:
    cues = [anchored(one, cuts.old) for one in cuts.landed]
    results = conformed(cues, cuts.old, cuts.new, cuts.contents)
    known = {one.cue.number for one in cuts.landed}
    kept = [one for one in cuts.newer if one.cue.number not in known]
    taken = {one.cue.number for one in kept}
    moved = carried(cuts, results, taken, progress)
    end = cuts.new.duration * cuts.edit.rate
    files = prepared(moved.placed, cuts.edit, end, folder_beside(output), 0)
    return _Plan(cuts, results, moved, files, kept)


def _landed(plan: _Plan) -> Document:
    """The new cut with its foley."""
    cuts = plan.cuts
    made = put(
        cuts.document,
        cuts.edit,
        [*(file.record for file in plan.files), *plan.carried.records],
        [one.path for one in plan.kept if one.place is not None],
        [one.cue.number for one in plan.kept if one.place is None],
        Recorded(cuts.document.place_of),
    )
    _, there = earlier_foley(made)
    clips = {one.cue.number: one.path for one in there if one.place is not None}
    return with_changes(made, clips, plan.carried.origins, cuts.sounding)


def _notes(plan: _Plan, made: Document, output: Path) -> list[str]:
    notes = [*plan.cuts.document.notes, *documents.losses(made, output)]
    lost = [one.cue.number for one in plan.cuts.landed if LOST & set(one.changes)]
    if lost:
        notes.append(f"Crossfades of cues {', '.join(lost)} stayed behind: make them again.")
    if plan.kept:
        numbers = ", ".join(one.cue.number for one in plan.kept)
        notes.append(f"The new cut has foley of its own, which stays: {numbers}.")
    return notes


def _inputs(cuts: Cuts, old: Path) -> Inputs:
    first = inputs_of(cuts.document, str(old), str(cuts.sounding.path))
    second = inputs_of(cuts.sounding)
    return Inputs(
        tuple(dict.fromkeys((*first.files, *second.files))),
        (*first.folders, *second.folders),
        {**second.why, **first.why},
    )


def _named(path: str, what: str) -> Path:
    if not path:
        raise RequestError(f"A foley_conform job needs the {what}.", "Name both timelines.")
    return Path(path)


def _reports(names: list[str]) -> list[Path]:
    targets = [target for name in names if (target := output_path(name, _REPORTS)) is not None]
    kinds = [target.suffix.lower() for target in targets]
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise RequestError(f"Two reports end in {kind}.", "Name one of each kind at most.")
    return targets

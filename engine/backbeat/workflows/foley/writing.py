"""Writes what a foley run made, and measures it as it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.files import write_text
from backbeat.files.transaction import Transaction
from backbeat.foley.landing.reading import Landed, landed
from backbeat.foley.page import View
from backbeat.foley.placement import measure_hits, measured
from backbeat.progress import Progress
from backbeat.timeline import document as documents
from backbeat.timeline.document import Document, losses
from backbeat.timeline.reading import read_edit
from backbeat.v1.foley_pb2 import FoleyRequest, FoleyResult
from backbeat.workflows.foley import reporting
from backbeat.workflows.foley.asking import Outputs
from backbeat.workflows.foley.beside import folder_beside
from backbeat.workflows.foley.beside_work import meanwhile
from backbeat.workflows.foley.coverage import coverage_of
from backbeat.workflows.foley.files import write_credits, write_report
from backbeat.workflows.foley.heard_again import heard_again
from backbeat.workflows.foley.landing import planned, write_landing
from backbeat.workflows.foley.making import Foley
from backbeat.workflows.foley.marks import mark_of
from backbeat.workflows.foley.mixing import (
    RATE,
    Rendered,
    rendered,
    staged,
    write_mix,
    write_stem,
)
from backbeat.workflows.foley.opening import is_timeline
from backbeat.workflows.foley.preparing import Recorded
from backbeat.workflows.foley.spotting.asking import times_of
from backbeat.workflows.foley.views import views_of
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.media_ranges import MediaRanges
from backbeat.workflows.outputs import writing

_SAID_DB = 0.5
_SHOWN = 5
"""Lines of cue files that are no cues and are told one by one."""


def write(
    request: FoleyRequest,
    wanted: Outputs,
    inputs: Inputs,
    foley: Foley,
    folder: Path,
    progress: Progress,
) -> FoleyResult:
    """Lands the sounds, renders and measures what was landed, and writes all that is asked for.

    Without a timeline to write, the prepared files lie in `folder`, which goes away.

    Raises:
        OutputError, AlreadyExistsError, MediaError, TimelineError, CancelledError: as `job.run`.
    """
    beside = folder / "foley" if wanted.timeline is None else folder_beside(wanted.timeline)
    plan = planned(
        foley.document,
        foley.edit,
        foley.placed,
        foley.unplaced,
        foley.spine.duration,
        beside,
        request.seed,
        foley.kept,
        foley.kept_markers,
    )
    every = [*wanted.files, *plan.paths]
    with writing(inputs, every, request.overwrite, beside if plan.paths else None) as outputs:
        new = write_landing(plan, outputs, progress.part(0, 0.2))
        document = staged(new, {path: outputs.at(path) for path in plan.paths})
        result = FoleyResult(
            path=str(Path(request.path).absolute()),
            place_from=foley.place_from,
            detector_sha256=foley.detector_sha256,
            detector_adapted=foley.detector_adapted,
            warnings=foley.warnings,
        )
        run = _Run(request, wanted, foley, document, folder, outputs)
        cues = run.landed()
        with meanwhile(run.drawn(cues), progress.part(0.9, 1)) as views:
            run.measure(result, cues, progress.part(0.2, 0.6))
            run.deliver(result, cues, views, progress.part(0.6, 0.9))
        if wanted.timeline is not None:
            documents.save(new, outputs.at(wanted.timeline))
            result.output_path = str(wanted.timeline.absolute())
            result.warnings.extend(losses(new, wanted.timeline))
    return result


@dataclass(frozen=True)
class _Run:
    """What all that is written is made of."""

    request: FoleyRequest
    wanted: Outputs
    foley: Foley
    document: Document
    """The new timeline, its prepared files where they are before they are renamed."""
    folder: Path
    outputs: Transaction

    def landed(self) -> list[Landed]:
        """The cues, as they are read back from the timeline."""
        edit = read_edit(self.document, MediaRanges(self.document))
        return landed(self.document, edit, Recorded(self.document.place_of))

    def measure(self, result: FoleyResult, cues: Sequence[Landed], progress: Progress) -> None:
        """Measures what is heard where the timeline is played, and writes the stem."""
        foley, edit = self.foley, self.foley.edit
        told = reporting.Told()
        with rendered(self.document, self.folder, True, progress.part(0, 0.4)) as effects:
            result.warnings.extend(effects.warnings)
            if any(one.sound is not None for one in cues):
                kept = heard_again(foley.kept, RATE, self._at)
                placed = [*foley.placed, *kept]
                hits = measure_hits(effects, placed)
                part = progress.part(0.4, 0.6)
                layers = measured(placed, foley.spine.duration, RATE, part)
                told = reporting.Told(hits, layers)
                self._cover(result, effects, progress.part(0.6, 0.8))
            if self.wanted.stem is not None:
                target = self.outputs.at(self.wanted.stem)
                turned_down = write_stem(target, effects, progress.part(0.8, 1))
                result.stem_path = str(self.wanted.stem.absolute())
                if turned_down > _SAID_DB:
                    result.warnings.append(
                        f"The stem was turned down by {turned_down:.1f} dB where it is loudest."
                    )
        clock = times_of(edit, foley.spine).clock
        reporting.fill(result, cues, edit, clock, told)
        result.warnings.extend(_left_out(foley))

    def drawn(self, cues: Sequence[Landed]) -> Callable[[Progress], Mapping[str, View]]:
        """Draws what a page shows of cues, if there is to be one."""
        page = self.wanted.page

        def draw(progress: Progress) -> Mapping[str, View]:
            if page is None:
                return {}
            return views_of(cues, self.foley.spine, page, self._at, progress)

        return draw

    def deliver(
        self,
        result: FoleyResult,
        cues: Sequence[Landed],
        views: Callable[[], Mapping[str, View]],
        progress: Progress,
    ) -> None:
        """Writes the mix, the cue sheet, the credits and the reports."""
        wanted, outputs = self.wanted, self.outputs
        if wanted.mix is not None:
            source = Path(self.request.path)
            video = None if is_timeline(source) else source
            target = outputs.at(wanted.mix)
            mark = mark_of(result.cues)
            said = write_mix(target, wanted.mix, self.document, video, self.folder, progress, mark)
            result.warnings.extend(said)
            if mark is not None and video is not None:
                result.warnings.append(f"{wanted.mix.name} says that a model made sounds in it.")
            result.mix_path = str(wanted.mix.absolute())
        if wanted.cue_sheet is not None:
            times = times_of(self.foley.edit, self.foley.spine)
            text = reporting.cue_sheet(cues, result.cues, times)
            write_text(outputs.at(wanted.cue_sheet), text)
            result.cue_sheet_path = str(wanted.cue_sheet.absolute())
        if wanted.credits is not None:
            write_credits(outputs.at(wanted.credits), result)
            result.credits_path = str(wanted.credits.absolute())
        result.warnings[:] = list(dict.fromkeys(result.warnings))
        result.report_paths.extend(str(path.absolute()) for path in wanted.reports)
        for report in wanted.reports:
            write_report(report, outputs.at(report), result, self.foley.spine, views)

    def _at(self, path: Path) -> Path:
        """Where a prepared file is now; those of earlier runs are in their place."""
        return self.document.place_of(str(path)) or path

    def _cover(self, result: FoleyResult, effects: Rendered, progress: Progress) -> None:
        foley = self.foley
        result.coverage.CopyFrom(
            coverage_of(foley.document, foley.edit, foley.spine, effects, self.folder, progress)
        )


def _left_out(foley: Foley) -> list[str]:
    """What was read in files of cues and is no cue, in a sentence or two."""
    found = foley.left_out
    shown = [f"{one.where}: {one.text!r} is no cue. {one.reason}" for one in found[:_SHOWN]]
    if len(found) > _SHOWN:
        shown.append(f"{len(found) - _SHOWN} more lines of cue files are no cues either.")
    return shown

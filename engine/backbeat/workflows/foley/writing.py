"""Writes what a foley run made, and measures it as it was written."""

from __future__ import annotations

from pathlib import Path

from backbeat.progress import Progress
from backbeat.timeline import document as documents
from backbeat.timeline.document import losses
from backbeat.v1.foley_pb2 import FoleyRequest, FoleyResult
from backbeat.workflows.foley.asking import Outputs
from backbeat.workflows.foley.landing import planned, write_landing
from backbeat.workflows.foley.making import Foley
from backbeat.workflows.foley.mixing import staged
from backbeat.workflows.foley.preparing import folder_beside
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import writing


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
        _deliver(request, wanted, foley, document, folder, outputs, result, progress)
        if wanted.timeline is not None:
            documents.save(new, outputs.at(wanted.timeline))
            result.output_path = str(wanted.timeline.absolute())
            result.warnings.extend(losses(new, wanted.timeline))
    return result

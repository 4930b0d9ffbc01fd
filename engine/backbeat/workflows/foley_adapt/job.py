"""The `foley_adapt` job: fits the impact detector to footage of the user's."""

from __future__ import annotations

from backbeat.progress import SILENT, Progress
from backbeat.v1.foley_pb2 import FoleyAdaptRequest, FoleyAdaptResult


def run(request: FoleyAdaptRequest, progress: Progress = SILENT) -> FoleyAdaptResult:
    """Fits the detector, as `workflows.foley.adapting.run`, which is imported when it is needed."""
    from backbeat.workflows.foley.adapting import run as adapt

    return adapt(request, progress)

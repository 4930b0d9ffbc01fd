"""What a worker that was killed in the middle of writing leaves beside its outputs."""

from __future__ import annotations

import os
from pathlib import Path

from backbeat.files.stages import recover
from backbeat.jobs.paths import paths_of
from backbeat.v1.jobs_pb2 import JobRequest

_STEM = "stem.wav"
"""Any file in a folder of stems."""
_WRITTEN = ("output_path", "plot_path", "log_path", "timeline_path")


def _outputs_of(request: JobRequest) -> list[Path]:
    named = list(paths_of(request))
    stems = [Path(text) / _STEM for name, text in named if name == "stems_path"]
    return [Path(text) for name, text in named if name in _WRITTEN] + stems


def remove_leftovers(request: JobRequest) -> list[Path]:
    """Removes what was half written in the folders of a job whose process is gone.

    Renames that its process did not end are undone, so every output is there or none. What a living
    process writes in the same folders stays.

    Returns:
        what was removed.
    """
    folders = dict.fromkeys(
        Path(os.path.realpath(output)).parent for output in _outputs_of(request)
    )
    return [path for folder in folders for path in recover(folder)]

"""Removing the temporary files of a worker that was killed while it wrote outputs."""

from __future__ import annotations

import os
from pathlib import Path

from backbeat.files.stages import recover
from backbeat.jobs.paths import OUTPUT_FIELDS, OUTPUT_FOLDERS, paths_of
from backbeat.jobs.transferred import roots_for
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.workflows.dub.beside import folder_beside as beside_dub
from backbeat.workflows.foley.beside import folder_beside as beside_foley
from backbeat.workflows.lipsync.beside import folder_beside as beside_lipsync

_FILE = "file"
"""Stands for any file in a folder of outputs."""


def _outputs_of(request: JobRequest) -> list[Path]:
    paths = list(paths_of(request))
    folders = [Path(text) / _FILE for name, text in paths if name in OUTPUT_FOLDERS]
    if request.lipsync.output_path:
        folders.append(beside_lipsync(Path(request.lipsync.output_path)) / _FILE)
    if request.dub.output_path:
        folders.append(beside_dub(Path(request.dub.output_path)) / _FILE)
    for output in (request.foley.output_path, request.foley_conform.output_path):
        if output:
            folders.append(beside_foley(Path(output)) / _FILE)
    return [Path(text) for name, text in paths if name in OUTPUT_FIELDS] + folders


def remove_leftovers(request: JobRequest) -> list[Path]:
    """Removes temporary files from the output folders of a job whose process is gone.

    An incomplete series of renames is undone, so that either every output exists or none. Files
    that a living process is writing in the same folders stay.

    Returns:
        paths of the removed files.
    """
    folders = dict.fromkeys(
        Path(os.path.realpath(output)).parent for output in _outputs_of(request)
    )
    allowed = roots_for(request)
    return [
        path
        for folder in folders
        if allowed.allows(folder, writes=True)
        for path in recover(folder)
    ]

"""Jobs of one batch that cannot run beside each other, and inputs that are not there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from backbeat.errors import InputError, RequestError
from backbeat.farms.job_file import BatchJob, Problem
from backbeat.jobs.paths import OUTPUT_FIELDS, OUTPUT_FOLDERS, paths_of
from backbeat.v1.jobs_pb2 import JobRequest

_CHANGED_IN_PLACE = ("index_path",)
_NOT_OPENED = ("to_path", "search_paths", *_CHANGED_IN_PLACE)
"""Fields that name what need not exist."""


def inputs_of(request: JobRequest) -> list[Path]:
    """Files and folders that a request names to be read."""
    written = (*OUTPUT_FIELDS, *OUTPUT_FOLDERS, *_NOT_OPENED)
    return [Path(text) for name, text in paths_of(request) if name not in written]


def outputs_of(request: JobRequest) -> list[Path]:
    """Files and folders that a request names to be written."""
    written = (*OUTPUT_FIELDS, *OUTPUT_FOLDERS)
    return [Path(text) for name, text in paths_of(request) if name in written]


def conflicts(jobs: Sequence[BatchJob]) -> list[Problem]:
    """Jobs that write what another writes or reads: jobs of a batch run in any order."""
    writers: dict[str, BatchJob] = {}
    problems = []
    for job in jobs:
        for path in _real(outputs_of(job.request)):
            writer = writers.setdefault(path, job)
            if writer is not job:
                error = RequestError(
                    f"{job.id} writes {path}, as {writer.id} does in line {writer.line}.",
                    "Give each job an output of its own.",
                )
                problems.append(Problem(job.line, error))
    for job in jobs:
        for path in _real(inputs_of(job.request)):
            found = writers.get(path)
            if found is not None and found is not job:
                error = RequestError(
                    f"{job.id} reads {path}, which {found.id} writes in line {found.line}.",
                    "Jobs of a batch run in any order: put it in a second file.",
                )
                problems.append(Problem(job.line, error))
    return problems


def missing(jobs: Sequence[BatchJob]) -> list[Problem]:
    """Inputs that are not there, and folders of outputs that are not."""
    problems = []
    for job in jobs:
        for path in inputs_of(job.request):
            if not os.path.lexists(path):
                error = InputError(f"{path} does not exist.", "Check the name.")
                problems.append(Problem(job.line, error))
        for path in outputs_of(job.request):
            if not path.parent.is_dir():
                error = InputError(f"The folder {path.parent} does not exist.", "Create it first.")
                problems.append(Problem(job.line, error))
    return problems


def _real(paths: Iterable[Path]) -> list[str]:
    return list(dict.fromkeys(os.path.realpath(path) for path in paths))

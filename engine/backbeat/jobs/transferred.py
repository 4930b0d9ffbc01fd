"""Files of clients on other machines that jobs name: whose they are."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from backbeat import roots
from backbeat.jobs.paths import paths_of
from backbeat.roots import Roots
from backbeat.v1.jobs_pb2 import JobRequest


def roots_for(request: JobRequest) -> Roots:
    """The roots of this process, for a job: with the files of the client whose files it names.

    At its submission a job was checked to name files of its own client only.
    """
    allowed = roots.current()
    if allowed.transfers is None:
        return allowed
    for real in transferred(request, allowed.transfers):
        return replace(allowed, guest=real.relative_to(allowed.transfers).parts[0])
    return allowed


def transferred(request: JobRequest, folder: Path) -> list[Path]:
    """The files and folders in the folder of transfers that a job names, with links resolved."""
    real = (Path(os.path.realpath(text)) for _, text in paths_of(request))
    return [path for path in real if path.is_relative_to(folder) and path != folder]

"""The files of clients on other machines in one engine's folder, and their sweeping."""

from __future__ import annotations

import os
from pathlib import Path

from backbeat.jobs.service_limits import ServiceLimits
from backbeat.jobs.store import JobStore
from backbeat.jobs.transferred import transferred
from backbeat.server.transfers.artifacts import Artifacts
from backbeat.server.transfers.places import FOLDER
from backbeat.server.transfers.service import MediaService
from backbeat.server.transfers.uploads import CHUNK_BYTES, Uploads
from backbeat.v1.jobs_pb2 import JobState

_DEPTH = 3
"""Parts of a path below the folder that name a client's file, or its folder of outputs."""


def transfers_of(home: Path) -> Path:
    """The folder of all transfers in an engine's folder, with links resolved."""
    return Path(os.path.realpath(home)) / FOLDER


class Keeping:
    """Uploads and outputs, and the removal of what is no longer used.

    Args:
        home: the engine's folder.
        store: its jobs.
        limits: how much is kept, and how long.
    """

    def __init__(self, home: Path, store: JobStore, limits: ServiceLimits) -> None:
        self._folder = transfers_of(home)
        self._store = store
        chunk_bytes = max(1, min(CHUNK_BYTES, limits.message_bytes - 1024))
        self._uploads = Uploads(self._folder, limits, self._in_use)
        self._artifacts = Artifacts(self._folder, chunk_bytes, limits.upload_days, self._in_use)
        self.service = MediaService(self._folder, self._uploads, self._artifacts, limits)
        """What answers calls."""

    def sweep(self, now_ns: int) -> int:
        """Removes what nobody has used for days.

        Args:
            now_ns: by the clock, in nanoseconds since the Unix epoch.

        Returns:
            the number of files removed.

        Raises:
            EngineUnavailableError: the jobs cannot be read.
            OSError: a file cannot be removed.
        """
        now_s = now_ns / 1e9
        return self._uploads.sweep(now_s) + self._artifacts.sweep(now_s)

    def _in_use(self) -> set[Path]:
        """The folders that jobs name which have not ended. Raises: EngineUnavailableError."""
        states = (JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING)
        jobs = [job for state in states for job in self._store.in_state(state)]
        return {
            self._folder.joinpath(*path.relative_to(self._folder).parts[:_DEPTH])
            for job in jobs
            for path in transferred(job.request, self._folder)
        }

"""Whether the engine can take a job now, looked at every few seconds."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from backbeat.errors import EngineUnavailableError
from backbeat.jobs.executor import EngineExecutor
from backbeat.jobs.signals import block_signals
from backbeat.jobs.store import JobStore
from backbeat.server import systemd

MIN_FREE_BYTES = 64 << 20
"""Free bytes below which a disk counts as full: a job's end must still be written then."""
INTERVAL_S = 5.0
"""Seconds between two looks."""
STARTING = "The engine is starting."
STOPPING = "The engine is stopping and takes no more jobs."
_PROBE_BYTES = 4096
_LOG = logging.getLogger(__name__)


class Readiness:
    """Looks whether jobs can be stored and started, and tells who wants to know. Thread-safe."""

    def __init__(
        self, home: Path, store: JobStore, executor: EngineExecutor, tell: Callable[[bool], None]
    ) -> None:
        """Args: the engine's folder, what a job needs, and who is told when the answer changes."""
        self._home = home
        self._store = store
        self._executor = executor
        self._tell = tell
        self._reasons: tuple[str, ...] = (STARTING,)
        self._looking = threading.Lock()
        self._ended = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._keep_looking, name="readiness", daemon=True)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why no job can be taken, in sentences; empty where one can, as of the last look."""
        return (STOPPING,) if self._is_stopping else self._reasons

    def start(self) -> None:
        """Looks for the first time, then every few seconds."""
        self.look()
        self._thread.start()

    def refuse(self) -> None:
        """The engine stops: it is not ready from now on."""
        self._is_stopping = True

    def end(self) -> None:
        """Ends the looking."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Looks now."""
        with self._looking:
            before = self._reasons
            self._reasons = (
                *folder_faults(self._home),
                *self._store_faults(),
                *_sentence(self._executor.trouble()),
            )
            if self._reasons == before:
                return
            for reason in self._reasons:
                _LOG.error("not ready: %s", reason)
            if not self._reasons and before != (STARTING,):
                _LOG.warning("ready again")
            self._tell(not self._reasons)

    def _keep_looking(self) -> None:
        block_signals()
        interval_s = min(INTERVAL_S, (systemd.watchdog_s() or INTERVAL_S * 2) / 2)
        while not self._ended.wait(interval_s):
            try:
                self.look()
            except Exception:
                _LOG.exception("the look whether the engine is ready failed")
                continue
            # Only here: a store that hangs must not look alive.
            systemd.notify("WATCHDOG=1")

    def _store_faults(self) -> tuple[str, ...]:
        try:
            self._store.check_writable()
        except EngineUnavailableError as error:
            return (str(error),)
        return ()


def folder_faults(home: Path) -> tuple[str, ...]:
    """Why the engine's folder cannot take more, in sentences; empty where it can."""
    try:
        free = shutil.disk_usage(home).free
        if free < MIN_FREE_BYTES:
            return (
                f"The disk of {home} has {free / 1e6:.0f} MB left, below "
                f"{MIN_FREE_BYTES / 1e6:.0f} MB: free some space.",
            )
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(bytes(_PROBE_BYTES))
    except OSError as error:
        return (f"{home} cannot be written: {error.strerror or error}.",)
    return ()


def _sentence(text: str) -> tuple[str, ...]:
    return (text,) if text else ()

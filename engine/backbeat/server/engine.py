"""One engine: its folder, its workers and its two faces, started and stopped together."""

from __future__ import annotations

import contextlib
import datetime
import os
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from backbeat.client.discovery import Discovery
from backbeat.home import home
from backbeat.jobs.info import EngineFacts
from backbeat.jobs.local import LocalExecutor
from backbeat.jobs.recorder import Recorder
from backbeat.jobs.recovery import recover
from backbeat.jobs.service import Service
from backbeat.jobs.store import JobStore
from backbeat.server.announcement import announce, withdraw
from backbeat.server.grpc_face import GrpcFace
from backbeat.server.http_face import HttpFace
from backbeat.server.token import new_token
from backbeat.version import __version__

_LAST_WORDS_S = 0.5


@dataclass(frozen=True)
class ServeOptions:
    """How an engine is run."""

    home: Path = field(default_factory=home)
    """Its folder, made private to its owner: jobs, locks and the discovery file."""
    port: int = 0
    """Port of the gRPC face; 0 for a free one."""
    http_port: int = 0
    """Port of the JSON face; 0 for a free one."""
    workers: int = 0
    """Jobs at once; 0 for half the cores, up to 4."""
    grace_s: float = 10.0
    """Seconds that running jobs get to finish when the engine is asked to stop."""
    origins: tuple[str, ...] = ()
    """Origins of pages that may call the JSON face."""


class Engine:
    """An engine in this process."""

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self._closing = contextlib.ExitStack()
        self._executor: LocalExecutor | None = None

    def start(self) -> Discovery:
        """Takes the folder, recovers its jobs, binds both ports and says so in the folder.

        Raises:
            EngineUnavailableError: another engine has the folder or a port.
        """
        try:
            return self._start()
        except BaseException:
            self._closing.close()
            raise

    def stop(self, grace_s: float | None = None) -> None:
        """Refuses new jobs, lets running ones finish for `grace_s`, interrupts the rest, and ends.

        Args:
            grace_s: seconds; None for the option's.
        """
        self._grace_s = self._options.grace_s if grace_s is None else grace_s
        self._closing.close()

    def hurry(self) -> None:
        """Ends the grace of a `stop` that is under way. May be called by a signal handler."""
        if self._executor is not None:
            self._executor.hurry()

    def _end_jobs(self, executor: LocalExecutor) -> None:
        busy = executor.is_busy()
        executor.shutdown(self._grace_s)
        if busy:
            # Whoever watched a job to its end now asks for its result.
            time.sleep(_LAST_WORDS_S)

    def _start(self) -> Discovery:
        options, closing = self._options, self._closing
        self._grace_s = options.grace_s
        home = options.home.absolute()
        running = home / "running"
        store = JobStore(home)
        closing.callback(store.close)
        waiting = recover(store, running)
        server_id, token = uuid.uuid4().hex, new_token()
        executor = LocalExecutor(Recorder(store), running, options.workers)
        closing.callback(executor.shutdown, 0.0)  # Where a face cannot be started.
        self._executor = executor
        service = Service(store, executor, EngineFacts(server_id))
        grpc_face = GrpcFace(service, token, options.port)
        closing.callback(grpc_face.stop, _LAST_WORDS_S)
        http_face = HttpFace(service, token, options.http_port, options.origins)
        closing.callback(http_face.stop)
        said = Discovery(
            pid=os.getpid(),
            grpc_port=grpc_face.port,
            http_port=http_face.port,
            token=token,
            server_id=server_id,
            version=__version__,
            proto="backbeat.v1",
            started=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        )
        # Last in, first out: work stops while both faces still answer, the faces follow.
        closing.callback(self._end_jobs, executor)
        closing.callback(service.refuse_work)
        closing.callback(grpc_face.leave)
        grpc_face.start()
        http_face.start()
        announce(home, said)
        closing.callback(withdraw, home, said)
        service.resume(waiting)
        return said

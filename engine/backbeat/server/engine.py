"""One engine: its folder, its workers and its two servers, started and stopped together."""

from __future__ import annotations

import contextlib
import datetime
import os
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from backbeat.client.discovery import Discovery
from backbeat.errors import EngineUnavailableError
from backbeat.home import home
from backbeat.jobs.executor import Executor
from backbeat.jobs.info import EngineFacts
from backbeat.jobs.local import LocalExecutor
from backbeat.jobs.recorder import Recorder
from backbeat.jobs.recovery import recover
from backbeat.jobs.service import Service
from backbeat.jobs.store import JobStore
from backbeat.panel.service import PanelService
from backbeat.server.announcement import announce, withdraw
from backbeat.server.grpc_server import GrpcServer
from backbeat.server.http_server import HttpServer
from backbeat.server.media.tickets import Tickets
from backbeat.server.methods import Services
from backbeat.server.pairing.service import PairingService
from backbeat.server.token import Callers, new_token
from backbeat.version import __version__

PANEL_PORTS = (47613, 47614, 47615)
"""HTTP ports at which the panel in Premiere looks for an engine, in this order."""
_LAST_CALLS_S = 0.5
"""Seconds in which clients may fetch results after the last job has ended."""


@dataclass(frozen=True)
class ServeOptions:
    """Options of an engine."""

    home: Path = field(default_factory=home)
    """Its folder, made accessible to its owner only: jobs, locks and the discovery file."""
    port: int = 0
    """gRPC port; 0 for a free one."""
    http_port: int | None = 0
    """HTTP port; 0 for a free one; None for the first free one of `PANEL_PORTS`, else any."""
    workers: int = 0
    """Jobs at once; 0 for half the cores, up to 4."""
    grace_s: float = 10.0
    """Seconds that running jobs get to finish when the engine is asked to stop."""
    origins: tuple[str, ...] = ()
    """Origins of web pages that may call the engine over HTTP."""
    ray_address: str | None = None
    """The Ray cluster that jobs run on: "HOST:PORT", "auto" or "local"; None for this machine."""
    ray_media: tuple[tuple[str, str], ...] = ()
    """Folders of the cluster's machines, each with the address of the store that it mirrors."""


class Engine:
    """An engine in this process."""

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self._closing = contextlib.ExitStack()
        self._executor: Executor | None = None

    def start(self) -> Discovery:
        """Locks the folder, recovers its jobs, binds both ports and writes the discovery file.

        Raises:
            EngineUnavailableError: the folder is in use by another engine, or a port is taken.
        """
        try:
            return self._start()
        except BaseException:
            self._closing.close()
            raise

    def stop(self, grace_s: float | None = None) -> None:
        """Refuses new jobs, lets running ones finish, interrupts the others, and stops serving.

        Args:
            grace_s: seconds that running jobs have to finish; None for the option's.
        """
        self._grace_s = self._options.grace_s if grace_s is None else grace_s
        self._closing.close()

    def end_grace(self) -> None:
        """Ends the grace period of a `stop` under way. May be called by a signal handler."""
        if self._executor is not None:
            self._executor.end_grace()

    def _end_jobs(self, executor: Executor) -> None:
        busy = executor.is_busy()
        executor.shutdown(self._grace_s)
        if busy:
            # Clients that watched a job to its end now fetch its result.
            time.sleep(_LAST_CALLS_S)

    def _start(self) -> Discovery:
        options, closing = self._options, self._closing
        self._grace_s = options.grace_s
        home = options.home.absolute()
        running = home / "running"
        store = JobStore(home)
        closing.callback(store.close)
        waiting = recover(store, running)
        server_id, token = uuid.uuid4().hex, new_token()
        executor = _executor(Recorder(store), running, options)
        closing.callback(executor.shutdown, 0.0)  # Where a server cannot be started.
        self._executor = executor
        service = Service(store, executor, EngineFacts(server_id))
        services = Services(
            service, PairingService(home, server_id), PanelService(home), Tickets(home)
        )
        closing.callback(services.tickets.close)
        closing.callback(services.panel.close)
        callers = Callers(token, services.pairing.panels)
        grpc_server = GrpcServer(services, callers, options.port)
        closing.callback(grpc_server.stop, _LAST_CALLS_S)
        http_server = _http_server(services, callers, options)
        closing.callback(http_server.stop)
        services.pairing.http_port = http_server.port
        discovery = Discovery(
            pid=os.getpid(),
            grpc_port=grpc_server.port,
            http_port=http_server.port,
            token=token,
            server_id=server_id,
            version=__version__,
            proto="backbeat.v1",
            started=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        )
        # Last in, first out: jobs end while both servers still answer; then the servers stop.
        closing.callback(self._end_jobs, executor)
        closing.callback(service.refuse_work)
        closing.callback(grpc_server.enter_shutdown)
        grpc_server.start()
        http_server.start()
        announce(home, discovery)
        closing.callback(withdraw, home, discovery)
        service.resume(waiting)
        return discovery


def _executor(recorder: Recorder, running: Path, options: ServeOptions) -> Executor:
    if options.ray_address is None:
        return LocalExecutor(recorder, running, options.workers)
    from backbeat.jobs.cluster.executor import ClusterOptions, RayExecutor
    from backbeat.jobs.cluster.media import Mirror

    mirrors = tuple(Mirror(Path(folder), url) for folder, url in options.ray_media)
    cluster = ClusterOptions(options.ray_address, options.workers, mirrors=mirrors)
    return RayExecutor(recorder, cluster)


def _http_server(services: Services, callers: Callers, options: ServeOptions) -> HttpServer:
    if options.http_port is not None:
        return HttpServer(services, callers, options.http_port, options.origins)
    for port in PANEL_PORTS:
        try:
            return HttpServer(services, callers, port, options.origins)
        except EngineUnavailableError:
            continue
    return HttpServer(services, callers, 0, options.origins)

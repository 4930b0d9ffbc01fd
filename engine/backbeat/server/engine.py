"""One engine: its folder, its workers and its two servers, started and stopped together."""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
import time
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path

from backbeat import roots
from backbeat.client.discovery import Discovery
from backbeat.errors import EngineUnavailableError, RequestError
from backbeat.home import home
from backbeat.home import home as users_home
from backbeat.jobs.backlog import Backlog
from backbeat.jobs.chronicle import Chronicle
from backbeat.jobs.executor import EngineExecutor, Observer
from backbeat.jobs.info import EngineFacts
from backbeat.jobs.local import LocalExecutor
from backbeat.jobs.recorder import Recorder
from backbeat.jobs.recovery import recover
from backbeat.jobs.service import Service
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.jobs.store import JobStore
from backbeat.logs import JobLines, hide
from backbeat.panel.service import PanelService
from backbeat.roots import Roots
from backbeat.roots.own import own_added
from backbeat.server.access.given_tokens import GivenTokens
from backbeat.server.access.own_token import OwnToken
from backbeat.server.announcement import announce, sweep, withdraw
from backbeat.server.doors import Remote
from backbeat.server.grpc_server import GrpcServer
from backbeat.server.http_server import HttpServer
from backbeat.server.media.tickets import Tickets
from backbeat.server.methods import Services
from backbeat.server.operations import Operations
from backbeat.server.pace import Pace
from backbeat.server.pairing.service import PairingService
from backbeat.server.readiness import Readiness
from backbeat.server.token import Callers, new_token
from backbeat.server.transfers.keeping import Keeping, transfers_of
from backbeat.server.upkeep import Upkeep, chores_of
from backbeat.version import __version__

_LOG = logging.getLogger(__name__)
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
    roots: Roots = field(default_factory=Roots)
    """Folders in which the engine may read and write; without any, all that its user may."""
    limits: ServiceLimits = field(default_factory=ServiceLimits)
    """How much it takes on."""
    origins: tuple[str, ...] = ()
    """Origins of web pages that may call the engine over HTTP."""
    socket: Path | None = None
    """Path of a Unix socket for gRPC, beside the ports."""
    remote: Remote | None = None
    """The door for other machines; None for none."""
    ray_address: str | None = None
    """The Ray cluster that jobs run on: "HOST:PORT", "auto" or "local"; None for this machine."""
    ray_media: tuple[tuple[str, str], ...] = ()
    """Folders of the cluster's machines, each with the address of the store that it mirrors."""


class Engine:
    """An engine in this process."""

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self._closing = contextlib.ExitStack()
        self._executor: EngineExecutor | None = None

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

    def _end_jobs(self, executor: EngineExecutor) -> None:
        busy = executor.is_busy()
        if busy:
            _LOG.info("stopping: running jobs have %g s", self._grace_s)
        executor.shutdown(self._grace_s)
        if busy:
            # Clients that watched a job to its end now fetch its result.
            time.sleep(_LAST_CALLS_S)

    def _start(self) -> Discovery:
        options, closing = self._options, self._closing
        self._grace_s = options.grace_s
        home = options.home.absolute()
        allowed = own_added(options.roots, home, users_home())
        closing.enter_context(roots.held(replace(allowed, transfers=transfers_of(home))))
        running = home / "running"
        store = JobStore(home)
        closing.callback(store.close)
        sweep(home)
        lines = JobLines(home / "job-logs")
        closing.enter_context(lines.listening())
        waiting = recover(store, running)
        server_id, token = uuid.uuid4().hex, new_token()
        backlog = Backlog(options.limits)
        hide(token)
        operations = Operations()
        recorder = Recorder(store, backlog)
        chronicle = Chronicle(recorder, store, operations.metrics.count_job)
        executor = _executor(chronicle, running, options)
        closing.callback(executor.shutdown, 0.0)  # Where a server cannot be started.
        self._executor = executor
        facts = EngineFacts(server_id)
        service = Service(store, executor, facts, options.limits, backlog, lines.of)
        services = Services(
            service,
            PairingService(home, server_id),
            PanelService(home),
            Tickets(home, options.limits.media_tickets),
            operations,
        )
        closing.callback(services.tickets.close)
        closing.callback(services.panel.close)
        own = OwnToken(home, server_id, token)
        callers = Callers(own, GivenTokens(home), services.pairing.panels)
        pace = Pace(options.limits.calls_per_second)
        keeping = Keeping(home, store, options.limits)
        grpc_server = GrpcServer(
            services, callers, options.port, options.limits, pace, keeping.service
        )
        closing.callback(grpc_server.stop, _LAST_CALLS_S)
        http_server = _http_server(services, callers, options, pace)
        closing.callback(http_server.stop)
        services.pairing.http_port = http_server.port
        socket = "" if options.socket is None else str(options.socket.absolute())
        if options.socket is not None:
            grpc_server.listen_at(options.socket.absolute())
            closing.callback(options.socket.absolute().unlink, missing_ok=True)
        tls_port, outer = _outer_servers(grpc_server, services, callers, options, pace)
        if outer is not None:
            closing.callback(outer.stop)
        discovery = Discovery(
            pid=os.getpid(),
            grpc_port=grpc_server.port,
            http_port=http_server.port,
            token=token,
            server_id=server_id,
            version=__version__,
            proto="backbeat.v1",
            started=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            socket=socket,
            tls_port=tls_port,
            tls_http_port=outer.port if outer is not None else 0,
        )
        readiness = Readiness(home, store, executor, grpc_server.set_serving)
        operations.watch(readiness, store)
        upkeep = Upkeep(chores_of(store, keeping))
        closing.callback(readiness.end)
        # Last in, first out: jobs end while both servers still answer; then the servers stop.
        closing.callback(self._end_jobs, executor)
        closing.callback(service.refuse_work)
        closing.callback(grpc_server.enter_shutdown)
        closing.callback(readiness.refuse)
        grpc_server.start()
        http_server.start()
        if outer is not None:
            outer.start()
        readiness.start()
        upkeep.start()
        closing.callback(upkeep.end)
        announce(home, discovery)
        closing.callback(withdraw, home, discovery)
        service.resume(waiting)
        return discovery


def _executor(observer: Observer, running: Path, options: ServeOptions) -> EngineExecutor:
    if options.ray_address is None:
        return LocalExecutor(observer, running, options.workers)
    from backbeat.jobs.cluster.executor import ClusterOptions, RayExecutor
    from backbeat.jobs.cluster.media import Mirror

    mirrors = tuple(Mirror(Path(folder), url) for folder, url in options.ray_media)
    cluster = ClusterOptions(options.ray_address, options.workers, mirrors=mirrors)
    return RayExecutor(observer, cluster)


def _http_server(
    services: Services, callers: Callers, options: ServeOptions, pace: Pace
) -> HttpServer:
    def at(port: int) -> HttpServer:
        return HttpServer(services, callers, port, options.origins, options.limits, pace)

    if options.http_port is not None:
        return at(options.http_port)
    for port in PANEL_PORTS:
        try:
            return at(port)
        except EngineUnavailableError:
            continue
    return at(0)


def _outer_servers(
    grpc_server: GrpcServer,
    services: Services,
    callers: Callers,
    options: ServeOptions,
    pace: Pace,
) -> tuple[int, HttpServer | None]:
    """The doors for other machines: the gRPC port, and the HTTPS server."""
    remote = options.remote
    if remote is None:
        return 0, None
    remote.tls.check()
    if not options.roots.restrict:
        raise RequestError(
            "An engine that other machines may call must be told which folders it may open.",
            "Name them with --root and --read-root.",
        )
    port = grpc_server.listen_to_others(remote)
    context = remote.tls.context()
    return port, HttpServer(
        services,
        callers,
        remote.http_port,
        options.origins,
        options.limits,
        pace,
        remote.host,
        context,
    )

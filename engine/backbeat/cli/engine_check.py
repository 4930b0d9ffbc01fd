"""Whether an engine that runs is ready, or one that does not run could start, in words."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

from backbeat.cli.finding import Finding

if TYPE_CHECKING:
    from backbeat.client.discovery import Discovery
    from backbeat.server import ServeOptions

_LIMIT_S = 10.0


def check(options: ServeOptions) -> Iterator[Finding]:
    """What holds for the engine of a folder, one finding after the other."""
    from backbeat.client import discovery

    running = discovery.read(options.home)
    if running is not None:
        yield from _running(running)
        return
    yield Finding("engine", True, f"not running on {options.home}; it could start where all is ok")
    yield from _folder(options)
    yield from _ports(options)
    yield from _process()


def _running(engine: Discovery) -> Iterator[Finding]:
    from backbeat.version import __version__

    where = f"gRPC port {engine.grpc_port}, HTTP port {engine.http_port}"
    yield Finding("engine", True, f"running, process {engine.pid}, {where}")
    if engine.version != __version__:
        yield Finding(
            "version", False, f"it is Backbeat {engine.version}, and this is {__version__}",
            "Stop it, and start `backbeat serve` again.",
        )  # fmt: skip
    try:
        reasons = _reasons(engine)
    except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
        yield Finding(
            "ready", False, f"it does not say: {error or type(error).__name__}",
            "Its log says why; stop it and start it again.",
        )  # fmt: skip
        return
    if not reasons:
        yield Finding("ready", True, "it takes jobs")
    for reason in reasons:
        yield Finding("ready", False, reason)


def _reasons(engine: Discovery) -> list[str]:
    from backbeat.client.discovery import LOOPBACK, is_running

    if not is_running(engine):
        raise ValueError("who answers at its ports is not this engine")
    line = http.client.HTTPConnection(LOOPBACK, engine.http_port, timeout=_LIMIT_S)
    try:
        line.request("GET", "/readyz", headers={"Authorization": f"Bearer {engine.token}"})
        answer = line.getresponse()
        return [str(reason) for reason in json.loads(answer.read())["reasons"]]
    finally:
        line.close()


def _folder(options: ServeOptions) -> Iterator[Finding]:
    from backbeat.errors import BackbeatError
    from backbeat.jobs.store import JobStore
    from backbeat.server.readiness import folder_faults

    try:
        store = JobStore(options.home)
        try:
            store.check_writable()
        finally:
            store.close()
    except BackbeatError as error:
        yield Finding("jobs", False, error.message, error.hint)
        return
    yield Finding("jobs", True, f"kept in {options.home}")
    faults = folder_faults(options.home)
    for fault in faults:
        yield Finding("disk", False, fault)
    if not faults:
        yield Finding("disk", True, "it has room")


def _ports(options: ServeOptions) -> Iterator[Finding]:
    from backbeat.client.discovery import LOOPBACK

    for name, port in (("port", options.port), ("http-port", options.http_port)):
        if not port:
            continue
        try:
            with socket.socket() as line:
                line.bind((LOOPBACK, port))
        except OSError as error:
            yield Finding(
                f"--{name}", False, f"port {port} cannot be used: {error.strerror or error}",
                "Choose another, or 0 for a free one.",
            )  # fmt: skip
        else:
            yield Finding(f"--{name}", True, f"port {port} is free")


def _process() -> Iterator[Finding]:
    from backbeat.jobs.process import WorkerProcess

    try:
        worker = WorkerProcess()
    except OSError as error:
        yield Finding(
            "job's process", False, f"none can be started: {error.strerror or error}",
            "End other programs, or raise the limit of processes.",
        )  # fmt: skip
        return
    worker.reap(0)
    yield Finding("job's process", True, "one was started, and ended")

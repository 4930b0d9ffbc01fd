"""The checks of `backbeat doctor` for DaVinci Resolve and the plugin in it."""

from __future__ import annotations

import http.client
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from backbeat.cli.finding import Finding
from backbeat.cli.plugins import STORE_NOTE
from backbeat.client import discovery
from backbeat.errors import BackbeatError, RequestError
from backbeat.plugins.manifest import Manifest
from backbeat.plugins.places import Places, Scope, environment_here, places, system_here
from backbeat.plugins.resolve_app import ResolveApp, bundled_python, find_app
from backbeat.plugins.resolve_python import (
    choose,
    environment_of_resolve,
    judge,
    registered_pythons,
)
from backbeat.plugins.source import shipped
from backbeat.plugins.state import Condition, Installed, installed

_MAX_SHOWN = 3
_OTHERS = 0o077
"""Mode bits that let other users read or change a file."""
_ANSWER_LIMIT_S = 5
_STOP = "Stop that engine; the plugin starts its own."


def check() -> Iterator[Finding]:
    """Checks everything about Resolve; one finding where neither Resolve nor the plugin is here."""
    try:
        system, environment = system_here(), environment_here()
        both = [places(system, environment, scope) for scope in Scope]
    except RequestError as error:
        yield Finding("resolve", True, f"nothing to check: {error.message}")
        return
    app = find_app(system)
    if app is None and not any(found.product.is_dir() for found in both):
        yield Finding("resolve", True, "Resolve not found here; nothing to check")
        return
    yield _app(app, both)
    try:
        plugins = [installed(found, shipped()) for found in both]
    except BackbeatError as error:
        yield Finding("resolve plugin", False, error.message, error.hint)
    else:
        yield from _plugins(plugins)
    yield _python(app)


def _app(app: ResolveApp | None, both: list[Places]) -> Finding:
    if app is None:
        folder = next(places.product for places in both if places.product.is_dir())
        says = f"its folder {folder} exists, but the program is not in its standard location"
        return Finding("resolve", True, says)
    if app.from_app_store:
        fix = "Install Resolve from blackmagicdesign.com, or import timelines by hand."
        return Finding("resolve", False, f"{app.version} in {app.path}. {STORE_NOTE}", fix)
    unknown = "edition" if app.version else "version and edition"
    says = f"{app.version} in {app.path}".lstrip()
    return Finding(
        "resolve", True,
        f"{says}; {unknown} cannot be read from outside Resolve; the plugin's Self-test shows it",
    )  # fmt: skip


def _plugins(plugins: list[Installed]) -> Iterator[Finding]:
    present = [plugin for plugin in plugins if plugin.condition is not Condition.ABSENT]
    for plugin in present:
        yield _plugin(plugin)
        if plugin.manifest:
            yield from _engine(plugin.manifest)
    if not present:
        says = "not installed; `backbeat plugins install resolve` installs it"
        yield Finding("resolve plugin", True, says)


def _plugin(plugin: Installed) -> Finding:
    version = f"{plugin.manifest.version} " if plugin.manifest else ""
    says = f"{version}for {plugin.places.scope.words}: {plugin.condition.value}"
    shown = "; ".join(plugin.faults[:_MAX_SHOWN])
    if len(plugin.faults) > _MAX_SHOWN:
        shown += f"; and {len(plugin.faults) - _MAX_SHOWN} more"
    ok = plugin.condition is Condition.CURRENT
    fix = f"backbeat plugins install resolve --{plugin.places.scope.value}"
    return Finding("resolve plugin", ok, f"{says} ({shown})" if shown else says, "" if ok else fix)


def _engine(manifest: Manifest) -> Iterator[Finding]:
    """Whether the plugin can start an engine, and the running one matches it and is private."""
    program = manifest.engine[0] if manifest.engine else ""
    says = f"the plugin starts {' '.join(manifest.engine)}"
    if program and shutil.which(program):
        yield Finding("resolve command", True, says)
    else:
        fix = f"backbeat plugins install resolve --{manifest.scope}"
        yield Finding("resolve command", False, f"{says}, which cannot be run", fix)
    home = Path(manifest.home).expanduser()
    yield _running(manifest, discovery.read(home))
    path = home / discovery.FILE
    if os.name == "posix" and path.exists():
        if path.stat().st_mode & _OTHERS:
            fix = f"chmod 600 '{path}', then start the engine again: its token changes."
            yield Finding("resolve token", False, f"{path} can be read by others", fix)
        else:
            yield Finding("resolve token", True, f"only you can read {path}")


def _running(manifest: Manifest, found: discovery.Discovery | None) -> Finding:
    if found is None:
        says = "not running; the plugin starts it when it needs it"
        return Finding("resolve engine", True, says)
    if found.version != manifest.version:
        says = f"version {found.version} runs (pid {found.pid}), the plugin is {manifest.version}"
        return Finding("resolve engine", False, says, _STOP)
    fault = _call_fault(found)
    if fault:
        says = f"it runs (pid {found.pid}) but gives no valid answer: {fault}"
        return Finding("resolve engine", False, says, _STOP)
    return Finding("resolve engine", True, f"{found.version} answers on port {found.http_port}")


def _call_fault(found: discovery.Discovery) -> str:
    """What fails in a call over HTTP with the token, as the plugin makes it; empty: nothing."""
    connection = http.client.HTTPConnection(
        discovery.LOOPBACK, found.http_port, timeout=_ANSWER_LIMIT_S
    )
    headers = {"Authorization": f"Bearer {found.token}", "Content-Type": "application/json"}
    try:
        connection.request("POST", "/backbeat.v1.Engine/GetInfo", b"{}", headers)
        answer = connection.getresponse()
        return "" if answer.status == http.HTTPStatus.OK else f"{answer.status} {answer.reason}"
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()


def _python(app: ResolveApp | None) -> Finding:
    system = system_here()
    environment = environment_of_resolve(environment_here())
    verdict = judge(system, choose(system, environment, list(registered_pythons())))
    bundled = bundled_python(system)
    if bundled or (app and app.brings_python):
        own = str(bundled) if bundled else "a Python of its own"
        says = (
            f"from 21.1 Resolve Studio is reported to bring {own}; earlier versions: {verdict.says}"
        )
        return Finding("resolve python", True, says)
    return Finding("resolve python", verdict.ok, verdict.says, verdict.fix)

"""What the doctor looks at for DaVinci Resolve and our plugin in it."""

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
_ANSWER_LIMIT_S = 5
_STOP = "Stop that engine; the plugin starts its own."


def look() -> Iterator[Finding]:
    """Everything about Resolve; one line where there is neither Resolve nor our plugin."""
    try:
        system, environment = system_here(), environment_here()
        both = [places(system, environment, scope) for scope in Scope]
    except RequestError as error:
        yield Finding("resolve", True, f"nothing to check: {error.message}")
        return
    app = find_app(system)
    if app is None and not any(one.product.is_dir() for one in both):
        yield Finding("resolve", True, "Resolve not found here; nothing to check")
        return
    yield _app(app, both)
    try:
        found = [installed(one, shipped()) for one in both]
    except BackbeatError as error:
        yield Finding("resolve plugin", False, error.message, error.hint)
    else:
        yield from _plugins(found)
    yield _python(app)


def _app(app: ResolveApp | None, both: list[Places]) -> Finding:
    if app is None:
        folder = next(one.product for one in both if one.product.is_dir())
        says = f"its folder {folder} is there; the program is not where its installer puts it"
        return Finding("resolve", True, says)
    if app.from_app_store:
        fix = "Install Resolve from blackmagicdesign.com, or import timelines by hand."
        return Finding("resolve", False, f"{app.version} in {app.path}. {STORE_NOTE}", fix)
    unknown = "edition" if app.version else "version and edition"
    says = f"{app.version} in {app.path}".lstrip()
    return Finding(
        "resolve", True,
        f"{says}; {unknown} not known from outside, the plugin's Self-test says it",
    )  # fmt: skip


def _plugins(found: list[Installed]) -> Iterator[Finding]:
    present = [one for one in found if one.condition is not Condition.ABSENT]
    for one in present:
        yield _plugin(one)
        if one.manifest:
            yield from _engine(one.manifest)
    if not present:
        says = "not installed; `backbeat plugins install resolve` installs it"
        yield Finding("resolve plugin", True, says)


def _plugin(found: Installed) -> Finding:
    version = f"{found.manifest.version} " if found.manifest else ""
    says = f"{version}for {found.places.scope.words}: {found.condition.value}"
    shown = "; ".join(found.faults[:_MAX_SHOWN])
    if len(found.faults) > _MAX_SHOWN:
        shown += f"; and {len(found.faults) - _MAX_SHOWN} more"
    ok = found.condition is Condition.CURRENT
    fix = f"backbeat plugins install resolve --{found.places.scope.value}"
    return Finding("resolve plugin", ok, f"{says} ({shown})" if shown else says, "" if ok else fix)


def _engine(manifest: Manifest) -> Iterator[Finding]:
    """Whether the plugin can start an engine, and the one that runs is its own and private."""
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
            yield Finding("resolve token", True, f"{path} is yours alone")


def _running(manifest: Manifest, found: discovery.Discovery | None) -> Finding:
    if found is None:
        says = "not running; the plugin starts it when it needs it"
        return Finding("resolve engine", True, says)
    if found.version != manifest.version:
        says = f"{found.version} runs (pid {found.pid}), the plugin is {manifest.version}"
        return Finding("resolve engine", False, says, _STOP)
    fault = _unanswered(found)
    if fault:
        says = f"it runs (pid {found.pid}) and does not answer as it should: {fault}"
        return Finding("resolve engine", False, says, _STOP)
    return Finding("resolve engine", True, f"{found.version} answers on port {found.http_port}")


def _unanswered(found: discovery.Discovery) -> str:
    """Asks the engine as the plugin does, over HTTP with its token; empty when it answers."""
    line = http.client.HTTPConnection(discovery.LOOPBACK, found.http_port, timeout=_ANSWER_LIMIT_S)
    headers = {"Authorization": f"Bearer {found.token}", "Content-Type": "application/json"}
    try:
        line.request("POST", "/backbeat.v1.Engine/GetInfo", b"{}", headers)
        answer = line.getresponse()
        return "" if answer.status == http.HTTPStatus.OK else f"{answer.status} {answer.reason}"
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        line.close()


def _python(app: ResolveApp | None) -> Finding:
    system = system_here()
    environment = environment_of_resolve(environment_here())
    verdict = judge(system, choose(system, environment, list(registered_pythons())))
    bundled = bundled_python(system)
    if bundled or (app and app.brings_python):
        own = str(bundled) if bundled else "a Python of its own"
        says = f"from 21.1 Resolve Studio is reported to bring {own}; before: {verdict.says}"
        return Finding("resolve python", True, says)
    return Finding("resolve python", verdict.ok, verdict.says, verdict.fix)

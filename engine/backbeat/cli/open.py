"""Look at a timeline, a song, a video or a result in the browser: judge it, correct it, snap it.

Everything stays on this machine. Uses the engine that runs, else runs one until Ctrl-C. With
`--engine` the file is one of the engine's machine.
"""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from backbeat.cli.engine_options import add_engine
from backbeat.cli.options import absolute
from backbeat.errors import BackbeatError, EngineUnavailableError, RequestError

if TYPE_CHECKING:
    from backbeat.client import EngineClient
    from backbeat.client.discovery import Discovery

HELP = "the panel in a browser: look, judge, correct, snap"
_CLIENT = "browser"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="a timeline, a song, a video, or the .json of a job (else the page asks for one)",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address; open no browser"
    )
    add_engine(
        parser,
        "the panel of this engine; auto: of that which `backbeat serve` runs on this machine",
        runs=False,
    )
    parser.add_argument(
        "--home", metavar="DIR", help="folder of the engine on this machine, if not the default"
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.client import connect, discovery
    from backbeat.home import home

    path = absolute(arguments.file) if arguments.file else ""
    if path and arguments.engine in (None, "auto"):
        _check(path)
    folder = Path(arguments.home).expanduser().absolute() if arguments.home else home()
    if arguments.engine is not None:
        address = None if arguments.engine == "auto" else arguments.engine
        with connect(address, home=folder) as engine:
            _show(engine, path, arguments.no_browser)
        return 0
    if discovery.read(folder) is not None:
        with connect(home=folder) as engine:
            _show(engine, path, arguments.no_browser)
        return 0
    _serve(folder, path, arguments.no_browser)
    return 0


def _check(path: str) -> None:
    """Says what is wrong with the file before a page opens. Raises: BackbeatError."""
    from backbeat.panel.service import check_file

    check_file(path)


def _serve(folder: Path, path: str, no_browser: bool) -> None:
    from backbeat.client.discovery import LOOPBACK
    from backbeat.client.engine import EngineClient
    from backbeat.server import ServeOptions, serve

    def show(found: Discovery) -> None:
        try:
            with EngineClient(f"{LOOPBACK}:{found.grpc_port}", found.token) as engine:
                _show(engine, path, no_browser)
        except BackbeatError as error:
            print(f"backbeat: {error}", file=sys.stderr, flush=True)
        print("backbeat: the engine runs here; Ctrl-C ends it", file=sys.stderr, flush=True)

    def ready(found: Discovery) -> None:
        # In a thread of its own, so that Ctrl-C ends a browser that does not come up as well.
        threading.Thread(target=show, args=(found,), name="browser", daemon=True).start()

    serve(ServeOptions(home=folder, http_port=None), ready)


def _show(engine: EngineClient, path: str, no_browser: bool) -> None:
    address = _address(engine, path)
    print(address, flush=True)
    if not no_browser and not _opens(address):
        print(
            "backbeat: no browser could be started; open the address above in one",
            file=sys.stderr,
            flush=True,
        )


def _opens(address: str) -> bool:
    import webbrowser

    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False


def _address(engine: EngineClient, path: str) -> str:
    from backbeat.client.address import is_loopback
    from backbeat.client.discovery import LOOPBACK

    code = engine.new_code(_CLIENT, for_page=True)
    if not code.http_port:
        raise EngineUnavailableError(
            f"The engine at {engine.address} is too old to say where its panel is.", "Update it."
        )
    host = engine.address.rpartition(":")[0]
    if engine.address.startswith("unix:"):
        host = LOOPBACK
    elif not is_loopback(host):
        raise RequestError(
            f"The panel of the engine at {engine.address} opens on its own machine only.",
            "Run `backbeat open` there.",
        )
    opened = f"&open={quote(path, safe='')}" if path else ""
    return f"http://{host}:{code.http_port}/#code={code.code}{opened}"

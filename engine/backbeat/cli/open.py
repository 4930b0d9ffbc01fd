"""Look at a timeline, a song, a video or a result in the browser: judge it, correct it, snap it.

Everything stays on this machine. Uses the engine that runs, else runs one until Ctrl-C.
"""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from backbeat.cli.options import absolute
from backbeat.errors import BackbeatError

if TYPE_CHECKING:
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
    parser.add_argument(
        "--home", metavar="DIR", help="folder of the engine on this machine, if not the default"
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.client import discovery
    from backbeat.home import home

    path = absolute(arguments.file) if arguments.file else ""
    if path:
        _check(path)
    folder = Path(arguments.home).expanduser().absolute() if arguments.home else home()
    found = discovery.read(folder)
    if found is not None:
        _show(found, path, arguments.no_browser)
        return 0
    _serve(folder, path, arguments.no_browser)
    return 0


def _check(path: str) -> None:
    """Says what is wrong with the file before a page opens. Raises: BackbeatError."""
    from backbeat.panel.service import check_file

    check_file(path)


def _serve(folder: Path, path: str, no_browser: bool) -> None:
    from backbeat.server import ServeOptions, serve

    def show(found: Discovery) -> None:
        try:
            _show(found, path, no_browser)
        except BackbeatError as error:
            print(f"backbeat: {error}", file=sys.stderr, flush=True)
        print("backbeat: the engine runs here; Ctrl-C ends it", file=sys.stderr, flush=True)

    def ready(found: Discovery) -> None:
        # In a thread of its own, so that Ctrl-C ends a browser that does not come up as well.
        threading.Thread(target=show, args=(found,), name="browser", daemon=True).start()

    serve(ServeOptions(home=folder, http_port=None), ready)


def _show(found: Discovery, path: str, no_browser: bool) -> None:
    address = _address(found, path)
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


def _address(found: Discovery, path: str) -> str:
    from backbeat.client.discovery import LOOPBACK
    from backbeat.client.engine import EngineClient

    with EngineClient(f"{LOOPBACK}:{found.grpc_port}", found.token) as engine:
        code = engine.new_code(_CLIENT, for_page=True).code
    opened = f"&open={quote(path, safe='')}" if path else ""
    return f"http://{LOOPBACK}:{found.http_port}/#code={code}{opened}"

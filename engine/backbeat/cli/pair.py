"""Pair the panel in Premiere with the engine on this machine: shows a code to type there.

The code works once, for two minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import (
    EngineUnavailableError,
    NotFoundError,
    RequestError,
    UnauthenticatedError,
)

if TYPE_CHECKING:
    from backbeat.client import EngineClient
    from backbeat.v1.pairing_pb2 import PairedPanel

HELP = "let the panel in Premiere use the engine"
_CLIENT = "Premiere"
_POLL_S = 0.5
_AGAIN = "Run `backbeat pair` again and type the new code."


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="list the panels that are paired")
    what.add_argument(
        "--forget", metavar="NAME", help="a panel may call no longer; its name as --list shows it"
    )
    parser.add_argument("--no-wait", action="store_true", help="print the code and return at once")
    parser.add_argument(
        "--home", metavar="DIR", help="folder of the engine on this machine, if not the default"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.client import connect

    home = Path(arguments.home).expanduser().absolute() if arguments.home else None
    with connect(home=home) as engine:
        if arguments.list:
            _list(engine, arguments.json)
            return 0
        if arguments.forget is not None:
            _forget(engine, arguments.forget)
            return 0
        return _pair(engine, arguments)


def _pair(engine: EngineClient, arguments: argparse.Namespace) -> int:
    from backbeat.cli.execute import print_json

    before = {panel.name for panel in engine.paired()}
    code = engine.new_code(_CLIENT)
    if arguments.json:
        print_json(code)
    else:
        print(code.code, flush=True)
    if arguments.no_wait or arguments.json:
        return 0
    print(
        "backbeat: type this code in the panel in Premiere (Settings, Pair) within two minutes",
        file=sys.stderr,
    )
    panel = _used(engine, code.code, before)
    print(f"backbeat: paired with {panel.client}", file=sys.stderr)
    return 0


def _used(engine: EngineClient, code: str, before: Collection[str]) -> PairedPanel:
    """The panel that uses a code. Raises: RequestError, EngineUnavailableError: none can."""
    from backbeat.v1.pairing_pb2 import (
        CODE_STATE_EXPIRED,
        CODE_STATE_REFUSED,
        CODE_STATE_REPLACED,
        CODE_STATE_USED,
        CODE_STATE_WAITING,
    )

    over = {
        CODE_STATE_EXPIRED: "No panel used the code within two minutes.",
        CODE_STATE_REFUSED: "Five wrong codes were typed, so this one works no longer.",
        CODE_STATE_REPLACED: "A newer code was asked for, so this one works no longer.",
    }
    while True:
        time.sleep(_POLL_S)
        try:
            state = engine.look_at_code(code)
            panels = engine.paired()
        except (EngineUnavailableError, UnauthenticatedError) as error:
            raise _stopped() from error
        found = next((panel for panel in panels if panel.name not in before), None)
        if found is not None:
            return found
        if state in over:
            raise RequestError(over[state], _AGAIN)
        # A panel that has used its code is listed a moment later.
        if state not in (CODE_STATE_WAITING, CODE_STATE_USED):
            raise _stopped()


def _stopped() -> EngineUnavailableError:
    return EngineUnavailableError(
        "The engine was stopped, and its code with it.",
        "Start it with `backbeat serve`, and run `backbeat pair` again.",
    )


def _list(engine: EngineClient, as_json: bool) -> None:
    from backbeat.cli.execute import print_json
    from backbeat.v1.pairing_pb2 import ListPairedResponse

    panels = engine.paired()
    if as_json:
        print_json(ListPairedResponse(panels=panels))
        return
    for panel in panels:
        print(_line(panel))
    if not panels:
        print("no panel is paired")


def _forget(engine: EngineClient, name: str) -> None:
    name = name if name.startswith("panels/") else f"panels/{name}"
    found = next((panel for panel in engine.paired() if panel.name == name), None)
    if found is None:
        raise NotFoundError(f"No panel {name} is paired.", "List them: backbeat pair --list.")
    engine.unpair(name)
    print(f"{found.client} may call no longer")


def _line(panel: PairedPanel) -> str:
    created, used = (
        time.ToDatetime().isoformat(sep=" ", timespec="minutes")
        for time in (panel.create_time, panel.last_use_time)
    )
    return f"{panel.name}  {panel.client}  paired {created}Z  last used {used}Z"

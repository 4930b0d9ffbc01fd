"""Tokens for those who call the engine: add, list, revoke, rotate.

A token is shown once, when it is made; the engine's folder keeps only a digest of it. A running
engine knows of a change at its next call. Commands send the token in the variable BACKBEAT_TOKEN.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path

from backbeat.errors import EngineUnavailableError

HELP = "who may call the engine: tokens that read, submit or administer"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="make a token", description="Makes a token.")
    add.set_defaults(action=_add)
    add.add_argument("name", metavar="NAME", help="by which it is listed and revoked")
    add.add_argument(
        "--scope",
        required=True,
        choices=("read", "submit", "admin"),
        help="read: look at jobs and files; submit: also run and cancel jobs; admin: everything",
    )
    listing = actions.add_parser("list", help="list the tokens", description="Lists the tokens.")
    listing.set_defaults(action=_list)
    revoke = actions.add_parser(
        "revoke", help="end a token", description="Ends a token: it works no longer."
    )
    revoke.set_defaults(action=_revoke)
    revoke.add_argument("name", metavar="NAME", help="of the token")
    rotate = actions.add_parser(
        "rotate",
        help="replace a token by a new one",
        description="Replaces a token by a new one: the old one works no longer.",
    )
    rotate.set_defaults(action=_rotate)
    rotate.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="of the token (else the running engine's own, in its discovery file)",
    )
    for action in (add, rotate):
        action.add_argument(
            "--expires",
            type=float,
            metavar="DAYS",
            help="how long it works (else until it is revoked; rotated, as long as before)",
        )
    for action in (add, listing, revoke, rotate):
        action.add_argument("--home", metavar="DIR", help="the engine's folder, if not the default")
    listing.add_argument("--json", action="store_true", help="print the list as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.home import home

    folder = Path(arguments.home).expanduser().absolute() if arguments.home else home()
    arguments.action(folder, arguments)
    return 0


def _add(home: Path, arguments: argparse.Namespace) -> None:
    from backbeat.server.access.given_tokens import GivenTokens
    from backbeat.server.access.scopes import Scope

    scope = Scope[arguments.scope.upper()]
    _show(GivenTokens(home).add(arguments.name, scope, arguments.expires))


def _list(home: Path, arguments: argparse.Namespace) -> None:
    from backbeat.server.access.given_tokens import GivenTokens

    tokens, now = GivenTokens(home).all(), datetime.datetime.now(datetime.UTC)
    if arguments.json:
        print(
            json.dumps(
                [
                    {
                        "name": token.name,
                        "scope": token.scope.name.lower(),
                        "created": token.created,
                        "expires": token.expires,
                        "expired": token.is_over(now),
                    }
                    for token in tokens
                ],
                indent=2,
            )
        )
        return
    for token in tokens:
        ends = "does not expire"
        if token.expires:
            ends = f"{'expired' if token.is_over(now) else 'expires'} {token.expires}"
        print(f"{token.name}  {token.scope.name.lower()}  made {token.created}  {ends}")
    if not tokens:
        print("no token was given out")


def _revoke(home: Path, arguments: argparse.Namespace) -> None:
    from backbeat.server.access.given_tokens import GivenTokens

    GivenTokens(home).revoke(arguments.name)
    print(f"{arguments.name} works no longer")


def _rotate(home: Path, arguments: argparse.Namespace) -> None:
    if arguments.name is not None:
        from backbeat.server.access.given_tokens import GivenTokens

        _show(GivenTokens(home).rotate(arguments.name, arguments.expires))
        return
    from backbeat.client import discovery

    running = discovery.read(home)
    if running is None:
        raise EngineUnavailableError(
            "No engine is running on this machine.",
            "It gets a new token when it starts; of a token given out, say the name.",
        )
    from backbeat.server.announcement import announce_new_token

    path = announce_new_token(home, running)
    print(f"backbeat: the engine's new token is in {path}", file=sys.stderr)


def _show(token: str) -> None:
    print(token)
    print("backbeat: this is the only time it is shown", file=sys.stderr)

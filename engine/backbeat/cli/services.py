"""List services on other machines, and switch them on or off. All are off by default."""

from __future__ import annotations

import argparse
import json

HELP = "cloud services, off by default: list, on, off"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list",
        help="list the services, and what each lacks",
        description="Lists the services, and what each lacks. Nothing is asked of them.",
    )
    listing.add_argument("--json", action="store_true", help="print the list as JSON")
    listing.set_defaults(action=_list)
    for name, help_text in (("on", "allow a service to be used"), ("off", "forbid it again")):
        switch = actions.add_parser(
            name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}."
        )
        switch.add_argument("name", metavar="NAME", help="as `backbeat services list` prints it")
        switch.set_defaults(action=_switch, on=name == "on")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    arguments.action(arguments)
    return 0


def _list(arguments: argparse.Namespace) -> None:
    from backbeat.services.seats import SEATS
    from backbeat.services.switches import missing

    if arguments.json:
        listed = [
            {
                "name": seat.name,
                "title": seat.title,
                "kinds": [kind.value for kind in seat.kinds],
                "url": seat.url,
                "keyVariable": seat.key_variable,
                "sends": seat.takes,
                "terms": seat.terms,
                "missing": missing(seat),
            }
            for seat in SEATS.values()
        ]
        print(json.dumps(listed, indent=2))
        return
    for seat in SEATS.values():
        state = "; ".join(missing(seat)) or "ready"
        kinds = ", ".join(kind.value for kind in seat.kinds)
        print(f"{seat.name:<15} {kinds:<21} {seat.title:<15} {state}")


def _switch(arguments: argparse.Namespace) -> None:
    from backbeat.errors import NotFoundError
    from backbeat.services.seats import SEATS
    from backbeat.services.switches import missing, switch

    seat = SEATS.get(arguments.name)
    if seat is None:
        raise NotFoundError(
            f"There is no service called {arguments.name!r}.", f"There are {', '.join(SEATS)}."
        )
    switch(seat, arguments.on)
    if not arguments.on:
        print(f"{seat.name} is off")
        return
    print(f"{seat.name} is on. Where a job names it, {seat.takes} goes to {seat.url}.")
    if lacks := missing(seat):
        print(f"It cannot be used yet: {', and '.join(lacks)}.")

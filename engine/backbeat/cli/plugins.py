"""Install, remove and list our plugins for editors. So far there is one: for DaVinci Resolve.

It puts menu scripts where Resolve looks for them, and the package they load, with an install.json
that says how to start this Backbeat, beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.plugins.places import Places
    from backbeat.plugins.plan import Plan
    from backbeat.plugins.state import Installed

HELP = "plugins for editors: install, uninstall, list"

_NEXT = (
    "In Resolve: Workspace > Scripts > Backbeat > Snap to Beats. "
    "If the menu does not show it, restart Resolve."
)
_EDITIONS = (
    "Reported, nobody here has run it: menu scripts in Python run in Resolve Studio of every "
    "version, and in the free edition up to 21.0. From 21.1 the free edition runs no Python: "
    "there, `backbeat snap --for resolve`, then File > Import > Timeline."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list", help="what is installed", description="Lists what is installed, and where."
    )
    listing.add_argument("--json", action="store_true", help="print the list as JSON")
    listing.set_defaults(action=_list)
    installing = actions.add_parser(
        "install",
        help="put a plugin where its editor looks",
        description="Installs a plugin, or brings an installed one up to date. Files that you "
        f"changed are renamed, not lost. {_EDITIONS}",
    )
    _add_options(installing)
    installing.set_defaults(action=_install)
    removing = actions.add_parser(
        "uninstall",
        help="take it away again",
        description="Removes what was installed, and nothing else.",
    )
    _add_options(removing)
    removing.set_defaults(action=_uninstall)
    for action in (listing, installing):
        action.add_argument(
            "--source",
            metavar="DIR",
            help="the plugin's files, for its developers (else those that come with Backbeat)",
        )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    arguments.action(arguments)
    return 0


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plugin", choices=["resolve"], metavar="PLUGIN", help="resolve")
    whom = parser.add_mutually_exclusive_group()
    whom.add_argument(
        "--user", dest="all_users", action="store_false", help="for you alone (the default)"
    )
    whom.add_argument(
        "--all-users", action="store_true", help="for everybody here; an administrator may"
    )
    parser.set_defaults(all_users=False)
    parser.add_argument("--dry-run", action="store_true", help="say what it would do; do nothing")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def _install(arguments: argparse.Namespace) -> None:
    from backbeat.plugins.plan import plan_install

    places = _places(arguments)
    plan = plan_install(places, _source(arguments))
    _finish(plan, arguments)
    if arguments.json:
        return
    for note in _notes(places):
        print(f"note      {note}")
    print(f"next      {_NEXT}")
    print(f"editions  {_EDITIONS}")


def _uninstall(arguments: argparse.Namespace) -> None:
    from backbeat.plugins.plan import plan_uninstall

    plan = plan_uninstall(_places(arguments))
    _finish(plan, arguments)
    if not arguments.json and not arguments.dry_run:
        for folder in (plan.places.menu, plan.places.package):
            if folder.exists():
                print(f"left      {folder}: it holds files that are not ours")


def _finish(plan: Plan, arguments: argparse.Namespace) -> None:
    """Does what a plan says, unless it is only asked for, and tells it."""
    from backbeat.plugins.carrying_out import carry_out

    if not arguments.dry_run:
        carry_out(plan)
    if arguments.json:
        print(json.dumps(_as_json(plan, arguments.dry_run), indent=2))
        return
    from backbeat.plugins.plan import Action

    done = "installed" if plan.command == "install" else "removed"
    would = "would be " if arguments.dry_run else ""
    print(f"The plugin for Resolve {would or 'is '}{done} for {plan.places.scope.words}.")
    print(f"folder    {plan.places.fusion}")
    for step in plan.steps:
        # One by one where it is a question, or where something of the user's has moved.
        if step.action is Action.SET_ASIDE:
            print(f"kept      {step.aside}, since {step.name} is not as we left it")
        elif arguments.dry_run and step.action is not Action.LEAVE:
            print(f"{step.action.value:9} {step.name}")
    counts = {action: len(plan.names(action)) for action in Action}
    said = [
        f"{count} {f'to {action.value}' if arguments.dry_run else action.done}"
        for action, count in counts.items()
        if count
    ]
    print(f"files     {', '.join(said)}")


def _as_json(plan: Plan, dry_run: bool) -> dict[str, object]:
    from backbeat.version import __version__

    return {
        "plugin": "resolve",
        "command": plan.command,
        "version": __version__,
        "scope": plan.places.scope.value,
        "dryRun": dry_run,
        "folder": str(plan.places.fusion),
        "files": [
            {
                "name": step.name,
                "action": step.action.value,
                **({"aside": step.aside} if step.aside else {}),
            }
            for step in plan.steps
        ],
    }


def _notes(places: Places) -> list[str]:
    """What the user should know before looking for the menu."""
    from backbeat.errors import InputError
    from backbeat.plugins import manifest
    from backbeat.plugins.places import Scope, environment_here
    from backbeat.plugins.places import places as places_of
    from backbeat.plugins.resolve_app import find_app

    notes = []
    app = find_app(places.system)
    if app is None:
        notes.append("Resolve was not found where its installer puts it; the plugin waits for it.")
    elif app.from_app_store:
        notes.append(STORE_NOTE)
    if places.scope is Scope.ALL_USERS:
        command = manifest.engine_command()[0]
        notes.append(f"Everybody who uses it must be able to run {command}.")
    other = Scope.USER if places.scope is Scope.ALL_USERS else Scope.ALL_USERS
    elsewhere = places_of(places.system, environment_here(), other)
    try:
        twice = manifest.read(elsewhere) is not None
    except InputError:
        twice = True
    if twice:
        notes.append(
            f"It is installed for {other.words} too, so that Resolve may list it twice; "
            f"`backbeat plugins uninstall resolve --{other.value}` removes the other one."
        )
    return notes


STORE_NOTE = (
    "This Resolve is from Apple's App Store. It runs in a sandbox with script folders of its own, "
    "which this plugin is not installed into; use the Resolve of blackmagicdesign.com."
)
"""What to say of a Resolve that will not see the plugin."""


def _list(arguments: argparse.Namespace) -> None:
    from backbeat.plugins.places import Scope, places_here
    from backbeat.plugins.state import installed

    source = _source(arguments)
    found = [installed(places_here(scope), source) for scope in Scope]
    if arguments.json:
        print(json.dumps([_entry(one) for one in found], indent=2))
        return
    for one in found:
        version = one.manifest.version if one.manifest else ""
        where = one.places.package if one.manifest or one.faults else ""
        whom, state = one.places.scope.value, one.condition.value
        print(f"resolve  {whom:<9}  {version:<8}  {state:<18}  {where}".rstrip())
        for fault in one.faults:
            print(f"         {'':<9}  {'':<8}  {fault}")


def _entry(one: Installed) -> dict[str, object]:
    return {
        "plugin": "resolve",
        "scope": one.places.scope.value,
        "version": one.manifest.version if one.manifest else "",
        "condition": one.condition.name.lower(),
        "faults": list(one.faults),
        "package": str(one.places.package),
        "menu": str(one.places.menu),
    }


def _places(arguments: argparse.Namespace) -> Places:
    from backbeat.errors import RequestError
    from backbeat.plugins.places import Scope, places_here

    if arguments.all_users:
        return places_here(Scope.ALL_USERS)
    by_sudo = os.environ.get("SUDO_USER", "root") != "root"
    if sys.platform != "win32" and by_sudo and os.geteuid() == 0:
        # It would go to root's folders, or on macOS belong to root in the user's.
        raise RequestError(
            "With sudo this is not done for you but for root.",
            "Leave sudo out, or give --all-users.",
        )
    return places_here(Scope.USER)


def _source(arguments: argparse.Namespace) -> Path:
    from backbeat.plugins.source import shipped

    return Path(arguments.source).expanduser().absolute() if arguments.source else shipped()

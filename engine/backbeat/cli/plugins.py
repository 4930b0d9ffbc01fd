"""Install, uninstall and list the plugins for editors: DaVinci Resolve and Adobe Premiere.

The plugin for Resolve is a set of menu scripts in Resolve's script folder, the package that they
load, and an install.json that holds the command which starts this Backbeat. That for Premiere is a
package (.ccx) that Adobe's own installer takes.
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
    from backbeat.plugins.premiere_state import InstalledPanel
    from backbeat.plugins.state import Installed

HELP = "plugins for editors: install, uninstall, list"

_NEXT = (
    "In Resolve: Workspace > Scripts > Backbeat > Snap to Beats. "
    "If the menu does not show it, restart Resolve."
)
_EDITIONS = (
    "Reported, not tested by us: menu scripts in Python run in Resolve Studio of every "
    "version, and in the free edition up to 21.0. From 21.1 the free edition runs no Python: "
    "there, use `backbeat snap --for resolve`, then File > Import > Timeline."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list",
        help="list the installed plugins",
        description="Lists the plugin for Resolve with its folders, and the panel for Premiere as "
        "Adobe's own installer knows it.",
    )
    listing.add_argument("--json", action="store_true", help="print the list as JSON")
    listing.set_defaults(action=_list)
    installing = actions.add_parser(
        "install",
        help="install or update a plugin",
        description="Installs a plugin, or updates an installed plugin. Files that you changed are "
        f"renamed, not overwritten. {_EDITIONS}",
    )
    _add_options(installing)
    installing.set_defaults(action=_install)
    removing = actions.add_parser(
        "uninstall",
        help="remove a plugin",
        description="Removes the installed files, and nothing else.",
    )
    _add_options(removing)
    removing.set_defaults(action=_uninstall)
    for action in (listing, installing):
        action.add_argument(
            "--source",
            metavar="DIR",
            help="folder of the plugin's files, for development (else those shipped with Backbeat)",
        )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    arguments.action(arguments)
    return 0


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "plugin", choices=["resolve", "premiere"], metavar="PLUGIN", help="resolve or premiere"
    )
    parser.add_argument(
        "--to",
        metavar="DIR",
        help="with premiere: only write the package, into this folder; install nothing",
    )
    scope = parser.add_mutually_exclusive_group()
    scope.add_argument(
        "--user",
        dest="all_users",
        action="store_false",
        help="install for your account only (the default)",
    )
    scope.add_argument(
        "--all-users",
        action="store_true",
        help="install for all users of this machine; needs administrator rights",
    )
    parser.set_defaults(all_users=False)
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would be done; change nothing"
    )
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def _install(arguments: argparse.Namespace) -> None:
    if arguments.plugin == "premiere":
        from backbeat.cli.plugins_premiere import install

        install(arguments)
        return
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
    if arguments.plugin == "premiere":
        from backbeat.cli.plugins_premiere import uninstall

        uninstall(arguments)
        return
    from backbeat.plugins.plan import plan_uninstall

    plan = plan_uninstall(_places(arguments))
    _finish(plan, arguments)
    if not arguments.json and not arguments.dry_run:
        for folder in (plan.places.menu, plan.places.package):
            if folder.exists():
                print(f"left      {folder}: it holds files that Backbeat did not install")


def _finish(plan: Plan, arguments: argparse.Namespace) -> None:
    """Carries out a plan, unless this is a dry run, and prints it."""
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
        # Single files only in a dry run, or where a file that the user changed was renamed.
        if step.action is Action.SET_ASIDE:
            print(f"kept      {step.aside}, since {step.name} was changed after it was installed")
        elif arguments.dry_run and step.action is not Action.LEAVE:
            print(f"{step.action.value:9} {step.name}")
    counts = {action: len(plan.names(action)) for action in Action}
    parts = [
        f"{count} {f'to {action.value}' if arguments.dry_run else action.done}"
        for action, count in counts.items()
        if count
    ]
    print(f"files     {', '.join(parts)}")


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
    """Conditions that may keep the menu from showing, in words."""
    from backbeat.errors import InputError
    from backbeat.plugins import manifest
    from backbeat.plugins.places import Scope, environment_here
    from backbeat.plugins.places import places as places_of
    from backbeat.plugins.resolve_app import find_app

    notes = []
    app = find_app(places.system)
    if app is None:
        notes.append(
            "Resolve was not found in its standard location; the plugin waits for its installation."
        )
    elif app.from_app_store:
        notes.append(STORE_NOTE)
    if places.scope is Scope.ALL_USERS:
        command = manifest.engine_command()[0]
        notes.append(f"All users of the plugin must be able to run {command}.")
    other = Scope.USER if places.scope is Scope.ALL_USERS else Scope.ALL_USERS
    other_places = places_of(places.system, environment_here(), other)
    try:
        is_installed_twice = manifest.read(other_places) is not None
    except InputError:
        is_installed_twice = True
    if is_installed_twice:
        notes.append(
            f"It is installed for {other.words} too, so Resolve may list it twice; "
            f"`backbeat plugins uninstall resolve --{other.value}` removes the other plugin."
        )
    return notes


STORE_NOTE = (
    "This Resolve is from Apple's App Store. It runs in a sandbox with script folders of its own, "
    "which this plugin is not installed into; use the Resolve of blackmagicdesign.com."
)
"""The note on a Resolve whose sandbox hides the plugin."""


def _list(arguments: argparse.Namespace) -> None:
    from backbeat.cli.plugins_premiere import panel
    from backbeat.plugins.places import Scope, places_here
    from backbeat.plugins.state import installed

    source = _source(arguments)
    plugins = [installed(places_here(scope), source) for scope in Scope]
    premiere = panel()
    if arguments.json:
        entries = [*(_entry(plugin) for plugin in plugins), _panel_entry(premiere)]
        print(json.dumps(entries, indent=2))
        return
    for plugin in plugins:
        version = plugin.manifest.version if plugin.manifest else ""
        where = plugin.places.package if plugin.manifest or plugin.faults else ""
        scope, state = plugin.places.scope.value, plugin.condition.value
        _print_row("resolve", scope, version, state, str(where))
        _print_faults(plugin.faults)
    _print_row("premiere", "", premiere.version, premiere.condition.value, "")
    _print_faults(premiere.faults)


def _print_row(plugin: str, scope: str, version: str, state: str, where: str) -> None:
    print(f"{plugin:<8}  {scope:<9}  {version:<8}  {state:<18}  {where}".rstrip())


def _print_faults(faults: tuple[str, ...]) -> None:
    for fault in faults:
        print(f"{'':<8}  {'':<9}  {'':<8}  {fault}")


def _entry(plugin: Installed) -> dict[str, object]:
    return {
        "plugin": "resolve",
        "scope": plugin.places.scope.value,
        "version": plugin.manifest.version if plugin.manifest else "",
        "condition": plugin.condition.name.lower(),
        "faults": list(plugin.faults),
        "package": str(plugin.places.package),
        "menu": str(plugin.places.menu),
    }


def _panel_entry(panel: InstalledPanel) -> dict[str, object]:
    return {
        "plugin": "premiere",
        "version": panel.version,
        "condition": panel.condition.name.lower(),
        "faults": list(panel.faults),
    }


def _places(arguments: argparse.Namespace) -> Places:
    from backbeat.errors import RequestError
    from backbeat.plugins.places import Scope, places_here

    if arguments.all_users:
        return places_here(Scope.ALL_USERS)
    by_sudo = os.environ.get("SUDO_USER", "root") != "root"
    if sys.platform != "win32" and by_sudo and os.geteuid() == 0:
        # The files would go to root's folders, or on macOS belong to root in the user's folders.
        raise RequestError(
            "With sudo the plugin would be installed for root, not for you.",
            "Leave sudo out, or give --all-users.",
        )
    return places_here(Scope.USER)


def _source(arguments: argparse.Namespace) -> Path:
    from backbeat.plugins.source import shipped

    return Path(arguments.source).expanduser().absolute() if arguments.source else shipped()

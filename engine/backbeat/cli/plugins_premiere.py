"""The panel for Premiere: packed, handed to Adobe's installer, and said what to do next."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.plugins.premiere_state import InstalledPanel

_BY_HAND = (
    "Double-click it: Creative Cloud Desktop installs it, after a warning that it is not from "
    "Adobe's marketplace. Or load it in the UXP Developer Tool."
)
_NEXT = "In Premiere: Window > UXP Plugins > Backbeat. Then `backbeat serve`, and `backbeat pair`."
_STATE = (
    "The panel is type-checked against Adobe's 26.3 declarations and tested against a double of "
    "Premiere in Chromium; it has not been run inside Premiere yet. It needs Premiere 25.6 or "
    "later."
)


def install(arguments: argparse.Namespace) -> None:
    """Runs `plugins install premiere`."""
    from backbeat.home import home
    from backbeat.plugins.places import System, system_here
    from backbeat.plugins.premiere_agent import agent
    from backbeat.plugins.premiere_install import Outcome, package_path
    from backbeat.plugins.premiere_install import install as installed
    from backbeat.plugins.premiere_package import shipped

    system = system_here()
    source = Path(arguments.source).expanduser().absolute() if arguments.source else shipped()
    folder = Path(arguments.to).expanduser().absolute() if arguments.to else home() / "premiere"
    installer = None if arguments.to else agent(system, os.environ)
    if arguments.dry_run:
        print(f"package   {package_path(folder, source)}")
        print(f"installer {installer or 'none: to be installed by hand'}")
        return
    done = installed(source, folder, installer)
    if arguments.json:
        said = {"plugin": "premiere", "outcome": done.outcome.value, "package": str(done.package)}
        print(json.dumps(said, indent=2))
        return
    if done.outcome is Outcome.INSTALLED:
        print("The panel for Premiere is installed.")
    else:
        print("The panel for Premiere is packed, and is to be installed by hand.")
    print(f"package   {done.package}")
    if done.outcome is Outcome.PACKED:
        if system is System.LINUX:
            print("note      Premiere does not run on Linux; `backbeat open` shows the same panel.")
        print(f"install   {_BY_HAND}")
    print(f"next      {_NEXT}")
    print(f"state     {_STATE}")


def uninstall(arguments: argparse.Namespace) -> None:
    """Runs `plugins uninstall premiere`."""
    from backbeat.plugins.places import system_here
    from backbeat.plugins.premiere_agent import agent
    from backbeat.plugins.premiere_install import uninstall as removed

    installer = agent(system_here(), os.environ)
    if arguments.dry_run:
        print(f"installer {installer or 'none: to be removed by hand'}")
        return
    said = removed(installer)
    print("The panel for Premiere is removed.")
    if said:
        print(said, file=sys.stderr)


def panel() -> InstalledPanel:
    """What `plugins list` says of the panel."""
    from backbeat.plugins.places import system_here
    from backbeat.plugins.premiere_agent import agent
    from backbeat.plugins.premiere_state import installed_panel

    return installed_panel(agent(system_here(), os.environ))

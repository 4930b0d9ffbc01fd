"""Say which version this is, where newer ones are listed, and what updates it.

Sends nothing and asks no server: the commands that it names do that, when you run them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from backbeat.version import __version__

HELP = "say how to look for a newer version; asks no server"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.installation import installation

    found = installation()
    if arguments.json:
        print(json.dumps({"version": __version__, **asdict(found)}, indent=2))
        return 0
    print(f"version   {__version__}, {found.words}")
    print(f"releases  {found.releases}")
    print(f"update    {found.update}")
    print("Nothing was sent: Backbeat never looks for updates by itself.")
    return 0

"""The jobs as tools for assistants, over standard input and output (Model Context Protocol).

An assistant's program starts this command and speaks to it; nothing is opened to a network. It may
have files read and written in the folders of --root only, which is the current one where none is
given. Files that Backbeat did not write are not replaced, unless --allow-overwrite is given.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "the jobs as tools for assistants (Model Context Protocol)"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "--root",
        action="append",
        default=[],
        metavar="DIR",
        help="folder that may be read and written in (repeatable; else the current folder)",
    )
    parser.add_argument(
        "--read-root",
        action="append",
        default=[],
        metavar="DIR",
        help="folder that may be read in, without writing there (repeatable)",
    )
    parser.add_argument(
        "--read-only",
        action="store_true",
        help="offer only what measures, and let nothing be written",
    )
    parser.add_argument(
        "--allow-overwrite",
        action="store_true",
        help="let the assistant replace files that Backbeat did not write",
    )
    parser.add_argument(
        "--engine",
        metavar="HOST:PORT",
        help="run the jobs on this engine, or with `auto` on that of this machine (else here)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="jobs at once here (else half the cores, at most 4)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.errors import RequestError

    if not 0 <= arguments.workers <= 64:
        raise RequestError("--workers is out of range.", "Give 1 to 64, or 0 to let it choose.")
    from backbeat.assistants import AssistantOptions, serve
    from backbeat.logs import LogOptions, start_log
    from backbeat.roots import Roots

    named = arguments.root or arguments.read_root
    if sys.stdin.isatty():
        print(
            "backbeat: waiting for an assistant's program on standard input; Ctrl-C ends it",
            file=sys.stderr,
        )
    start_log(LogOptions(level="warning"))
    serve(
        AssistantOptions(
            Roots.of(arguments.root if named else [Path.cwd()], arguments.read_root),
            arguments.read_only,
            arguments.allow_overwrite,
            arguments.workers,
            arguments.engine,
        )
    )
    return 0

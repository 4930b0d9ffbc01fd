"""Write a batch as the job of a render farm."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

from backbeat.errors import RequestError

HELP = "jobs for a render farm: export"

FARMS = ("openjd", "opencue", "deadline", "shell")
_MAX_NAME = 128
_DAY_S = 86_400


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    export = actions.add_parser(
        "export",
        help="write a batch as a job of a farm",
        description="Writes a folder with the jobs of a file and what a farm reads: a template of "
        "Open Job Description, a specification of OpenCue, job and plugin files of Deadline, or a "
        "shell script. Each task runs `backbeat batch` for its own job, so that a job submitted "
        "again does only what is missing.",
    )
    export.add_argument("file", metavar="JOBS.jsonl", help="file with one job a line")
    export.add_argument(
        "--for", dest="farm", choices=FARMS, required=True, help="what the farm understands"
    )
    export.add_argument(
        "-o", "--output", required=True, metavar="DIR", help="folder to write; made if missing"
    )
    export.add_argument("--name", default="", metavar="NAME", help="name of the farm's job")
    export.add_argument(
        "--command",
        default="backbeat",
        metavar="COMMAND",
        help="how Backbeat is started on the farm's machines (backbeat)",
    )
    export.add_argument(
        "--timeout",
        type=_seconds,
        default=7200,
        metavar="SECONDS",
        help="end a job that takes longer (7200)",
    )
    export.add_argument(
        "--chunk",
        type=_chunk,
        default=1,
        metavar="N",
        help="jobs of one task (1); for Open Job Description it is always one",
    )
    export.add_argument(
        "--map-path",
        action="append",
        default=[],
        metavar="FROM=TO",
        help="a folder here, and what it is on the farm's machines (repeatable)",
    )
    export.add_argument(
        "-y", "--overwrite", action="store_true", help="replace files that are there"
    )
    export.set_defaults(action=_export)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    return int(arguments.action(arguments))


def _export(arguments: argparse.Namespace) -> int:
    from backbeat.cli.batch_text import first_of
    from backbeat.farms.conflicts import conflicts
    from backbeat.farms.export import write
    from backbeat.farms.export.farm import Farm, grouped
    from backbeat.farms.job_file import read
    from backbeat.farms.path_rules import of_words
    from backbeat.jobs.path_changes import renamed

    file = Path(arguments.file).expanduser().absolute()
    folders = of_words(arguments.map_path)
    jobs, problems = read(file, folders)
    problems = (*problems, *conflicts(jobs))
    if problems:
        raise first_of(file, problems, "`backbeat batch FILE --check` lists them.")
    command = tuple(shlex.split(arguments.command))
    if not command:
        raise RequestError("--command is empty.", "Write backbeat, or its full path.")
    folder = Path(arguments.output).expanduser().absolute()
    farm = Farm(
        _name(arguments.name or f"Backbeat {file.stem}"),
        folder,
        grouped(jobs),
        command,
        arguments.timeout,
        arguments.chunk,
        _owner(),
        Path(renamed(str(folder), folders)),
    )
    written = write(farm, arguments.farm, file, arguments.overwrite)
    for group in farm.groups:
        count = len(group.jobs)
        print(f"{count:>5} job{'s' if count > 1 else ''}, each: {group.words}")
    for path in written:
        print(f"written {path}")
    return 0


def _name(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)[:_MAX_NAME]


def _owner() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "backbeat"


def _seconds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 7 * _DAY_S:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds from 1 to a week's")
    return int(text)


def _chunk(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 1000")
    return int(text)

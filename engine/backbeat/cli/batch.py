"""Run many jobs from a file, a few at once; what is done already is not done again.

Each line is a job in JSON, the request that an engine's SubmitJob takes, alone or with a name:

  {"beats": {"path": "song.wav", "outputPath": "song.json"}}
  {"id": "spot-12", "request": {"loudness": {"path": "spot12.wav"}}}

Relative paths start from the file's folder. What became of each job is noted in a folder beside the
file, JOBS.jsonl.state: started again, the batch does what is missing, failed or has changed.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli.engine_options import add_engine
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.farms.batch import ExecutorOf, Outcome
    from backbeat.farms.job_file import BatchJob, Problem
    from backbeat.jobs.path_changes import FolderName

HELP = "run many jobs from a file, and go on where it stopped"

_MAX_AT_ONCE = 256


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", metavar="JOBS.jsonl", help="file with one job a line")
    parser.add_argument(
        "--jobs",
        type=_at_once,
        default=0,
        metavar="N",
        help="jobs at once (else half the cores, at most 4); the processors are shared among them",
    )
    parser.add_argument(
        "--processors",
        type=_at_once,
        default=0,
        metavar="N",
        help="processors that all jobs together may use (else all)",
    )
    parser.add_argument(
        "--keep-going",
        action="store_true",
        help="start the other jobs too when one has failed (else none is started any more)",
    )
    parser.add_argument(
        "--resume",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="leave what is done as it is (the default); --no-resume does all of it again",
    )
    _add_selection(parser)
    group = parser.add_argument_group("instead of running")
    group.add_argument(
        "--check",
        action="store_true",
        help="say what is wrong with the file, and run nothing",
    )
    group.add_argument(
        "--status", action="store_true", help="say what became of each job, and run nothing"
    )
    add_engine(
        parser, "run on this engine; auto: on the one that `backbeat serve` runs on this machine"
    )
    parser.add_argument(
        "--json", action="store_true", help="print what became of each job as a line of JSON"
    )


def _add_selection(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("on a farm")
    group.add_argument(
        "--only", action="append", default=[], metavar="ID", help="run this job (repeatable)"
    )
    group.add_argument(
        "--numbers",
        type=_numbers,
        metavar="FIRST[-LAST]",
        help="run the jobs with these numbers, counted from 1",
    )
    group.add_argument(
        "--map-path",
        action="append",
        default=[],
        metavar="FROM=TO",
        help="a folder as the jobs spell it, and what it is here (repeatable)",
    )
    group.add_argument(
        "--path-mapping",
        metavar="FILE",
        help="such folders in a file of Open Job Description (pathmapping-1.0)",
    )
    group.add_argument(
        "--report",
        choices=("bar", "openjd"),
        default="bar",
        help="show progress as a bar, or in the lines that Open Job Description reads",
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.batch_text import first_of, print_problems
    from backbeat.farms.conflicts import conflicts, missing
    from backbeat.farms.job_file import read

    file = Path(arguments.file).expanduser().absolute()
    jobs, problems = read(file, _folders(arguments))
    chosen = _chosen(jobs, problems, arguments)
    if not (arguments.only or arguments.numbers):
        problems = (*problems, *conflicts(jobs))
    if arguments.check:
        return print_problems(file, chosen, (*problems, *missing(chosen)))
    if problems:
        raise first_of(file, problems, "--check lists them.")
    if arguments.status:
        return _print_status(file, chosen, arguments.json)
    return _run(file, chosen, arguments)


def _run(file: Path, jobs: Sequence[BatchJob], arguments: argparse.Namespace) -> int:
    from backbeat.cli.batch_text import reporter
    from backbeat.cli.execute import progress_bar
    from backbeat.farms.batch import BatchOptions, run_batch
    from backbeat.farms.record import Record
    from backbeat.jobs.executor import default_workers

    # More processes than jobs would only be started to be stopped.
    at_once = min(arguments.jobs or default_workers(), len(jobs))
    options = BatchOptions(at_once, arguments.keep_going, arguments.resume)
    with progress_bar() as bar:
        report = reporter(arguments, bar)
        outcomes = run_batch(
            jobs,
            Record(file),
            _executor(arguments, at_once, len(jobs)),
            options,
            report.progress(),
            report.ended,
        )
    report.summary(outcomes)
    return _exit_status(outcomes)


def _executor(arguments: argparse.Namespace, at_once: int, job_count: int) -> ExecutorOf:
    if arguments.engine is not None:
        from backbeat.farms.remote import RemoteExecutor

        return lambda observer, attempts: RemoteExecutor(observer, attempts, arguments.engine)
    from backbeat.farms.local import BatchExecutor
    from backbeat.farms.own_process import OwnProcess
    from backbeat.threads import limit_processors

    if arguments.processors:
        limit_processors(arguments.processors)
    if job_count == 1:
        return OwnProcess
    return lambda observer, attempts: BatchExecutor(observer, attempts, at_once)


def _exit_status(outcomes: Sequence[Outcome]) -> int:
    """130 for a cancel, else the status of the first job that failed, else 0."""
    from backbeat.errors import STATUSES, ErrorCode
    from backbeat.farms.batch import State

    for outcome in outcomes:
        if outcome.state is State.FAILED and outcome.error is not None:
            return outcome.error.statuses.exit_status
    if any(outcome.state in (State.CANCELLED, State.NOT_STARTED) for outcome in outcomes):
        return STATUSES[ErrorCode.CANCELLED].exit_status
    return 0


def _print_status(file: Path, jobs: Sequence[BatchJob], as_json: bool) -> int:
    from backbeat.cli.batch_text import print_status
    from backbeat.farms.record import Record

    return print_status(jobs, Record(file), as_json)


def _folders(arguments: argparse.Namespace) -> list[FolderName]:
    from backbeat.farms.path_rules import of_words, read

    folders = of_words(arguments.map_path)
    if arguments.path_mapping:
        folders += read(Path(arguments.path_mapping).expanduser())
    return folders


def _chosen(
    jobs: Sequence[BatchJob], problems: Sequence[Problem], arguments: argparse.Namespace
) -> list[BatchJob]:
    """The jobs that `--only` and `--numbers` choose; all of them without either.

    Raises:
        RequestError: there is no such job.
    """
    if not arguments.only and arguments.numbers is None:
        return list(jobs)
    named = {job.id: job for job in jobs}
    chosen = []
    for name in arguments.only:
        if name not in named:
            raise RequestError(
                f"There is no job {name} in {arguments.file}.",
                "`backbeat batch FILE --status` lists them.",
            )
        chosen.append(named[name])
    if arguments.numbers is not None:
        first, last = arguments.numbers
        count = len(jobs) + len(problems)
        if last > count:
            raise RequestError(
                f"There is no job {last} in {arguments.file}, which has {count}.",
                "Numbers count from 1.",
            )
        chosen += [job for job in jobs if first <= job.number <= last]
    return list(dict.fromkeys(chosen))


def _at_once(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MAX_AT_ONCE:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to {_MAX_AT_ONCE}")
    return int(text)


def _numbers(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9}))?", text)
    first = int(found[1]) if found else 0
    last = int(found[2] or first) if found else 0
    if not 1 <= first <= last:
        raise argparse.ArgumentTypeError(f"{text} is not a range of numbers: write 7, or 7-12")
    return first, last

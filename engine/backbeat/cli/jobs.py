"""List, show, follow, cancel, retry and export the jobs of an engine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli import jobs_export
from backbeat.cli.engine_options import add_engine

if TYPE_CHECKING:
    from backbeat.client import EngineClient
    from backbeat.v1.jobs_pb2 import Job, JobState

HELP = "jobs of an engine: list, show, log, cancel, retry, export"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list", help="list jobs, newest first", description="Lists jobs, newest first."
    )
    listing.add_argument(
        "-n", "--number", type=int, default=50, metavar="N", help="at most this many (50)"
    )
    listing.set_defaults(action=_list)
    show = actions.add_parser("show", help="show one job", description="Shows one job.")
    show.set_defaults(action=_show)
    cancel = actions.add_parser("cancel", help="cancel a job", description="Cancels a job.")
    cancel.set_defaults(action=_cancel)
    log = actions.add_parser(
        "log",
        help="what a job did, step by step",
        description="Prints every step of a job with its time, and follows a job that still runs; "
        "Ctrl-C ends the following, not the job.",
    )
    log.set_defaults(action=_log)
    retry = actions.add_parser(
        "retry",
        help="run a job again",
        description="Submits what a job that has ended asked for once more, as a new job.",
    )
    retry.set_defaults(action=_retry)
    for action in (show, cancel, log, retry):
        action.add_argument(
            "name", metavar="NAME", help="name or id of the job, as `backbeat jobs list` prints it"
        )
    export = jobs_export.add_parser(actions)
    for action in (listing, show, cancel, log, retry, export):
        add_engine(action, "the engine (else the one on this machine)", runs=False)
        action.add_argument(
            "--home", metavar="DIR", help="folder of the engine on this machine, if not the default"
        )
        action.add_argument("--json", action="store_true", help="print the result as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.client import connect

    address = None if arguments.engine in (None, "auto") else arguments.engine
    home = Path(arguments.home).expanduser().absolute() if arguments.home else None
    with connect(address, home=home) as engine:
        arguments.action(engine, arguments)
    return 0


def _list(engine: EngineClient, arguments: argparse.Namespace) -> None:
    from backbeat.cli.execute import print_json

    page = engine.list(page_size=arguments.number)
    if arguments.json:
        print_json(page)
        return
    for job in page.jobs:
        print(_line(job))
    if not page.jobs:
        print("no jobs")


def _show(engine: EngineClient, arguments: argparse.Namespace) -> None:
    _print(engine.get(_full_name(arguments.name)), arguments.json)


def _cancel(engine: EngineClient, arguments: argparse.Namespace) -> None:
    _print(engine.cancel(_full_name(arguments.name)), arguments.json)


def _log(engine: EngineClient, arguments: argparse.Namespace) -> None:
    name = _full_name(arguments.name)
    for event in engine.watch(name):
        if arguments.json:
            from google.protobuf.json_format import MessageToJson

            text = MessageToJson(event, always_print_fields_with_no_presence=True, indent=None)
            print(text, flush=True)
            continue
        moment = event.time.ToDatetime().isoformat(sep=" ", timespec="milliseconds")
        words = (f"{moment}Z", f"{_state(event.state):<11}", f"{event.fraction:4.0%}", event.step)
        print("  ".join(words).rstrip(), flush=True)
    error = engine.get(name).error
    if error.message and not arguments.json:
        print(f"{error.message} {error.hint}".rstrip())


def _state(state: JobState) -> str:
    from backbeat.v1.jobs_pb2 import JobState

    name: str = JobState.Name(state)
    return name.removeprefix("JOB_STATE_").lower()


def _retry(engine: EngineClient, arguments: argparse.Namespace) -> None:
    from backbeat.cli.execute import progress_bar
    from backbeat.errors import RequestError
    from backbeat.v1.jobs_pb2 import JobState

    job = engine.get(_full_name(arguments.name))
    if job.state in (JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING):
        raise RequestError(
            f"{job.name} has not ended.", f"Stop it first: `backbeat jobs cancel {job.name}`."
        )
    if job.request.WhichOneof("kind") is None:
        raise RequestError(
            f"What {job.name} asked for is not known any more.", "Give its command again."
        )
    with progress_bar() as progress:
        again = engine.submit(job.request, progress=progress)
    _print(again, arguments.json)


def _full_name(name: str) -> str:
    return name if name.startswith("jobs/") else f"jobs/{name}"


def _print(job: Job, as_json: bool) -> None:
    if as_json:
        from backbeat.cli.execute import print_json

        print_json(job)
        return
    print(_line(job))
    if job.HasField("error"):
        print(f"  {job.error.message} {job.error.hint}".rstrip())


def _line(job: Job) -> str:
    created = job.create_time.ToDatetime().isoformat(sep=" ", timespec="seconds")
    words = [
        job.name,
        f"{created}Z",
        f"{job.kind:<6}",
        f"{_state(job.state):<11}",
        f"{job.fraction:4.0%}",
    ]
    if job.attempt > 1:
        words.append(f"attempt {job.attempt}")
    return "  ".join((*words, job.step)).rstrip()

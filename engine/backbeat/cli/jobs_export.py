"""Jobs as a file for a report: requests, steps, errors, log; without names of people and files."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backbeat.errors import NotFoundError, RequestError

if TYPE_CHECKING:
    from backbeat.client import EngineClient
    from backbeat.jobs.redaction import Redaction
    from backbeat.v1.jobs_pb2 import Job

_LAST = 20
"""How many jobs are exported where none is named."""
_SECRET_WORDS = ("TOKEN", "KEY", "SECRET", "PASSWORD")


def add_parser(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Adds the action's parser and returns it."""
    export = actions.add_parser(
        "export",
        help="jobs as a file for a bug report",
        description="Writes jobs with their steps, their errors and what the engine's log says of "
        "them for a bug report. Paths, names of files, of you and of this machine, and texts of "
        "several words are left out; results and tokens always are.",
    )
    export.add_argument(
        "names", nargs="*", metavar="NAME", help=f"names or ids of jobs (else the last {_LAST})"
    )
    export.add_argument(
        "-o", dest="output", required=True, metavar="FILE", help="where to write: .jsonl or .zip"
    )
    export.add_argument(
        "--with-paths", action="store_true", help="leave paths, names and texts as they are"
    )
    export.add_argument(
        "-y", "--overwrite", action="store_true", help="replace a file that is there"
    )
    export.set_defaults(action=run)
    return export


def run(engine: EngineClient, arguments: argparse.Namespace) -> None:
    """Runs the action."""
    target = Path(arguments.output).expanduser()
    _check(target, arguments.overwrite)
    redaction = _redaction(arguments)
    names = [name if name[:5] == "jobs/" else f"jobs/{name}" for name in arguments.names]
    if not names:
        names = [job.name for job in engine.list(page_size=_LAST).jobs]
    entries: list[dict[str, Any]] = [_facts(engine)]
    entries += [_entry(engine, engine.get(name, with_log=True), redaction) for name in names]
    lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    _write(target, lines)
    if arguments.json:
        print(json.dumps({"path": str(target), "jobs": len(names)}))
        return
    print(f"written   {target}: {len(names)} job{'' if len(names) == 1 else 's'}")
    if not arguments.with_paths:
        print("Paths and names are left out. Look it through before you send it all the same.")


def _check(target: Path, overwrite: bool) -> None:
    from backbeat.errors import AlreadyExistsError
    from backbeat.files import check_folder

    if target.suffix.lower() not in (".jsonl", ".zip"):
        raise RequestError(f"{target} is of no known kind.", "End it in .jsonl or .zip.")
    check_folder(target)
    if target.is_dir() or (os.path.lexists(target) and not overwrite):
        raise AlreadyExistsError(
            f"{target} exists already.", "Choose another file, or replace it with -y (--overwrite)."
        )


def _redaction(arguments: argparse.Namespace) -> Redaction:
    import getpass
    import socket

    from backbeat.client import discovery
    from backbeat.home import home
    from backbeat.jobs.redaction import Redaction

    secrets = {
        value
        for name, value in os.environ.items()
        if any(word in name.upper() for word in _SECRET_WORDS)
    }
    found = discovery.parse(Path(arguments.home).expanduser() if arguments.home else home())
    if found is not None:
        secrets.add(found.token)
    host = socket.gethostname()
    names = {host: "<host>", host.partition(".")[0]: "<host>", Path.home().name: "<user>"}
    with contextlib.suppress(OSError, KeyError, ImportError):
        names[getpass.getuser()] = "<user>"
    names.pop("", None)
    return Redaction(tuple(sorted(secrets, key=len, reverse=True)), names, arguments.with_paths)


def _facts(engine: EngineClient) -> dict[str, Any]:
    from backbeat.version import __version__

    info = engine.info()
    return {
        "backbeat": __version__,
        "engine": info.version,
        "versions": dict(sorted(info.versions.items())),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }


def _entry(engine: EngineClient, job: Job, redaction: Redaction) -> dict[str, Any]:
    from google.protobuf import json_format

    from backbeat.jobs.paths import paths_of
    from backbeat.v1.jobs_pb2 import JobState

    paths = [text for _, text in (*paths_of(job.request), *paths_of(job.result))]

    def state(number: int) -> str:
        name: str = JobState.Name(number)
        return name.removeprefix("JOB_STATE_").lower()

    try:
        events = list(engine.watch(job.name)) if job.HasField("end_time") else []
    except NotFoundError:
        events = []
    return {
        "job": job.name,
        "kind": job.kind,
        "state": state(job.state),
        "attempt": job.attempt,
        "created": job.create_time.ToJsonString(),
        "started": job.start_time.ToJsonString() if job.HasField("start_time") else None,
        "ended": job.end_time.ToJsonString() if job.HasField("end_time") else None,
        "request": redaction.request(json_format.MessageToDict(job.request), paths),
        "error": {
            "code": job.error.code,
            "message": redaction.text(job.error.message, paths),
            "hint": redaction.text(job.error.hint, paths),
        }
        if job.HasField("error")
        else None,
        "steps": [
            {
                "time": event.time.ToJsonString(),
                "state": state(event.state),
                "fraction": round(event.fraction, 4),
                "step": redaction.text(event.step, paths),
            }
            for event in events
        ],
        "log": [redaction.text(line, paths) for line in job.log_lines],
    }


def _write(target: Path, lines: str) -> None:
    from backbeat.files import replacing

    with replacing(target) as temporary:
        if target.suffix.lower() == ".zip":
            with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("jobs.jsonl", lines)
        else:
            temporary.write_text(lines, encoding="utf-8")

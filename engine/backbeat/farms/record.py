"""What is known of the jobs of a batch: a folder beside its file, with one file for each job.

One file each, since the tasks of a farm write theirs from many machines at once: there is nothing
that two of them would have to take turns at.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.protobuf import json_format

from backbeat.errors import BackbeatError, OutputError, from_code
from backbeat.farms.conflicts import inputs_of, outputs_of
from backbeat.farms.job_file import BatchJob
from backbeat.filelock import FileLock
from backbeat.files import replacing
from backbeat.v1.jobs_pb2 import JobResult

_SCHEMA = 1
STARTED, DONE, FAILED = "started", "done", "failed"


@dataclass(frozen=True)
class Entry:
    """What is known of one job."""

    digest: str
    """Of the request it was run with."""
    state: str
    """`STARTED`, `DONE` or `FAILED`."""
    attempt: int = 1
    """How often it was started."""
    seconds: float = 0.0
    """How long the last attempt took."""
    inputs: dict[str, list[int]] = field(default_factory=dict)
    """Size and time of change of the files it reads, when it was started."""
    outputs: list[str] = field(default_factory=list)
    """The files and folders it wrote, by their names in the file of jobs."""
    result: dict[str, Any] | None = None
    """The `JobResult`, in protobuf's JSON; None unless it is done."""
    code: str = ""
    message: str = ""
    hint: str = ""

    @property
    def error(self) -> BackbeatError | None:
        """Why it failed; None when it did not."""
        return from_code(self.code, self.message, self.hint) if self.state == FAILED else None


class Record:
    """The folder of what is known of the jobs of one file."""

    def __init__(self, file: Path) -> None:
        """Args: file: the file of the batch; the folder is made beside it when it is needed."""
        self.folder = file.with_name(f"{file.name}.state")
        self._key = str(file.absolute())

    def open(self) -> None:
        """Makes the folder. Raises: OutputError: it cannot be written to."""
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{self.folder} cannot be made: {error.strerror or error}.",
                "What is done is noted there: move the file of jobs to a folder you may write to.",
            ) from error

    def lock(self, job: BatchJob) -> FileLock | None:
        """The lock of a job's run; None while another process runs it.

        A file system without locks is taken at its word that nobody does.
        """
        lock = FileLock(self.folder / f"{job.id}.lock")
        with contextlib.suppress(OSError):
            return lock if lock.acquire() else None
        return lock

    def release(self, job: BatchJob, lock: FileLock) -> None:
        """Ends the lock of a job's run."""
        with contextlib.suppress(OSError):
            (self.folder / f"{job.id}.lock").unlink(missing_ok=True)
        lock.release()

    def entry(self, job: BatchJob) -> Entry | None:
        """What is known of a job; None for nothing, or nothing readable."""
        try:
            content = json.loads(self._path(job).read_text(encoding="utf-8"))
            if content.pop("schema") != _SCHEMA:
                return None
            content.pop("id")
            return Entry(**content)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def is_done(self, job: BatchJob) -> bool:
        """Whether it was done as it is now: the same request, its inputs and outputs there."""
        entry = self.entry(job)
        return (
            entry is not None
            and entry.state == DONE
            and entry.digest == job.digest
            and all(here.exists() for name, here in _outputs(job) if name in entry.outputs)
            and entry.inputs == stamps(job)
        )

    def begin(self, job: BatchJob) -> Entry:
        """Notes that a job is started, and returns the note. Raises: OutputError."""
        before = self.entry(job)
        attempt = 1
        if before is not None:
            same = before.state == STARTED and before.digest == job.digest
            attempt = before.attempt + (0 if same else 1)
        entry = Entry(job.digest, STARTED, attempt, inputs=stamps(job))
        self._write(job, entry)
        return entry

    def again(self, job: BatchJob, entry: Entry) -> Entry:
        """Notes one more attempt, and returns the note. Raises: OutputError."""
        entry = dataclasses.replace(entry, attempt=entry.attempt + 1)
        self._write(job, entry)
        return entry

    def end(
        self, job: BatchJob, entry: Entry, seconds: float, outcome: JobResult | BackbeatError
    ) -> Entry:
        """Notes the end of a job, and returns the note. Raises: OutputError."""
        if isinstance(outcome, BackbeatError):
            ended = dataclasses.replace(
                entry,
                state=FAILED,
                seconds=seconds,
                code=outcome.code.value,
                message=outcome.message,
                hint=outcome.hint,
            )
        else:
            written = [name for name, here in _outputs(job) if here.exists()]
            result = json_format.MessageToDict(outcome, always_print_fields_with_no_presence=True)
            ended = dataclasses.replace(
                entry, state=DONE, seconds=seconds, outputs=written, result=result
            )
        self._write(job, ended)
        return ended

    def request_id(self, job: BatchJob, entry: Entry) -> str:
        """The id under which an engine knows this attempt: a batch that was killed finds it again.

        A later attempt has another, since an engine answers a known id with the job it had.
        """
        text = "\0".join((self._key, job.id, job.digest, str(entry.attempt)))
        return hashlib.sha256(text.encode()).hexdigest()[:40]

    def _path(self, job: BatchJob) -> Path:
        return self.folder / f"{job.id}.json"

    def _write(self, job: BatchJob, entry: Entry) -> None:
        content = {"schema": _SCHEMA, "id": job.id, **dataclasses.asdict(entry)}
        with replacing(self._path(job)) as temporary:
            temporary.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


def _outputs(job: BatchJob) -> list[tuple[str, Path]]:
    """The outputs that a job names, as the file of jobs has them and as this machine does."""
    written, here = outputs_of(job.written), outputs_of(job.request)
    return [(str(one), other) for one, other in zip(written, here, strict=True)]


def stamps(job: BatchJob) -> dict[str, list[int]]:
    """Size and time of change of the files that a job reads, by their names in the file of jobs.

    Folders are not looked into.
    """
    found = {}
    pairs = zip(inputs_of(job.written), inputs_of(job.request), strict=True)
    for written, here in pairs:
        with contextlib.suppress(OSError):
            if here.is_file():
                stat = here.stat()
                found[str(written)] = [stat.st_size, stat.st_mtime_ns]
    return found

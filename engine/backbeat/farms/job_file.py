"""The file of a batch: one job a line, in protobuf's JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.protobuf import json_format

from backbeat.errors import BackbeatError, InputError, RequestError
from backbeat.jobs.path_changes import FolderName, change_paths, renamed
from backbeat.jobs.paths import check_paths
from backbeat.jobs.run import kind_of
from backbeat.v1.jobs_pb2 import JobRequest

MAX_JOBS = 100_000
"""Maximum number of jobs in a file."""
_MAX_LINE = 4 << 20
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ENVELOPE = frozenset({"id", "request"})


@dataclass(frozen=True, eq=False)
class BatchJob:
    """One job of a batch."""

    number: int
    """Its place among the jobs, from 1; empty lines do not count."""
    line: int
    """Its line in the file, from 1."""
    id: str
    """Its own name in the batch, such as `snap-0f3a91c2` or what the file says."""
    written: JobRequest
    """As the file says it."""
    request: JobRequest
    """With the paths of this machine, absolute."""

    @property
    def kind(self) -> str:
        """The kind of its work, one of `jobs.KINDS`."""
        return kind_of(self.request)

    @property
    def digest(self) -> str:
        """SHA-256 of the request as written: the same on every machine."""
        return digest_of(self.written)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line."""

    line: int
    error: BackbeatError


def read(
    path: Path, folders: Sequence[FolderName] = ()
) -> tuple[tuple[BatchJob, ...], tuple[Problem, ...]]:
    """The jobs of a file, and what is wrong with its other lines.

    Args:
        path: the file; relative paths in it start from its folder.
        folders: folders that this machine has under another name.

    Raises:
        InputError: the file cannot be read, holds nothing, or too much.
    """
    jobs: list[BatchJob] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line, text in _lines(path):
        try:
            job = _job(text, line, len(jobs) + len(problems) + 1, path.parent, folders)
            # Names of files, which two systems of three compare without case.
            first = seen.setdefault(job.id.casefold(), line)
            if first != line:
                raise RequestError(
                    f"The id {job.id} is that of line {first} already.",
                    "Give each job an id of its own, and write each job once.",
                )
            jobs.append(job)
        except BackbeatError as error:
            problems.append(Problem(line, error))
    if not jobs and not problems:
        raise InputError(f"{path} holds no jobs.", 'Write one a line: {"beats": {"path": ...}}.')
    return tuple(jobs), tuple(problems)


def line_of(job: BatchJob) -> str:
    """A job as a line of such a file, with its id and the paths of this machine."""
    request = json_format.MessageToDict(job.request)
    return json.dumps({"id": job.id, "request": request}, ensure_ascii=False)


def digest_of(request: JobRequest) -> str:
    """SHA-256 of a request, as 64 hex digits."""
    return hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InputError(
            f"{path} cannot be read: {why}.", "Name a file with one job a line."
        ) from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len(lines) > MAX_JOBS:
        raise InputError(f"{path} holds {len(lines)} jobs, over {MAX_JOBS}.", "Split it.")
    return lines


def _job(
    text: str, line: int, number: int, folder: Path, folders: Sequence[FolderName]
) -> BatchJob:
    if len(text) > _MAX_LINE:
        raise RequestError("The line is longer than 4 MiB.", "Send paths, not media.")
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"It is not JSON: {error}.", "Write one job a line.") from error
    if not isinstance(content, dict):
        raise RequestError("It is not a JSON object.", 'Write {"beats": {"path": ...}}, say.')
    given = None
    if content.keys() <= _ENVELOPE:
        given, content = content.get("id"), content.get("request")
    written = _request(content)
    kind = kind_of(written)
    request = JobRequest()
    request.CopyFrom(written)
    change_paths(request, lambda path: _here(path, folder, folders))
    check_paths(request)
    if given is None:
        return BatchJob(number, line, f"{kind}-{digest_of(written)[:8]}", written, request)
    if not isinstance(given, str) or not _ID.fullmatch(given):
        raise RequestError(
            f"The id {given!r} cannot name a job.",
            "Use up to 64 letters, digits, dots, dashes and underscores.",
        )
    return BatchJob(number, line, given, written, request)


def _request(content: Any) -> JobRequest:
    request = JobRequest()
    try:
        json_format.ParseDict(content, request, max_recursion_depth=50)
    except (json_format.ParseError, TypeError, AttributeError, RecursionError) as error:
        raise RequestError(
            f"It is not a job: {str(error).rstrip('.')}.",
            "docs/farms.md shows what a line holds.",
        ) from error
    return request


def _here(path: str, folder: Path, folders: Sequence[FolderName]) -> str:
    mapped = renamed(path, folders)
    if mapped != path or "://" in mapped:
        return mapped
    return renamed(str(folder.absolute() / Path(mapped).expanduser()), folders)

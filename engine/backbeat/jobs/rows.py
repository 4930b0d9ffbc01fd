"""Conversion of rows of the job database to messages."""

from __future__ import annotations

import sqlite3

from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp

from backbeat.errors import AlreadyExistsError, InternalError
from backbeat.jobs.run import KINDS
from backbeat.v1.jobs_pb2 import Job, JobError, JobEvent, JobRequest, JobResult, JobState


def job(row: sqlite3.Row) -> Job:
    """The job in a row of the table `jobs`.

    A row that was damaged gives a job that has failed and says so: it hides no other, and is not
    run. Its request is empty.
    """
    try:
        return _job(row)
    except (DecodeError, TypeError, ValueError, OverflowError):
        return _damaged(row)


def size(request: object) -> int:
    """Bytes of a stored request; 0 for one that is damaged beyond having any."""
    return len(request) if isinstance(request, bytes) else 0


def _job(row: sqlite3.Row) -> Job:
    return Job(
        name=f"jobs/{row['id']}",
        kind=row["kind"],
        state=row["state"],
        fraction=row["fraction"],
        step=row["step"],
        create_time=_timestamp(row["created_ns"]),
        start_time=_timestamp(row["started_ns"]),
        end_time=_timestamp(row["ended_ns"]),
        request=JobRequest.FromString(row["request"]),
        result=JobResult.FromString(row["result"]) if row["result"] else None,
        error=JobError.FromString(row["error"]) if row["error"] else None,
        seq=row["seq"],
        request_id=row["request_id"],
        attempt=row["attempt"],
    )


def _damaged(row: sqlite3.Row) -> Job:
    problem = InternalError(
        f"What the engine kept of the job jobs/{row['id']} is damaged.",
        "Submit it again, and check the disk that the engine's folder is on.",
    )
    return Job(
        name=f"jobs/{row['id']}",
        kind=row["kind"] if row["kind"] in KINDS else "",
        state=JobState.JOB_STATE_FAILED,
        error=JobError(
            code=problem.code.value,
            message=problem.message,
            hint=problem.hint,
            exit_status=problem.statuses.exit_status,
        ),
    )


def event(row: sqlite3.Row) -> JobEvent:
    """The event in a row of the table `events`."""
    return JobEvent(
        seq=row["seq"],
        time=_timestamp(row["time_ns"]),
        state=row["state"],
        fraction=row["fraction"],
        step=row["step"],
    )


def check_same(first: sqlite3.Row, digest: str, request_id: str) -> None:
    """Raises:
    AlreadyExistsError: the first job of a request id had another request than the digest's.
    """
    if first["request_sha256"] != digest:
        raise AlreadyExistsError(
            f"The request id {request_id!r} belongs to jobs/{first['id']}, which had another"
            " request.",
            "Send a new id with every new request.",
        )


def _timestamp(nanoseconds: int | None) -> Timestamp | None:
    if nanoseconds is None:
        return None
    stamp = Timestamp()
    stamp.FromNanoseconds(nanoseconds)
    return stamp

"""Conversion of rows of the job database to messages."""

from __future__ import annotations

import sqlite3

from google.protobuf.timestamp_pb2 import Timestamp

from backbeat.v1.jobs_pb2 import Job, JobError, JobEvent, JobRequest, JobResult


def job(row: sqlite3.Row) -> Job:
    """The job in a row of the table `jobs`."""
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


def _timestamp(nanoseconds: int | None) -> Timestamp | None:
    if nanoseconds is None:
        return None
    stamp = Timestamp()
    stamp.FromNanoseconds(nanoseconds)
    return stamp

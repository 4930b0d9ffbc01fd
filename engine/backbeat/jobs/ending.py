"""The end of a job, kept in memory while the database cannot be written."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from google.protobuf.timestamp_pb2 import Timestamp

from backbeat.v1.jobs_pb2 import Job, JobError, JobEvent, JobResult, JobState


@dataclass(frozen=True)
class Ending:
    """The final state of one job, with its result or its error."""

    state: JobState
    result: JobResult | None
    error: JobError | None
    time_ns: int = field(default_factory=time.time_ns)
    """When it ended, in nanoseconds since the Unix epoch."""

    def apply_to(self, job: Job) -> None:
        """Changes a job read from the database to what it will be once this ending is stored."""
        job.state = self.state
        job.seq += 1
        job.end_time.FromNanoseconds(self.time_ns)
        if self.state == JobState.JOB_STATE_SUCCEEDED:
            job.fraction, job.step = 1.0, "done"
        if self.result is not None:
            job.result.CopyFrom(self.result)
        if self.error is not None:
            job.error.CopyFrom(self.error)

    def event(self, ended: Job) -> JobEvent:
        """The last event of a job that `apply_to` has changed."""
        stamp = Timestamp()
        stamp.FromNanoseconds(self.time_ns)
        return JobEvent(
            seq=ended.seq, time=stamp, state=self.state, fraction=ended.fraction, step=ended.step
        )

"""How a job ended, while the database cannot be written."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from google.protobuf.timestamp_pb2 import Timestamp

from backbeat.v1.jobs_pb2 import Job, JobError, JobEvent, JobResult, JobState


@dataclass(frozen=True)
class Ending:
    """The end of one job."""

    state: JobState
    result: JobResult | None
    error: JobError | None
    time_ns: int = field(default_factory=time.time_ns)
    """Of the Unix epoch."""

    def onto(self, job: Job) -> None:
        """Makes a job as it is stored look as it will once this is stored."""
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
        """The last event of the job that `onto` gave."""
        stamp = Timestamp()
        stamp.FromNanoseconds(self.time_ns)
        return JobEvent(
            seq=ended.seq, time=stamp, state=self.state, fraction=ended.fraction, step=ended.step
        )

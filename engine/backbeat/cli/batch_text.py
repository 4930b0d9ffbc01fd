"""What `backbeat batch` prints."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backbeat.errors import BackbeatError, from_code
from backbeat.farms.batch import Outcome, State
from backbeat.farms.conflicts import outputs_of
from backbeat.farms.job_file import BatchJob, Problem
from backbeat.farms.record import Entry, Record
from backbeat.jobs.throttle import Step, Throttle
from backbeat.progress import Progress


class Report:
    """Prints the end of each job as it comes, and a summary."""

    def __init__(self, bar: Progress, as_json: bool) -> None:
        self._bar = bar
        self._as_json = as_json

    def progress(self) -> Progress:
        """Where the batch reports its progress."""
        return self._bar

    def ended(self, outcome: Outcome) -> None:
        """Prints the end of one job."""
        _clear_bar()
        if self._as_json:
            print(json.dumps(_fields(outcome), ensure_ascii=False), flush=True)
            return
        words = [f"{outcome.state.value:<11}", outcome.job.id]
        if outcome.state is not State.WAS_DONE:
            words.append(f"{outcome.seconds:.1f} s")
        if outcome.error is None:
            words += [str(path) for path in outputs_of(outcome.job.request)[:1]]
        else:
            words.append(outcome.error.message)
        print("  ".join(words), flush=True)

    def summary(self, outcomes: Sequence[Outcome]) -> None:
        """Prints how many ended how, and on stderr the failed ones with the reason."""
        counts = {state: sum(one.state is state for one in outcomes) for state in State}
        named = [f"{count} {state.value}" for state, count in counts.items() if count]
        print(
            f"{len(outcomes)} job{'' if len(outcomes) == 1 else 's'}: {', '.join(named)}",
            file=sys.stderr if self._as_json else sys.stdout,
            flush=True,
        )
        for outcome in outcomes:
            if outcome.state is State.FAILED and outcome.error is not None:
                job = outcome.job
                print(
                    f"backbeat: line {job.line}, {job.id}: {outcome.error}",
                    file=sys.stderr,
                    flush=True,
                )


class OpenJobReport(Report):
    """Prints progress in the lines that Open Job Description reads from a task."""

    def __init__(self, bar: Progress, as_json: bool) -> None:
        super().__init__(bar, as_json)
        self._throttle = Throttle()

    def progress(self) -> Progress:
        """Where the batch reports its progress."""
        return Progress(self._show, self._bar.cancelled)

    def summary(self, outcomes: Sequence[Outcome]) -> None:
        """Prints the summary, and each failure as the reason of the task's."""
        super().summary(outcomes)
        # The last step may have come too soon after the one before to be shown.
        print("openjd_progress: 100", flush=True)
        for outcome in outcomes:
            if outcome.state is State.FAILED and outcome.error is not None:
                print(f"openjd_fail: {outcome.job.id}: {outcome.error}", flush=True)

    def _show(self, fraction: float, step: str) -> None:
        self._throttle.offer(Step(fraction, step))
        due = self._throttle.due(time.monotonic())
        if due is not None:
            percent = f"openjd_progress: {due.fraction * 100:.0f}"
            print(f"{percent}\nopenjd_status: {due.text}", flush=True)


def reporter(arguments: argparse.Namespace, bar: Progress) -> Report:
    """What prints in the way that `--report` and `--json` ask for."""
    kind = OpenJobReport if arguments.report == "openjd" else Report
    return kind(bar, arguments.json)


def print_problems(file: Path, jobs: Sequence[BatchJob], problems: Sequence[Problem]) -> int:
    """Prints what is wrong with a file, and returns the exit status."""
    for problem in sorted(problems, key=lambda one: one.line):
        print(f"backbeat: {file}, line {problem.line}: {problem.error}", file=sys.stderr)
    if problems:
        return problems[0].error.statuses.exit_status
    kinds: dict[str, int] = {}
    for job in jobs:
        kinds[job.kind] = kinds.get(job.kind, 0) + 1
    named = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    print(f"{file}: nothing is wrong with its {len(jobs)} jobs: {named}")
    return 0


def first_of(file: Path, problems: Sequence[Problem], lister: str) -> BackbeatError:
    """The error of the first wrong line of a file, with the number of others.

    Args:
        file: the file of jobs.
        problems: what is wrong with it; not empty.
        lister: the sentence that says how to see all.
    """
    first = min(problems, key=lambda one: one.line)
    more = f" {len(problems)} lines are wrong; {lister}" if len(problems) > 1 else ""
    return from_code(
        first.error.code.value,
        f"{file}, line {first.line}: {first.error.message}",
        f"{first.error.hint}{more}",
    )


def print_status(jobs: Sequence[BatchJob], record: Record, as_json: bool) -> int:
    """Prints what is known of each job; returns 0 where all are done, else 1, or a failed one's."""
    status = 0
    for job in jobs:
        entry = record.entry(job)
        state, error = _state(job, entry, record)
        if error is not None:
            status = status if status > 1 else error.statuses.exit_status
        elif state != State.DONE.value:
            status = status or 1
        if as_json:
            print(json.dumps(_known(job, state, entry), ensure_ascii=False))
            continue
        reason = f"  {error}" if error is not None else ""
        print(f"{job.number:>5}  {state:<9}  {job.id}{reason}")
    return status


def _state(job: BatchJob, entry: Entry | None, record: Record) -> tuple[str, BackbeatError | None]:
    if entry is None or entry.digest != job.digest:
        return "waiting", None
    if entry.error is not None:
        return State.FAILED.value, entry.error
    if entry.state == State.DONE.value:
        return (State.DONE.value if record.is_done(job) else "outdated"), None
    return entry.state, None


def _fields(outcome: Outcome) -> dict[str, Any]:
    fields = _known(outcome.job, outcome.state.name, outcome.entry)
    fields["seconds"] = round(outcome.seconds, 3)
    if outcome.error is not None:
        fields["error"] = _error_fields(outcome.error)
    return fields


def _known(job: BatchJob, state: str, entry: Entry | None) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": job.id,
        "number": job.number,
        "line": job.line,
        "kind": job.kind,
        "state": state.upper().replace(" ", "_"),
    }
    if entry is None or entry.digest != job.digest:
        return fields
    fields |= {"attempt": entry.attempt, "seconds": round(entry.seconds, 3)}
    if entry.error is not None:
        fields["error"] = _error_fields(entry.error)
    if entry.result is not None:
        fields["result"] = entry.result
    return fields


def _error_fields(error: BackbeatError) -> dict[str, Any]:
    return {
        "code": error.code.value,
        "message": error.message,
        "hint": error.hint,
        "exitStatus": error.statuses.exit_status,
    }


def _clear_bar() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

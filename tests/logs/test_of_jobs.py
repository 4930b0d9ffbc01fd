"""What is kept of the log about each job."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.logs import JobLabel, JobLines, labelled, of_jobs, relay

_LOG = logging.getLogger("backbeat.tests")
_JOB = JobLabel("jobs/0a1b", "snap", 2)


@pytest.fixture
def lines(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[JobLines]:
    caplog.set_level(logging.INFO, "backbeat")
    kept = JobLines(tmp_path / "job-logs")
    with kept.listening():
        yield kept


def _say(label: JobLabel, *words: str) -> None:
    with labelled(label):
        for word in words:
            _LOG.info("%s", word)


def test_each_job_has_its_own_lines_and_they_outlive_the_engine(
    lines: JobLines, tmp_path: Path
) -> None:
    other, waits = JobLabel("jobs/ffff", "beats", 1), JobLabel("jobs/1", "beats", 1)
    _LOG.info("of no job")
    _say(_JOB, "one\ntwo")
    _say(other, "three", "five")
    _say(waits, "submitted")
    _say(_JOB, "four")
    said = [line.partition("backbeat.tests ")[2] for line in lines.of(_JOB.name)]
    assert said == ["[jobs/0a1b snap 2]: one\\ntwo", "[jobs/0a1b snap 2]: four"]
    assert [line[-4:] for line in JobLines(tmp_path / "job-logs").of(other.name)] == [
        "hree",
        "five",
    ]
    assert [line[-9:] for line in lines.of(waits.name)] == ["submitted"]
    assert not (tmp_path / "job-logs" / "1.log").exists()
    assert lines.of("jobs/none") == lines.of("jobs/../jobs") == lines.of("") == []
    if os.name != "nt":
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "job-logs").iterdir()}
        assert modes == {0o600}


def test_the_last_lines_of_the_last_jobs_are_kept(
    lines: JobLines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_jobs, "JOBS", 3)
    monkeypatch.setattr(of_jobs, "_SPARE", 2)
    monkeypatch.setattr(of_jobs, "_FILE_BYTES", 4000)
    monkeypatch.setattr(of_jobs, "LINES", 20)
    _say(_JOB, *(f"line {number} {'x' * 3000}" for number in range(30)), *map(str, range(30)))
    assert [line.rpartition(" ")[2] for line in lines.of(_JOB.name)] == [
        str(number) for number in range(10, 30)
    ]
    sizes = [path.stat().st_size for path in (tmp_path / "job-logs").glob("0a1b.*")]
    assert len(sizes) == 2 and max(sizes) < 4000 + of_jobs._LONGEST + 100
    for number in range(20):
        _say(JobLabel(f"jobs/{number}", "snap", 1), "said", "more")
    kept = {path.name for path in (tmp_path / "job-logs").iterdir()}
    assert 3 <= len(kept) <= 5
    assert lines.of("jobs/19") and not lines.of(_JOB.name)


def test_tracebacks_name_modules_but_not_where_they_are_installed(lines: JobLines) -> None:
    error = (
        "Traceback (most recent call last):\n"
        '  File "/home/ann/backbeat/engine/backbeat/jobs/run.py", line 49, in run\n'
        '  File "/opt/v/lib/python3.12/site-packages/av/open.py", line 1, in open\n'
        '  File "/usr/lib/python3.12/json/decoder.py", line 3, in decode\n'
        "ValueError: not a number"
    )
    with labelled(_JOB):
        relay.write(relay.Line(1e9, logging.ERROR, "backbeat.jobs.run", "it failed", error))
    said = [line.partition("]: ")[2].strip() for line in lines.of(_JOB.name)]
    assert said == [
        "it failed",
        "Traceback (most recent call last):",
        'File "backbeat/jobs/run.py", line 49, in run',
        'File "site-packages/av/open.py", line 1, in open',
        'File "python3.12/json/decoder.py", line 3, in decode',
        "ValueError: not a number",
    ]


def test_a_disk_that_takes_no_line_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "backbeat")
    (tmp_path / "file").touch()
    kept = JobLines(tmp_path / "file" / "job-logs")
    with kept.listening():
        _say(_JOB, "lost", "lost too")
        with labelled(_JOB):
            kept.handle(logging.makeLogRecord({"msg": "%d", "args": ("no number",)}))
    assert kept.of(_JOB.name) == []
    assert kept not in logging.getLogger().handlers

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import InputError, OutputError
from backbeat.farms.job_file import BatchJob, read
from backbeat.farms.record import Record
from backbeat.v1.jobs_pb2 import JobResult
from backbeat.v1.music_pb2 import MusicAnalysis
from tests.farms.conftest import JobsFile

RESULT = JobResult(beats=MusicAnalysis(tempo_bpm=120))


@pytest.fixture
def file(jobs_file: JobsFile, tmp_path: Path) -> Path:
    (tmp_path / "a.wav").write_bytes(b"sound")
    return jobs_file({"id": "one", "request": {"beats": {"path": "a.wav", "outputPath": "a.json"}}})


def _job(file: Path) -> BatchJob:
    return read(file)[0][0]


def _done(file: Path) -> Record:
    record = Record(file)
    record.open()
    job = _job(file)
    entry = record.begin(job)
    (file.parent / "a.json").write_text("{}")
    record.end(job, entry, 1.5, RESULT)
    return record


def test_a_job_that_is_done_is_known_by_the_next_run(file: Path) -> None:
    _done(file)
    record, job = Record(file), _job(file)
    assert record.is_done(job)
    entry = record.entry(job)
    assert entry is not None
    assert entry.result is not None
    assert entry.result["beats"]["tempoBpm"] == 120
    assert (entry.seconds, entry.attempt) == (1.5, 1)


def test_a_job_is_not_done_when_its_output_is_gone(file: Path) -> None:
    record = _done(file)
    (file.parent / "a.json").unlink()
    assert not record.is_done(_job(file))


def test_a_job_is_not_done_when_its_input_has_changed(file: Path) -> None:
    record = _done(file)
    (file.parent / "a.wav").write_bytes(b"other sound")
    assert not record.is_done(_job(file))


def test_a_job_is_not_done_when_its_request_has_changed(file: Path) -> None:
    record = _done(file)
    file.write_text(file.read_text().replace('"path"', '"overwrite": true, "path"'))
    assert not record.is_done(_job(file))


def test_a_failure_is_kept_with_its_sentence_and_done_again(file: Path) -> None:
    record = Record(file)
    record.open()
    job = _job(file)
    record.end(job, record.begin(job), 0.1, InputError("It is broken.", "Mend it."))
    entry = record.entry(job)
    assert entry is not None
    assert str(entry.error) == "It is broken. Mend it."
    assert not record.is_done(job)
    assert record.begin(job).attempt == 2


def test_a_killed_attempt_has_the_same_request_id_and_a_failed_one_another(file: Path) -> None:
    record = Record(file)
    record.open()
    job = _job(file)
    first = record.begin(job)
    killed = record.begin(job)
    assert record.request_id(job, first) == record.request_id(job, killed)
    record.end(job, killed, 0.1, InputError("It is broken."))
    assert record.request_id(job, record.begin(job)) != record.request_id(job, first)
    assert len(record.request_id(job, first)) <= 64


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"schema": 9}', '{"schema": 1, "id": 2}'])
def test_a_damaged_note_is_no_note(damage: str, file: Path) -> None:
    record = _done(file)
    (record.folder / "one.json").write_text(damage)
    assert record.entry(_job(file)) is None
    assert not record.is_done(_job(file))


def test_a_job_runs_once_at_a_time(file: Path) -> None:
    record, other, job = Record(file), Record(file), _job(file)
    record.open()
    lock = record.lock(job)
    assert lock is not None
    assert other.lock(job) is None
    record.release(job, lock)
    again = other.lock(job)
    assert again is not None
    other.release(job, again)


def test_a_folder_that_cannot_be_made_is_named(file: Path) -> None:
    record = Record(file)
    record.folder.write_text("in the way")
    with pytest.raises(OutputError, match=r"jobs\.jsonl\.state cannot be made"):
        record.open()

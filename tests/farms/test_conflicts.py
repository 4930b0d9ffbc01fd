from __future__ import annotations

from pathlib import Path

from backbeat.farms.conflicts import conflicts, missing
from backbeat.farms.job_file import read
from tests.farms.conftest import JobsFile


def test_two_jobs_that_write_one_file_are_named(jobs_file: JobsFile) -> None:
    jobs, _ = read(
        jobs_file(
            {"id": "one", "request": {"beats": {"path": "a.wav", "outputPath": "x.json"}}},
            {"id": "two", "request": {"beats": {"path": "b.wav", "outputPath": "./x.json"}}},
        )
    )
    (problem,) = conflicts(jobs)
    assert problem.line == 2
    assert "two writes" in problem.error.message
    assert "one does in line 1" in problem.error.message


def test_a_job_that_reads_what_another_writes_is_named(jobs_file: JobsFile) -> None:
    jobs, _ = read(
        jobs_file(
            {"loudness": {"path": "mix.wav"}},
            {"render": {"editPath": "edit.otio", "outputPath": "mix.wav"}},
        )
    )
    (problem,) = conflicts(jobs)
    assert problem.line == 1
    assert "second file" in problem.error.hint


def test_missing_inputs_and_folders_are_named(jobs_file: JobsFile, song: Path) -> None:
    jobs, _ = read(
        jobs_file(
            {"beats": {"path": str(song), "outputPath": "out.json"}},
            {"beats": {"path": "gone.wav", "outputPath": "no/where.json"}},
        )
    )
    said = [problem.error.message for problem in missing(jobs)]
    assert len(said) == 2
    assert "gone.wav does not exist" in said[0]
    assert "no does not exist" in said[1]

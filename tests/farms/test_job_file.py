from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import InputError
from backbeat.farms.job_file import line_of, read
from backbeat.jobs.path_changes import FolderName
from tests.farms.conftest import JobsFile

BEATS = {"beats": {"path": "in/a.wav", "outputPath": "a.json"}}


def test_relative_paths_start_from_the_folder_of_the_file(jobs_file: JobsFile) -> None:
    path = jobs_file(BEATS)
    (job,), problems = read(path)
    assert not problems
    assert job.request.beats.path == str(path.parent / "in" / "a.wav")
    assert job.request.beats.output_path == str(path.parent / "a.json")
    assert job.written.beats.path == "in/a.wav"


def test_lines_are_jobs_alone_or_with_an_id(jobs_file: JobsFile) -> None:
    path = jobs_file("", {"id": "spot-1", "request": BEATS}, "  ", {**BEATS, "project": "spring"})
    jobs, problems = read(path)
    assert not problems
    assert [(job.number, job.line) for job in jobs] == [(1, 2), (2, 4)]
    assert jobs[0].id == "spot-1"
    assert jobs[1].id.startswith("beats-")
    assert jobs[1].request.project == "spring"


def test_an_id_stays_when_lines_move_and_when_the_file_does(
    jobs_file: JobsFile, tmp_path: Path
) -> None:
    loudness = {"loudness": {"path": "b.wav"}}
    one = read(jobs_file(BEATS, loudness))[0]
    other = read(jobs_file(loudness, BEATS, name="other.jsonl"))[0]
    assert one[0].id == other[1].id
    assert one[0].digest == other[1].digest


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"beat": {}}', "not a job"),
        ('{"beats": {"path": 3}}', "not a job"),
        ("{}", "not a job"),
        ('{"project": "x"}', "asks for no work"),
        ('{"id": "a/b", "request": {"loudness": {"path": "x"}}}', "cannot name a job"),
        ('{"loudness": {"path": "http://a/b.wav"}}', "not the path of a local file"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, says: str, jobs_file: JobsFile) -> None:
    jobs, problems = read(jobs_file(BEATS, line))
    assert len(jobs) == 1
    assert [problem.line for problem in problems] == [2]
    assert says in problems[0].error.message
    assert problems[0].error.hint


def test_two_jobs_of_one_id_are_refused_whatever_their_case(jobs_file: JobsFile) -> None:
    lines = [{"id": name, "request": {"loudness": {"path": name}}} for name in ("One", "one")]
    _, problems = read(jobs_file(*lines))
    assert "line 1" in problems[0].error.message


def test_the_same_job_twice_is_refused(jobs_file: JobsFile) -> None:
    assert len(read(jobs_file(BEATS, BEATS))[1]) == 1


def test_an_empty_or_missing_file_is_refused(jobs_file: JobsFile, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no jobs"):
        read(jobs_file(""))
    with pytest.raises(InputError, match=r"gone\.jsonl cannot be read"):
        read(tmp_path / "gone.jsonl")


def test_folders_of_another_system_are_those_of_this_one(jobs_file: JobsFile) -> None:
    path = jobs_file({"beats": {"path": "S:\\show\\in\\a.wav", "outputPath": "/mnt/s/out.json"}})
    folders = [FolderName("S:\\show", "/here/show"), FolderName("/mnt/s/", "/here/s")]
    ((job,), problems) = read(path, folders)
    assert not problems
    assert job.request.beats.path == "/here/show/in/a.wav"
    assert job.request.beats.output_path == "/here/s/out.json"


def test_relative_paths_are_mapped_by_what_they_are_in_full(jobs_file: JobsFile) -> None:
    path = jobs_file(BEATS)
    ((job,), _) = read(path, [FolderName(str(path.parent), "/there")])
    assert job.request.beats.path == "/there/in/a.wav"


def test_a_job_as_a_line_is_read_as_the_same_job(jobs_file: JobsFile) -> None:
    (job,), _ = read(jobs_file(BEATS))
    (again,), _ = read(jobs_file(line_of(job), name="other.jsonl"))
    assert again.id == job.id
    assert again.request == job.request

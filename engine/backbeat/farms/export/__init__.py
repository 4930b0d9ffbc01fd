"""A batch as the job of a render farm: a folder with the jobs, and what the farm reads.

Each writer is a function from a `Farm` to the files of the folder by name. Every farm runs the same
command for a task, `backbeat batch jobs.jsonl` with the job or jobs it is to run, so each of them
resumes as a batch does, and `backbeat batch jobs.jsonl --status` says what became of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from backbeat.farms.export import deadline, opencue, openjd, shell
from backbeat.farms.export.farm import JOBS, Farm
from backbeat.farms.job_file import line_of
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import writing

WRITERS: Mapping[str, Callable[[Farm], dict[str, str]]] = {
    "openjd": openjd.files,
    "opencue": opencue.files,
    "deadline": deadline.files,
    "shell": shell.files,
}
"""The farms, by the names that users give."""


def write(farm: Farm, kind: str, jobs_file: Path, overwrite: bool) -> list[Path]:
    """Writes the folder of an export, which is made where it is missing: all of it, or nothing.

    Args:
        farm: what is exported.
        kind: one of `WRITERS`.
        jobs_file: the file the jobs come from, which is not written over.
        overwrite: whether files that are there may be replaced.

    Returns:
        the files.

    Raises:
        RequestError: there are more jobs than such a farm takes.
        OutputError: the folder cannot be written to.
        AlreadyExistsError: a file is there, and may not be replaced.
    """
    jobs = "".join(f"{line_of(job)}\n" for job in farm.jobs)
    texts = {farm.folder / name: text for name, text in WRITERS[kind](farm).items()}
    texts[farm.folder / JOBS] = jobs
    with writing(Inputs((jobs_file,)), texts, overwrite, farm.folder) as transaction:
        for path, text in texts.items():
            transaction.at(path).write_text(text, encoding="utf-8", newline="\n")
    return list(texts)

"""What a worker that was killed in the middle of writing leaves beside its output."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from backbeat.jobs.paths import paths_of
from backbeat.v1.jobs_pb2 import JobRequest

# The names that `backbeat.files.replacing` gives: ".NAME.xxxxxxxx.part", and ".NAME.xxxxxxxx.old"
# for a folder that is being swapped.
_UNFINISHED = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{8}\.(?P<kind>part|old)")


_STEM = "stem"
"""Any file in a folder of stems."""
_WRITTEN = ("output_path", "plot_path", "log_path", "timeline_path")


def outputs_of(request: JobRequest) -> list[Path]:
    """Where the job writes."""
    named = list(paths_of(request))
    stems = [Path(text) / f"{_STEM}.wav" for name, text in named if name == "stems_path"]
    return [Path(text) for name, text in named if name in _WRITTEN] + stems


def remove_leftovers(request: JobRequest) -> list[Path]:
    """Removes the half-written files of a job whose process is gone.

    That is the output and what is written beside it under the same stem (a sync map, a report). A
    folder that was set aside when its process died is put back.

    Returns:
        what was removed or put back.
    """
    return [path for output in outputs_of(request) for path in _removed_beside(output)]


def _removed_beside(output: Path) -> Iterator[Path]:
    if not output.parent.is_dir():
        return
    for path in sorted(output.parent.iterdir()):
        match = _UNFINISHED.fullmatch(path.name)
        if match and (output.stem == _STEM or _belongs(_final(match["name"]), output)):
            _undo(path, output.parent / match["name"], match["kind"])
            yield path


def _final(name: str) -> str:
    """Of a file that was being written beside an unfinished one, the name meant in the end."""
    while inner := _UNFINISHED.fullmatch(name):
        name = inner["name"]
    return name


def _belongs(name: str, output: Path) -> bool:
    return name == output.name or name.startswith(f"{output.stem}.")


def _undo(path: Path, whole: Path, kind: str) -> None:
    if kind == "old" and not whole.exists():
        path.rename(whole)
    elif path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)

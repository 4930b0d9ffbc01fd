"""What an assistant is told of a result: a sentence, and the result as JSON of a bounded size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from google.protobuf import json_format

from backbeat.jobs.paths import paths_of
from backbeat.v1.jobs_pb2 import JobRequest, JobResult

MAX_ITEMS = 50
"""Items of a list that are told: a song has thousands of beats, and an assistant a small memory."""
MAX_CHARACTERS = 40_000
"""Characters of JSON that are told."""
_HEADLINES = 6
_WRITTEN = (
    "output_path", "output_paths", "plot_path", "log_path", "timeline_path", "preview_path",
    "fixed_path", "report_paths", "stem_path", "mix_path", "cue_sheet_path", "credits_path",
    "stems_path", "fixed_folder",
)  # fmt: skip


def told(result: JobResult) -> tuple[dict[str, Any], list[str]]:
    """A result as JSON, and the names of the lists of which only the first items are in it."""
    kind = str(result.WhichOneof("kind"))
    whole = json_format.MessageToDict(
        getattr(result, kind), always_print_fields_with_no_presence=True
    )
    most = MAX_ITEMS
    while True:
        cut: list[str] = []
        told_of = _shortened(whole, most, "", cut)
        if most == 0 or len(json.dumps(told_of)) <= MAX_CHARACTERS:
            return told_of, cut
        most //= 2


def sentence(request: JobRequest, told_of: dict[str, Any], cut: list[str], seconds: float) -> str:
    """What was done, in words.

    Args:
        request: what was asked for.
        told_of: the result, as of `told`.
        cut: the lists that were shortened.
        seconds: that it took.
    """
    kind = str(request.WhichOneof("kind"))
    parts = [f"{kind} is done, in {seconds:.1f} s."]
    heads = [
        f"{name} {value if not isinstance(value, float) else round(value, 3)}"
        for name, value in told_of.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    if heads:
        parts.append(f"{', '.join(heads[:_HEADLINES])}.")
    files = [text for text in _outputs_of(request) if Path(text).exists()]
    if files:
        parts.append(f"Written: {', '.join(files)}.")
    if cut:
        parts.append(
            f"Of {', '.join(cut)} only the first are shown; an output path gets all of them "
            "into a file."
        )
    return " ".join(parts)


def _shortened(value: Any, most: int, where: str, cut: list[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _shortened(inner, most, f"{where}.{key}".strip("."), cut)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        if len(value) > most and where not in cut:
            cut.append(where)
        return [_shortened(inner, most, where, cut) for inner in value[:most]]
    return value


def _outputs_of(request: JobRequest) -> list[str]:
    """The paths that were asked for, of files to be written."""
    return [text for name, text in paths_of(request) if name in _WRITTEN]

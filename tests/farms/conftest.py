from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import commands

JobsFile = Callable[..., Path]


@pytest.fixture(scope="session")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of clicks."""
    return commands.write_clicks(tmp_path_factory.mktemp("song") / "song.wav")


@pytest.fixture
def jobs_file(tmp_path: Path) -> JobsFile:
    """Writes a file of jobs: lines as they are, or objects."""

    def write(*lines: str | dict[str, Any], name: str = "jobs.jsonl") -> Path:
        path = tmp_path / name
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        return path

    return write

"""Files that are read whole are refused where that would never end, or take too much."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from backbeat.cli.edits import music_edits
from backbeat.cli.given_text import text_of
from backbeat.cli.taps import read_taps
from backbeat.errors import BackbeatError, InputError
from backbeat.files.given import check_given
from backbeat.workflows.cut.sync_maps import read_sync_map
from backbeat.workflows.dub.script import read_script
from backbeat.workflows.foley.spotting import cue_files
from backbeat.workflows.plan.files import read_plan


def test_what_is_too_large_is_named_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(InputError, match="too large to be a script: it has 3,000 MB"):
        check_given(path, "a script", 16 << 20)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize(
    "read",
    [
        read_taps,
        read_sync_map,
        read_plan,
        read_script,
        cue_files.text_of,
        lambda path: music_edits(str(path), (), ()),
    ],
    ids=["taps", "sync map", "plan", "script", "cues", "edits"],
)
def test_a_pipe_is_refused_at_once(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "pipe.json"
    os.mkfifo(path)
    with pytest.raises(BackbeatError, match="a device or a pipe"):
        read(path)


def test_a_text_that_fills_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(InputError, match="too large to be a text"):
        text_of(str(path))

"""What may come back from an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.client.transfers.fetching import _target
from backbeat.errors import EngineUnavailableError


@pytest.mark.parametrize(
    "relative",
    [
        *("../out.otio", "/out.otio", "out/../../x", "out\\x", "out:x", "", ".", ".bashrc"),
        *("other.otio", "x/out.otio", "out\n"),
    ],
)
def test_an_engine_writes_nothing_that_was_not_asked_for(tmp_path: Path, relative: str) -> None:
    with pytest.raises(EngineUnavailableError, match="was not asked for"):
        _target(tmp_path, relative, ["out"])


@pytest.mark.parametrize(
    "relative", ["out.otio", "out.syncmap.json", "out.report.html", "out foley/a b.wav"]
)
def test_what_is_named_like_an_output_comes(tmp_path: Path, relative: str) -> None:
    assert _target(tmp_path, relative, ["out"]) == tmp_path / relative

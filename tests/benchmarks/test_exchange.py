"""The page on other formats has the table that the benchmark counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import exchange


def test_the_table_of_our_own_timelines_is_current(tmp_path: Path) -> None:
    counts = exchange.counted(tmp_path, exchange.own_timelines(tmp_path))
    lines = exchange.table("our own, at 8 rates", *counts)
    assert "\n".join(lines) in exchange.PAGE.read_text()


@pytest.mark.whole
@pytest.mark.shared
def test_the_table_of_real_timelines_is_current(shared: Path, tmp_path: Path) -> None:
    counts = exchange.counted(tmp_path, exchange.real_timelines())
    lines = exchange.table("real timelines", *counts)
    assert "\n".join(lines) in exchange.PAGE.read_text()
    for ending in (".xml", ".fcpxml"):
        assert not counts[0][ending]["clips"][False]
        assert not counts[0][ending]["source in"][False]
        assert not counts[0][ending]["speeds"][False]

"""Paired panels: kept by digest, over restarts, in a file of the user's own."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from backbeat.errors import NotFoundError
from backbeat.server.pairing.panels import FILE, PairedPanels


def test_a_panel_stays_paired_over_restarts_and_its_token_is_kept_nowhere(tmp_path: Path) -> None:
    name, token = PairedPanels(tmp_path).add("Premiere on STUDIO-3")
    text = (tmp_path / FILE).read_text()
    assert token not in text
    again = PairedPanels(tmp_path)
    assert again.knows(token)
    assert not again.knows(token[:-1]) and not again.knows("")
    assert [(panel.name, panel.client) for panel in again.all()] == [(name, "Premiere on STUDIO-3")]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_panel_that_is_removed_may_call_no_longer(tmp_path: Path) -> None:
    panels = PairedPanels(tmp_path)
    name, token = panels.add("one")
    _, other = panels.add("two")
    panels.remove(name)
    for known in (panels, PairedPanels(tmp_path)):
        assert not known.knows(token) and known.knows(other)
    with pytest.raises(NotFoundError):
        panels.remove(name)


def test_a_pages_token_ends_with_the_engine(tmp_path: Path) -> None:
    panels = PairedPanels(tmp_path)
    token = panels.add_page()
    assert panels.knows(token)
    assert not PairedPanels(tmp_path).knows(token)
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"panels": [1]}', '{"panels": [{"name": "x"}]}', "\0"]
)
def test_a_damaged_file_stands_for_no_panels(content: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(content)
    panels = PairedPanels(tmp_path)
    assert panels.all() == []
    panels.add("new")
    assert len(json.loads((tmp_path / FILE).read_text())["panels"]) == 1

"""What Adobe's installer lists, in whatever columns, is told apart from what others installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.plugins.premiere_state import Condition, InstalledPanel, installed_panel
from backbeat.version import __version__ as ours

HEAD = """
2 extensions installed for Premiere Pro 2026 (ver 26.3.0)
 Status              Extension Name                      Version
=========            ===============================     ==========
 Enabled             Beat Finder                         2.0.1
"""


def _listed(said: str) -> InstalledPanel:
    return installed_panel(Path("Agent"), lambda _: (0, said))


@pytest.mark.parametrize(
    "row",
    [
        f" Enabled             Backbeat                            {ours}",
        f"Backbeat\t{ours}\tEnabled",
        f"| Backbeat | {ours} | Enabled |",
        f"Enabled Backbeat {ours}",
        f" Aktiviert           Backbeat                            {ours}",
        f" Premiere Pro 26.3   Backbeat                            {ours}   Enabled",
        f" com.backbeat.panel  Backbeat   {ours}  Enabled",
        f"com.backbeat.panel {ours}",
    ],
)
def test_a_row_of_ours_is_known_in_any_columns(row: str) -> None:
    assert _listed(f"{HEAD}{row}\n") == InstalledPanel(Condition.CURRENT, ours)
    assert _listed(f"{row}\r\n") == InstalledPanel(Condition.CURRENT, ours)


@pytest.mark.parametrize(
    "row",
    [
        "",
        " Enabled             Backbeat Pro                        0.1.0",
        " Enabled             My Backbeat                         0.1.0",
        "Enabled Backbeat Pro 0.1.0",
        "Enabled backbeats 0.1.0",
        "No extension installed for Premiere Pro 2026 (ver 26.3.0)",
    ],
)
def test_others_are_not_taken_for_it(row: str) -> None:
    assert _listed(f"{HEAD}{row}\n") == InstalledPanel(Condition.ABSENT)


def test_another_version_is_said_whichever_premiere_has_it() -> None:
    rows = f" Enabled  Backbeat  {ours}\n{HEAD} Enabled  Backbeat  0.0.9\n"
    found = _listed(rows)
    assert (found.condition, found.version) == (Condition.OUTDATED, "0.0.9")
    assert found.faults == (f"it is 0.0.9, this Backbeat is {ours}",)


def test_a_panel_that_is_switched_off() -> None:
    off = f" Disabled  Backbeat  {ours}\n"
    assert _listed(off) == InstalledPanel(Condition.DISABLED, ours)
    assert _listed(f"{off} Enabled  Backbeat  {ours}\n").condition is Condition.CURRENT


def test_what_is_not_known_is_said_with_its_reason() -> None:
    nowhere = installed_panel(None)
    assert nowhere.condition is Condition.UNKNOWN
    assert nowhere.faults == ("Adobe's installer is not on this machine",)
    silent = installed_panel(Path("Agent"), lambda _: (251, "Error\n -267 "))
    assert silent.condition is Condition.UNKNOWN and silent.faults[0].endswith(": Error -267")
    assert _listed(" Enabled  Backbeat").faults == (
        "Adobe's installer lists it without its version",
    )


def test_it_is_asked_as_each_system_wants() -> None:
    asked: list[list[str]] = []

    def run(command: list[str]) -> tuple[int, str]:
        asked.append(command)
        return 0, ""

    installed_panel(Path("Agent"), run)
    installed_panel(Path("Agent.exe"), run)
    assert asked == [["Agent", "--list", "all"], ["Agent.exe", "/list", "all"]]

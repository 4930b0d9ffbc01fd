"""The windows of a run, and the user in front of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backbeat_resolve.host import find_host
from backbeat_resolve.settings import CHOICES, Choice, checked
from backbeat_resolve.windows import Window, windows_of
from tests.doubles.resolve import ui
from tests.doubles.resolve.session import VERSIONS, Session, session
from tests.doubles.resolve.ui import Click, Close, Look, Set

VALUES = checked({"music": "A2", "every": "every bar"}).values


def window_of(held: Session) -> Window:
    found = windows_of(find_host(held.globals), "Snap to Beats")
    assert found is not None
    return found


def asked(held: Session, *steps: ui.Step) -> dict[str, str] | None:
    held.user.steps = list(steps)
    answer = window_of(held).ask(CHOICES, VALUES)
    assert held.user.steps == []
    assert not any(window.shown for window in held.user.windows)
    return answer


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("edition", ["free", "studio"])
def test_windows_are_where_the_edition_has_some(version: str, edition: str) -> None:
    held = session(version, edition)  # type: ignore[arg-type]
    found = windows_of(find_host(held.globals), "x")
    assert (found is not None) == (edition == "studio" or version == "18.6")
    # The question alone is reported to open an advertisement.
    assert not held.world.upsell


def test_without_fusion_or_its_dispatcher_there_are_none() -> None:
    host = find_host(session().globals)
    assert windows_of(host._replace(fusion=None), "x") is None
    assert windows_of(host._replace(bmd=None), "x") is None
    assert windows_of(host._replace(bmd=object()), "x") is None
    assert windows_of(host._replace(fusion=object()), "x") is None


def test_what_was_chosen_before_is_shown_and_ok_gives_it_back() -> None:
    held = session()
    assert asked(held, Click("Go")) == VALUES
    (window,) = held.user.windows
    assert window.title == "Backbeat: Snap to Beats"
    items = window.GetItems()
    for choice in CHOICES:
        if choice.answers:
            assert items[choice.key].items == list(choice.answers)


def test_what_the_user_changes_is_answered() -> None:
    answer = asked(
        session(),
        Set("music", "Text", "Müsik"),
        Set("every", "CurrentText", "every 2nd beat"),
        Set("markers", "CurrentIndex", 2),
        Click("Go"),
    )
    assert answer == {**VALUES, "music": "Müsik", "every": "every 2nd beat", "markers": "none"}


@pytest.mark.parametrize("leaving", [Click("Leave"), Close()])
def test_leaving_answers_nothing(leaving: ui.Step) -> None:
    assert asked(session(), Set("music", "Text", "A7"), leaving) is None


def test_every_choice_says_what_it_is() -> None:
    said: list[tuple[Any, Any]] = []

    def look(window: ui.Window) -> None:
        said.extend((each["Text"], each["ToolTip"]) for each in widgets(window, "Label"))

    asked(session(), Look(look), Click("Go"))
    assert said == [(choice.label, choice.explained) for choice in CHOICES]


def widgets(window: ui.Window, kind: str) -> list[Any]:
    return [each for each in window._root.below() if each.kind == kind]


def test_progress_is_drawn_and_stays_within_its_bar() -> None:
    held = session()
    window = window_of(held)
    for fraction, done in ((-0.5, 0), (0.0, 0), (0.5, 20), (1.0, 40), (1.7, 40)):
        window.show_progress(fraction, f"step {fraction}")
        items = held.user.windows[-1].GetItems()
        assert items["Bar"].Text == "█" * done + "░" * (40 - done)
        assert items["Step"].Text == f"step {fraction}"
    assert len(held.user.windows) == 1
    assert not window.is_cancelled()


@pytest.mark.parametrize("stopping", [Click("Stop"), Close()])
def test_the_user_is_heard_while_work_goes_on(stopping: ui.Step) -> None:
    held = session()
    window = window_of(held)
    assert not window.is_cancelled()
    window.show_progress(0.1, "working")
    assert not window.is_cancelled()
    held.user.steps = [stopping]
    assert window.is_cancelled()
    assert window.is_cancelled()
    assert held.user.steps == []


def test_a_report_alone_lets_the_window_hear_its_button() -> None:
    held = session()
    window = window_of(held)
    window.show_progress(0.1, "working")
    held.user.steps = [Click("Stop")]
    window.show_progress(0.2, "working")
    assert held.user.steps == []


def test_without_steploop_work_goes_on_and_nobody_is_heard() -> None:
    held = session(step_loop=False)
    window = window_of(held)
    window.show_progress(0.1, "working")
    held.user.steps = [Click("Stop")]
    assert not window.is_cancelled()
    assert held.user.steps == [Click("Stop")]
    held.user.steps = [Click("Close")]
    window.show_end("Done.")


@pytest.mark.parametrize("closing", [Click("Close"), Close()])
def test_the_end_takes_the_place_of_progress_until_it_is_closed(closing: ui.Step) -> None:
    held = session()
    window = window_of(held)
    window.show_progress(0.9, "working")
    words: list[str] = []

    def look(shown: ui.Window) -> None:
        words.append(shown.GetItems()["Words"].PlainText)
        assert [each.shown for each in held.user.windows] == [False, True]

    held.user.steps = [Look(look), closing]
    window.show_end("Done.\nAll of it.")
    assert words == ["Done.\nAll of it."]
    assert not any(each.shown for each in held.user.windows)


def test_an_answer_that_a_newer_version_kept_does_not_break_the_window(tmp_path: Path) -> None:
    choice = Choice("every", "Cut on", ("every beat",), "every beat", "")
    held = session()
    held.user.steps = [Click("Go")]
    values = checked({"every": "every 9th beat"}).values
    assert window_of(held).ask([choice], values) == {"every": "every beat"}

"""Windows of the double, and the user who uses them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doubles.resolve.refusals import NotModelled, Stranded, Undocumented
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.ui import Click, Close, Look, Set, Tick


def window(held: Session) -> tuple[Any, Any]:
    """A dispatcher and its window, made the way scripts make them."""
    ui = held.fusion.UIManager
    dispatcher = held.bmd.UIDispatcher(ui)
    made = dispatcher.AddWindow(
        {"ID": "Win", "WindowTitle": "Backbeat", "Geometry": [100, 100, 400, 300]},
        [
            ui.VGroup(
                {"Spacing": 4},
                [
                    ui.Label({"ID": "Says", "Text": "ready", "WordWrap": True}),
                    ui.HGroup(
                        [
                            ui.ComboBox({"ID": "Track"}),
                            ui.HGap(8),
                            ui.CheckBox({"ID": "Markers", "Text": "Markers", "Checked": True}),
                            ui.SpinBox({"ID": "Every", "Value": 1, "Minimum": 1, "Maximum": 16}),
                            ui.LineEdit({"ID": "Name", "Text": "edit"}),
                        ]
                    ),
                    ui.VGap(0, 1),
                    ui.Button({"ID": "Go", "Text": "Go"}),
                    ui.Timer({"ID": "Clock", "Interval": 100}),
                ],
            )
        ],
    )
    made.Find("Track").AddItems(["Audio 1", "Audio 2"])
    return dispatcher, made


def test_the_users_steps_reach_handlers_in_order() -> None:
    held = session()
    dispatcher, made = window(held)
    heard: list[tuple[str, Any]] = []

    def on_go(event: dict[str, Any]) -> None:
        items = made.GetItems()
        heard.append((event["who"], items["Track"].CurrentText))
        heard.append(("checked", items["Markers"].Checked))
        items["Says"].Text = "done"

    made.On.Go.Clicked = on_go
    made.On["Every"].ValueChanged = lambda event: heard.append(("every", made.Find("Every").Value))
    made.On["Win"].Close = lambda event: dispatcher.ExitLoop(3)
    held.user.steps = [
        Set("Track", "CurrentIndex", 1),
        Click("Markers"),
        Set("Every", "Value", 99),
        Click("Go"),
        Look(lambda seen: heard.append(("says", seen.GetItems()["Says"].Text))),
        Close(),
    ]
    made.Show()
    assert dispatcher.RunLoop() == 3
    assert heard == [
        ("every", 16),
        ("Go", "Audio 2"),
        ("checked", False),
        ("says", "done"),
    ]
    assert held.user.windows[0].title == "Backbeat"


def test_a_window_that_nobody_closes_is_an_error() -> None:
    held = session()
    dispatcher, made = window(held)
    made.Show()
    held.user.steps = [Click("Go")]
    with pytest.raises(Stranded, match="waits on"):
        dispatcher.RunLoop()


@pytest.mark.parametrize("state", [{"Enabled": False}, {"Hidden": True}, {"Visible": False}])
def test_what_is_disabled_or_hidden_cannot_be_clicked(state: dict[str, bool]) -> None:
    held = session()
    dispatcher, made = window(held)
    for name, value in state.items():
        setattr(made.Find("Go"), name, value)
    made.Show()
    held.user.steps = [Click("Go")]
    with pytest.raises(Stranded, match="hidden or disabled"):
        dispatcher.RunLoop()


def test_nothing_can_be_clicked_in_a_window_that_does_not_show() -> None:
    held = session()
    dispatcher, made = window(held)
    made.Show()
    made.Hide()
    held.user.steps = [Click("Go")]
    with pytest.raises(Stranded, match="no window shows"):
        dispatcher.RunLoop()


def test_step_loop_does_one_thing_at_a_time_where_it_exists() -> None:
    held = session()
    dispatcher, made = window(held)
    heard: list[str] = []
    made.On.Go.Clicked = lambda event: heard.append("go")
    made.Show()
    held.user.steps = [Click("Go"), Click("Go")]
    dispatcher.StepLoop(False)
    assert heard == ["go"]
    dispatcher.StepLoop()
    dispatcher.StepLoop()
    assert heard == ["go", "go"]
    without = session(step_loop=False)
    assert window(without)[0].StepLoop is None


def test_timers_tell_only_while_they_run() -> None:
    held = session()
    dispatcher, made = window(held)
    heard: list[str] = []
    made.On.Clock.Timeout = lambda event: heard.append("tick")
    made.Show()
    timer = made.Find("Clock")
    held.user.steps = [Tick("Clock"), Look(lambda seen: timer.Start()), Tick("Clock")]
    for _ in range(3):
        dispatcher.StepLoop()
    assert heard == ["tick"]


def test_widgets_properties_and_events_that_nobody_knows_are_errors() -> None:
    held = session()
    ui = held.fusion.UIManager
    _, made = window(held)
    with pytest.raises(Undocumented, match="has no Knob"):
        ui.Knob({})
    with pytest.raises(Undocumented, match="Label has no property 'Caption'"):
        ui.Label({"Caption": "x"})
    with pytest.raises(Undocumented, match="Label has no property 'Value'"):
        made.Find("Says").Value = 1
    with pytest.raises(Undocumented, match="no widget 'Stop'"):
        made.On["Stop"].Clicked = print
    with pytest.raises(Undocumented, match="Label has no event Clicked"):
        made.On["Says"].Clicked = print
    with pytest.raises(Undocumented, match="holds no children"):
        ui.Label({}, [ui.Label({})])
    with pytest.raises(Undocumented, match="no such method"):
        made.Find("Says").AddItem("x")
    with pytest.raises(Undocumented, match="a window has no Explode"):
        made.Explode()
    with pytest.raises(NotModelled, match=r"fusion\.CurrentComp"):
        _ = held.fusion.CurrentComp
    with pytest.raises(NotModelled, match=r"bmd\.wait"):
        held.bmd.wait(1)


def test_the_free_edition_has_no_windows_from_19_1() -> None:
    there = [
        (version, edition)
        for version in ("18.6", "19.1", "21.1")
        for edition in ("free", "studio")
        if session(version, edition).fusion.UIManager is not None
    ]
    assert there == [("18.6", "free"), ("18.6", "studio"), ("19.1", "studio"), ("21.1", "studio")]


def test_the_newest_window_that_shows_is_the_one_in_use() -> None:
    held = session()
    dispatcher, first = window(held)
    ui = held.fusion.UIManager
    second = dispatcher.AddWindow({"ID": "End"}, ui.Button({"ID": "Close", "Text": "Close"}))
    heard: list[str] = []
    first.On.Go.Clicked = lambda event: heard.append("first")

    def on_close(event: dict[str, Any]) -> None:
        heard.append("second")
        second.Hide()

    second.On["Close"].Clicked = on_close
    first.Show()
    second.Show()
    held.user.steps = [Click("Close"), Click("Go")]
    dispatcher.StepLoop()
    dispatcher.StepLoop()
    assert heard == ["second", "first"]
    assert [each.shown for each in held.user.windows] == [True, False]


def test_widgets_hold_what_is_put_into_them() -> None:
    held = session()
    ui = held.fusion.UIManager
    words = ui.TextEdit({"ID": "Words", "Text": "one"})
    assert words.PlainText == "one"
    words.Append("two")
    assert words.PlainText == "one\ntwo"
    words.Text = "three"
    assert words.PlainText == "three"
    words.Clear()
    assert words.PlainText == words.Text == ""
    words.Append("four")
    assert words.PlainText == "four"
    box = ui.ComboBox({"ID": "Box"})
    assert (box.CurrentIndex, box.CurrentText, box.Count) == (-1, "", 0)
    box.AddItem("a")
    box.AddItem("b")
    assert (box.CurrentIndex, box.CurrentText, box.Count) == (0, "a", 2)
    box["CurrentText"] = "b"
    assert box.CurrentIndex == 1
    box.Clear()
    assert (box.CurrentIndex, box.Count) == (-1, 0)
    tree = ui.Tree({"ID": "Tree", "ColumnCount": 2})
    tree.SetHeaderLabels(["name", "frame"])
    row = tree.NewItem()
    row.Text[0] = "beat"
    tree.AddTopLevelItem(row)
    assert [each.Text for each in tree.items] == [{0: "beat"}]
    single = ui.Timer({"ID": "Once", "SingleShot": True})
    single.Start()
    single.Stop()
    assert single.IsActive is False


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Click("Nowhere"), "no such widget"),
        (Tick("Go"), "no such timer"),
    ],
)
def test_steps_that_cannot_be_done_are_errors(step: Any, words: str) -> None:
    held = session()
    dispatcher, made = window(held)
    made.Show()
    held.user.steps = [step]
    with pytest.raises(Stranded, match=words):
        dispatcher.RunLoop()


def test_a_user_waits_for_the_window_that_has_what_they_want() -> None:
    held = session()
    dispatcher, made = window(held)
    made.Show()
    held.user.steps = [Click("Nowhere")]
    dispatcher.StepLoop()
    assert held.user.steps == [Click("Nowhere")]


def test_a_single_shot_ticks_once() -> None:
    held = session()
    dispatcher, made = window(held)
    heard: list[str] = []
    made.On.Clock.Timeout = lambda event: heard.append("tick")
    made.Find("Clock").SingleShot = True
    made.Find("Clock").Start()
    made.Show()
    held.user.steps = [Tick("Clock"), Tick("Clock")]
    dispatcher.StepLoop()
    dispatcher.StepLoop()
    assert heard == ["tick"]


def test_windows_made_wrong_are_errors() -> None:
    held = session()
    ui = held.fusion.UIManager
    with pytest.raises(Undocumented, match="takes properties and children"):
        ui.Label("text")
    with pytest.raises(Undocumented, match="a child that is no widget"):
        ui.VGroup(["text"])
    with pytest.raises(Undocumented, match=r"takes fusion\.UIManager"):
        held.bmd.UIDispatcher(None)

"""What the user chose: kept, checked, and told to the engine in its own words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from hypothesis import given
from hypothesis import strategies as st

from backbeat.v1.cutting_pb2 import (
    LINKED_SOUND_SKIP,
    LINKED_SOUND_SPLIT,
    MARKER_CHOICE_BEATS,
    MARKER_CHOICE_DOWNBEATS,
    MARKER_CHOICE_NONE,
    SnapOptions,
)
from backbeat_resolve import settings
from backbeat_resolve.settings import CHOICES, checked, load, save

DEFAULTS = {choice.key: choice.default for choice in CHOICES}


def options(**values: str) -> SnapOptions:
    return ParseDict(checked(values).snap_options(), SnapOptions())


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert (found.values, found.complaints) == (DEFAULTS, [])
    assert options() == SnapOptions(
        markers=MARKER_CHOICE_BEATS, linked_sound=LINKED_SOUND_SPLIT, tolerance_frames=0
    )


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.key)
def test_every_default_is_an_answer(choice: settings.Choice) -> None:
    assert not choice.answers or choice.answers[0] == choice.default
    assert choice.label
    assert choice.explained


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    values = dict(DEFAULTS, music="Müsik 2", every="every bar", tolerance="12", markers="none")
    save(tmp_path, values)
    assert load(tmp_path) == settings.Settings(values, [])
    assert [path.name for path in tmp_path.iterdir()] == [settings.FILE]


def test_a_save_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, dict(DEFAULTS, music="A2"))

    def full(self: Path, *given: Any, **named: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        save(tmp_path, DEFAULTS)
    monkeypatch.undo()
    assert load(tmp_path).values["music"] == "A2"


@pytest.mark.parametrize(
    ("values", "meant"),
    [
        ({"every": "every 2nd beat"}, {"every_beats": 2}),
        ({"every": "every bar"}, {"every_bars": 1}),
        ({"every": "every 2nd bar"}, {"every_bars": 2}),
        ({"every": "every 4th bar"}, {"every_bars": 4}),
        ({"tolerance": "7"}, {"tolerance_frames": 7}),
        ({"markers": "downbeats"}, {"markers": MARKER_CHOICE_DOWNBEATS}),
        ({"markers": "none"}, {"markers": MARKER_CHOICE_NONE}),
        ({"linked_sound": "leave the cut"}, {"linked_sound": LINKED_SOUND_SKIP}),
    ],
)
def test_answers_are_the_contracts(values: dict[str, str], meant: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"markers": MARKER_CHOICE_BEATS, "linked_sound": LINKED_SOUND_SPLIT}
    assert options(**values) == SnapOptions(**{**usual, **meant})


def test_every_answer_is_known_to_the_contract() -> None:
    for choice in CHOICES:
        for answer in choice.answers:
            assert checked({choice.key: answer}).complaints == []
            options(**{choice.key: answer})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("every", "every 3rd beat"), ("markers", "Beats"), ("linked_sound", "")),
        *(("tolerance", "-1"), ("tolerance", "two"), ("tolerance", "100000"), ("tolerance", "1.5")),
        *(("tolerance", "²"), ("tolerance", ""), ("music", "  "), ("preset", "")),
        *(("markers", None), ("every", ["every bar"])),
    ],
)
def test_an_answer_that_makes_no_sense_is_told_and_the_default_taken(key: str, value: Any) -> None:
    found = checked({key: value})
    assert found.values == DEFAULTS
    (complaint,) = found.complaints
    assert f"“{str(value).strip()}” is no answer" in complaint
    assert f"{DEFAULTS[key]} is taken" in complaint


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"x"', "null", "\ufeff{}"])
def test_a_file_that_is_none_counts_as_no_file(tmp_path: Path, text: str) -> None:
    (tmp_path / settings.FILE).write_text(text, encoding="utf-8")
    assert load(tmp_path) == settings.Settings(DEFAULTS, [])


def test_a_file_that_another_editor_wrote_is_read(tmp_path: Path) -> None:
    text = "\ufeff" + json.dumps({"music": "Musik ö", "tolerance": 3, "no_report": 1})
    (tmp_path / settings.FILE).write_text(text, encoding="utf-8")
    found = load(tmp_path)
    assert (found.values["music"], found.values["tolerance"]) == ("Musik ö", "3")
    assert found.complaints == []


@given(
    st.dictionaries(
        st.sampled_from(list(DEFAULTS)),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(),
            st.text("abey 012²٣-.,", max_size=9),
        ),
    )
)
def test_whatever_was_written_the_engine_gets_options_it_knows(said: dict[str, Any]) -> None:
    found = checked(said)
    assert set(found.values) == set(DEFAULTS)
    assert checked(found.values) == settings.Settings(found.values, [])
    ParseDict(found.snap_options(), SnapOptions())


def test_what_place_foley_asks_for() -> None:
    assert checked({}).foley_request() == {
        "spotOnly": False, "sources": [], "libraryPaths": [], "placeFrom": 0.0,
    }  # fmt: skip
    asked = {
        "foley": "markers only", "foley_sounds": "made only", "foley_library": "/s ü",
        "foley_from": "0.75",
    }  # fmt: skip
    assert checked(asked).foley_request() == {
        "spotOnly": True, "sources": ["synthesis"], "libraryPaths": ["/s ü"], "placeFrom": 0.75,
    }  # fmt: skip
    for wrong in ("2", "75 %", "0.12345", "-1"):
        settings = checked({"foley_from": wrong})
        assert settings.foley_request()["placeFrom"] == 0.0
        assert wrong in settings.complaints[0]

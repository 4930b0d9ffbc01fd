"""Splices change what they mean, in the text's own layout, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.timeline.jsontext import JsonText
from backbeat.timeline.splice import Literal, Splices

LAYOUTS: list[dict[str, Any]] = [
    {"indent": 4},
    {"indent": 2},
    {"indent": "\t"},
    {"indent": None},
    {"separators": (",", ":")},
]
keys = st.text(max_size=6)
simple = st.integers() | st.text(max_size=6) | st.lists(st.integers(), max_size=3)
objects = st.dictionaries(keys, simple | st.dictionaries(keys, simple, max_size=3), max_size=5)


def spliced(source: Any, layout: dict[str, Any], key: str, value: Any) -> bytes:
    text = JsonText(json.dumps(source, **layout).encode())
    splices = Splices(text)
    splices.set_member(text.root, key, value, 0)
    return splices.apply()


@given(source=objects, key=keys, value=simple | objects, layout=st.sampled_from(LAYOUTS))
def test_setting_a_member_reads_back_as_set(
    source: dict[str, Any], key: str, value: Any, layout: dict[str, Any]
) -> None:
    assert json.loads(spliced(source, layout, key, value)) == {**source, key: value}


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
@pytest.mark.parametrize("source", [{"a": {"b": [1, {"c": 2}]}, "z": []}], ids=["nested"])
def test_a_new_member_is_laid_out_as_json_would(source: Any, layout: dict[str, Any]) -> None:
    value = {"k": [1, {"x": "é"}], "e": {}}
    assert spliced(source, layout, "new", value).decode() == json.dumps(
        {**source, "new": value}, **layout
    )


@given(
    elements=st.lists(st.integers() | objects, max_size=6),
    added=st.lists(st.integers() | objects, max_size=3),
    layout=st.sampled_from(LAYOUTS),
    data=st.data(),
)
def test_elements_go_and_come(
    elements: list[Any], added: list[Any], layout: dict[str, Any], data: st.DataObject
) -> None:
    keep = data.draw(st.lists(st.booleans(), min_size=len(elements), max_size=len(elements)))
    text = JsonText(json.dumps({"m": elements}, **layout).encode())
    owner = text.find(("m",))
    assert owner is not None
    splices = Splices(text)
    splices.change_elements(owner, keep, added, 1)
    kept = [element for element, wanted in zip(elements, keep, strict=True) if wanted]
    assert json.loads(splices.apply()) == {"m": kept + added}


def test_line_ends_and_letters_of_the_file_are_kept() -> None:
    raw = '{\r\n  "å": 1\r\n}'.encode()
    text = JsonText(raw)
    splices = Splices(text)
    splices.set_member(text.root, "b", ["ö"], 0)
    assert splices.apply().decode() == '{\r\n  "å": 1,\r\n  "b": [\r\n    "ö"\r\n  ]\r\n}'


def test_a_literal_keeps_its_spelling() -> None:
    text = JsonText(b'{"a": 1e3}')
    splices = Splices(text)
    found = text.find(("a",))
    assert found is not None
    splices.replace(found, Literal("1.50"))
    assert splices.apply() == b'{"a": 1.50}'

"""A tree that was changed comes back as the text with those changes and no others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.timeline.jsontext import JsonText
from backbeat.timeline.jsontree import copied, parsed, rewritten
from backbeat.timeline.numbers import Spelled, added, number, spelled, spelling

keys = st.text(max_size=4)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(keys, values, max_size=5)
LAYOUTS: list[dict[str, Any]] = [{"indent": 4}, {"indent": None}, {"separators": (",", ":")}]


def same(one: Any, other: Any) -> bool:
    """As JSON: true is not 1 here."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(before=objects, after=objects, layout=st.sampled_from(LAYOUTS))
def test_any_tree_becomes_any_other(
    before: dict[str, Any], after: dict[str, Any], layout: dict[str, Any]
) -> None:
    text = JsonText(json.dumps(before, **layout).encode())
    assert json.loads(rewritten(text, before, after)) == after


@given(tree=objects, layout=st.sampled_from(LAYOUTS))
def test_an_unchanged_tree_gives_the_same_bytes(
    tree: dict[str, Any], layout: dict[str, Any]
) -> None:
    data = json.dumps(tree, **layout).encode()
    found = parsed(data)
    assert same(found, tree)
    assert rewritten(JsonText(data), found, copied(found)) == data


@given(tree=objects, added_key=keys, value=values, dropped=st.integers(0, 4))
def test_members_come_and_go(
    tree: dict[str, Any], added_key: str, value: Any, dropped: int
) -> None:
    outer = {"schema": "x", "in": tree, "last": 1}
    data = json.dumps(outer, indent=2).encode()
    after = copied(parsed(data))
    for key in list(tree)[:dropped]:
        del after["in"][key]
    after["in"][added_key] = value
    del after["last"]
    assert json.loads(rewritten(JsonText(data), parsed(data), after)) == after


def test_what_is_moved_keeps_the_spelling_of_its_numbers() -> None:
    data = b'{"a": 1, "b": {"x": 1.0e3, "y": 20.000000000000004}}'
    after = copied(parsed(data))
    after["c"] = {"d": after.pop("b")}
    assert rewritten(JsonText(data), parsed(data), after) == (
        b'{"a": 1, "c": {"d": {"x": 1.0e3, "y": 20.000000000000004}}}'
    )


def test_of_a_key_given_twice_the_first_counts() -> None:
    data = b'{"a": 1, "a": 2}'
    after = copied(parsed(data))
    assert after == {"a": 1}
    after["a"] = 3
    assert rewritten(JsonText(data), {"a": 1}, after) == b'{"a": 3, "a": 2}'


@pytest.mark.parametrize("word", ["NaN", "Inf", "Infinity", "-Infinity"])
def test_what_opentimelineio_writes_for_no_number_is_kept(word: str) -> None:
    data = f'{{"Inf": [{word}, "Inf"], "b": 1}}'.encode()
    after = copied(parsed(data))
    after["b"] = 2
    assert rewritten(JsonText(data), parsed(data), after) == data.replace(b"1}", b"2}")


def test_a_byte_order_mark_is_no_part_of_the_tree() -> None:
    data = b'\xef\xbb\xbf{"a": 1}'
    assert rewritten(JsonText(data), parsed(data), {"a": 2}) == b'\xef\xbb\xbf{"a": 2}'


def test_numbers_keep_their_style() -> None:
    assert spelling(Spelled("1.50")) == "1.50"
    assert (added("24", 2), added("24.0", 2), added("20.50", 2)) == ("26", "26.0", "22.50")
    assert (spelled(3, "24"), spelled(3, "24.0")) == ("3", "3.0")
    assert isinstance(number("24.0"), Spelled) and number("24") == 24


def test_a_whole_number_may_become_a_float() -> None:
    data = b'{"rate": 24, "times": [{"value": 1}, {"value": 2.0}]}'
    after = copied(parsed(data))
    after["rate"], after["times"][0]["value"] = number("24.0"), 1.0
    assert rewritten(JsonText(data), parsed(data), after) == (
        b'{"rate": 24.0, "times": [{"value": 1.0}, {"value": 2.0}]}'
    )

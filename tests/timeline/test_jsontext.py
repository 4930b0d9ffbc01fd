"""The structural index finds every value of any JSON text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.timeline.jsontext import JsonText, MalformedJsonError, Span

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=25,
)
layouts = st.sampled_from([None, 0, 1, 4, "\t"])


def agrees(text: JsonText, span: Span, value: Any) -> bool:
    if isinstance(value, dict):
        members = text.members(span)
        return members.keys() == value.keys() and all(
            agrees(text, members[key], value[key]) for key in value
        )
    if isinstance(value, list):
        elements = text.elements(span)
        return len(elements) == len(value) and all(map(agrees, [text] * 99, elements, value))
    return text.value(span) == value


@given(value=st.lists(values) | st.dictionaries(st.text(), values), layout=layouts, ascii=...)
def test_every_value_is_where_json_says(value: Any, layout: Any, ascii: bool) -> None:
    text = JsonText(json.dumps(value, indent=layout, ensure_ascii=ascii).encode())
    assert agrees(text, text.root, value)


@pytest.mark.parametrize(
    "raw",
    [r'{"a": "\\"}', r'{"a": "\\\""}', r'{"a\"b": ["}", "\\\\"]}', '{"a": "{[,:"}', "[[], {}, 1]"],
)
def test_escapes_and_brackets_inside_strings(raw: str) -> None:
    text = JsonText(raw.encode())
    assert agrees(text, text.root, json.loads(raw))


def test_first_of_two_equal_keys_counts() -> None:
    text = JsonText(b'{"a": 1, "a": 2}')
    assert text.value(text.members(text.root)["a"]) == 1


def test_a_byte_order_mark_is_passed_over() -> None:
    text = JsonText(b'\xef\xbb\xbf{"a": [10, 20]}')
    found = text.find(("a", 1))
    assert found is not None
    assert text.text(found) == "20"


def test_what_is_not_there_is_none() -> None:
    text = JsonText(b'{"a": [1], "b": 2}')
    assert text.find(("a", 1)) is None
    assert text.find(("c",)) is None
    assert text.find(("b", "x")) is None


@pytest.mark.parametrize("raw", [b'{"a": 1', b'["]', b"]", b"3", b"", b"}{"])
def test_what_does_not_pair_up_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedJsonError):
        _ = JsonText(raw).root

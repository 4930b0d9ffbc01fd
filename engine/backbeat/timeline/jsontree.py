"""A JSON text as a tree of plain objects, and the changes of the tree written back to the text.

For repairs of many members of many objects; single edits are splices.
"""

from __future__ import annotations

import json
import re
from typing import Any

from backbeat.timeline.jsontext import BOM, JsonText, Span
from backbeat.timeline.numbers import Spelled
from backbeat.timeline.splice import Splices

_STRING_OR_INF = re.compile(r'"(?:[^"\\]|\\.)*"|\bInf\b')


def parsed(data: bytes) -> Any:
    """The tree of a text; numbers keep their spelling, and of a repeated key the first counts.

    `Inf`, which OpenTimelineIO writes and reads, is accepted.

    Raises:
        ValueError: it is not JSON.
    """
    return loads(data, parse_float=Spelled, parse_constant=Spelled, object_pairs_hook=_keep_first)


def loads(data: bytes, **options: Any) -> Any:
    """`json.loads`, which also takes a byte-order mark and OpenTimelineIO's `Inf`.

    Args:
        data: UTF-8.
        options: as for `json.loads`.

    Raises:
        ValueError: it is not JSON.
    """
    text = data.removeprefix(BOM).decode()
    try:
        return json.loads(text, **options)
    except json.JSONDecodeError:
        if "Inf" not in text:
            raise
        return json.loads(_STRING_OR_INF.sub(_json_infinity, text), **options)


def copied(tree: Any) -> Any:
    """A copy of a tree, with the same scalars."""
    if isinstance(tree, dict):
        return {key: copied(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [copied(value) for value in tree]
    return tree


def rewritten(text: JsonText, before: Any, after: Any) -> bytes:
    """The text with every change from `before` to `after` made, and all other bytes as they are.

    Args:
        text: the present text.
        before: its tree, from `parsed`.
        after: the changed copy. 1 and 1.0 are different numbers: some programs read one only.
    """
    splices = Splices(text)
    _change(splices, text, text.root, before, after, 0)
    return splices.apply()


def _change(
    splices: Splices, text: JsonText, span: Span, before: Any, after: Any, depth: int
) -> None:
    if before == after and _is_same(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        _change_object(splices, text, span, before, after, depth)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for item, old, new in zip(text.elements(span), before, after, strict=True):
            _change(splices, text, item, old, new, depth + 1)
    else:
        splices.replace(span, after, depth)


def _is_same(before: Any, after: Any) -> bool:
    """Whether what is equal has no 1 for a 1.0 either."""
    if isinstance(before, list):
        return all(map(_is_same, before, after))
    if isinstance(before, dict):
        return all(_is_same(value, after[key]) for key, value in before.items())
    return isinstance(before, float) == isinstance(after, float)


def _change_object(
    splices: Splices,
    text: JsonText,
    span: Span,
    before: dict[str, Any],
    after: dict[str, Any],
    depth: int,
) -> None:
    members = text.members(span)
    removed = before.keys() - after.keys()
    if next(iter(members), None) in removed:
        splices.replace(span, after, depth)
        return
    for key, member in members.items():
        if key in removed:
            splices.drop_member(span, key)
        else:
            _change(splices, text, member, before[key], after[key], depth + 1)
    splices.add_members(
        span, {key: value for key, value in after.items() if key not in before}, depth
    )


def _keep_first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else dict(reversed(pairs))


def _json_infinity(match: re.Match[str]) -> str:
    found = match.group()
    return "Infinity" if found == "Inf" else found

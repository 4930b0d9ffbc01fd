"""JSON text with the position of every value, so that edits change only the bytes they need to.

Reading and writing with OpenTimelineIO respells numbers, sorts keys and drops unknown fields. Here
the text is kept: a structural index (quotes, then brackets, colons and commas outside
strings, found with numpy in a few passes) leads to the span of any value, and edits are splices.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

BOM = b"\xef\xbb\xbf"
"""A byte-order mark, which some writers put before UTF-8."""
_QUOTE, _BACKSLASH = ord('"'), ord("\\")
_OPENS, _CLOSES = b"{[", b"}]"
_BRACE, _COLON = b"{:"
_WHITESPACE = b" \t\r\n"


class MalformedJsonError(ValueError):
    """The brackets or quotes of the text do not pair up."""


class Span(NamedTuple):
    """One value of the text, `data[start:end]`, with the position of its bracket in the index."""

    start: int
    end: int
    bracket: int
    """Position in the structural index of its opening bracket; -1 for a scalar."""


class JsonText:
    """A JSON text with a structural index. Values are parsed only when they are accessed.

    Args:
        data: valid JSON in UTF-8, with or without a byte-order mark; of errors only unpaired
            brackets and quotes are detected.

    Attributes:
        depth: levels of nesting.

    Raises:
        MalformedJsonError: brackets or quotes do not pair up.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        positions, marks = _structure(np.frombuffer(data, np.uint8))
        self._positions = positions.data
        self._marks = marks.data
        partner, self.depth = _pair(marks)
        self._partner = partner.data
        self._keys: dict[bytes, str] = {}

    @cached_property
    def root(self) -> Span:
        """The outermost object or array.

        Raises:
            MalformedJsonError: the text holds neither.
        """
        if not len(self._marks) or self._marks[0] not in _OPENS:
            raise MalformedJsonError("no object or array")
        return self._container(0)

    @property
    def first_colon(self) -> int | None:
        """Byte position of the colon after the root's first key; None without one."""
        if len(self._marks) > 1 and self._marks[1] == _COLON:
            return self._positions[1]
        return None

    def text(self, span: Span) -> str:
        """The text of a value."""
        return self.data[span.start : span.end].decode()

    def value(self, span: Span) -> object:
        """The value as Python's json reads it."""
        return json.loads(self.data[span.start : span.end])

    def members(self, span: Span) -> dict[str, Span]:
        """The members of an object; of a repeated key the first, as in OpenTimelineIO.

        Empty for other values.
        """
        if span.bracket < 0 or self._marks[span.bracket] != _BRACE:
            return {}
        found: dict[str, Span] = {}
        for key, item in self.entries(span):
            found.setdefault(key, item)
        return found

    def entries(self, span: Span) -> Iterator[tuple[str, Span]]:
        """The keys and values of an object in order; those of an array have empty keys.

        Empty for scalars.
        """
        if span.bracket >= 0:
            for key, item in self._entries(span):
                yield (self._key(key) if key else ""), item

    def elements(self, span: Span) -> list[Span]:
        """The elements of an array; empty for other values."""
        if span.bracket < 0 or self._marks[span.bracket] == _BRACE:
            return []
        return [item for _, item in self._entries(span)]

    def find(self, path: tuple[str | int, ...], start: Span | None = None) -> Span | None:
        """The value at `path` (keys and indices) below `start` or the root; None if absent."""
        span = start or self.root
        for step in path:
            if span.bracket < 0:
                return None
            if isinstance(step, int):
                items = self.elements(span)
                if step >= len(items):
                    return None
                span = items[step]
            else:
                inside = self.members(span)
                if step not in inside:
                    return None
                span = inside[step]
        return span

    def _key(self, raw: bytes) -> str:
        key = self._keys.get(raw)
        if key is None:
            # A file has few different keys, and repeats each many times.
            key = self._keys[raw] = str(json.loads(raw))
        return key

    def _container(self, bracket: int) -> Span:
        close = self._partner[bracket]
        return Span(self._positions[bracket], self._positions[close] + 1, bracket)

    def _entries(self, span: Span) -> Iterator[tuple[bytes, Span]]:
        """The key in its spelling (empty in an array) and the value of each entry."""
        data, positions, marks, partner = self.data, self._positions, self._marks, self._partner
        close = partner[span.bracket]
        is_object = marks[span.bracket] == _BRACE
        at, begin, key = span.bracket + 1, span.start + 1, b""
        while at <= close:
            if is_object and marks[at] == _COLON:
                key = data[begin : positions[at]].strip(_WHITESPACE)
                begin = positions[at] + 1
                at += 1
            if marks[at] in _OPENS:
                item = Span(positions[at], positions[partner[at]] + 1, at)
                at = partner[at] + 1
            else:
                raw = data[begin : positions[at]].lstrip(_WHITESPACE)
                start = positions[at] - len(raw)
                end = start + len(raw.rstrip(_WHITESPACE))
                if start == end:
                    return
                item = Span(start, end, -1)
            yield key, item
            begin = positions[at] + 1
            at += 1


def _structure(data: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Positions and bytes of the brackets, colons and commas outside strings."""
    is_structural = np.zeros(256, bool)
    is_structural[list(b'{}[]:,"')] = True
    positions = np.flatnonzero(is_structural[data])
    marks = data[positions]
    quotes = marks == _QUOTE
    before = data[np.maximum(positions - 1, 0)] == _BACKSLASH
    possibly_escaped = np.flatnonzero(quotes & before)
    if len(possibly_escaped):
        escaped = possibly_escaped[_are_escaped(data, positions[possibly_escaped])]
        quotes[escaped] = False
        marks = marks.copy()
        marks[escaped] = 0
    inside = np.cumsum(quotes, dtype=np.int64) & 1
    if len(inside) and inside[-1]:
        raise MalformedJsonError("a string is never closed")
    keep = (inside == 0) & ~quotes & (marks != 0)
    return positions[keep], marks[keep]


def _are_escaped(
    data: npt.NDArray[np.uint8], positions: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Whether an odd number of backslashes stands before each of the quotes at `positions`."""
    backslashes = np.flatnonzero(data == _BACKSLASH)
    starts = backslashes[np.diff(backslashes, prepend=-2) != 1]
    run = positions - starts[np.searchsorted(starts, positions) - 1]
    odd: npt.NDArray[np.bool_] = run % 2 == 1
    return odd


def _pair(marks: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int64], int]:
    """For each opening bracket the index of its closing one, -1 for the rest; and the depth."""
    opens = np.isin(marks, list(_OPENS))
    closes = np.isin(marks, list(_CLOSES))
    depth = np.cumsum(opens.astype(np.int32) - closes.astype(np.int32))
    if len(depth) and (depth.min() < 0 or depth[-1] != 0):
        raise MalformedJsonError("brackets do not pair up")
    at_open, at_close = np.flatnonzero(opens), np.flatnonzero(closes)
    # The nth opening at a depth belongs to the nth closing that returns from it.
    order_open = np.argsort(depth[at_open], kind="stable")
    order_close = np.argsort(depth[at_close] + 1, kind="stable")
    partner = np.full(len(marks), -1, np.int64)
    partner[at_open[order_open]] = at_close[order_close]
    return partner, int(depth.max(initial=0))

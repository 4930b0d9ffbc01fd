"""Splices of a JSON text: replaced spans, written in the style of the text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from json.encoder import encode_basestring, encode_basestring_ascii
from math import isfinite

from backbeat.timeline.jsontext import JsonText, Span
from backbeat.timeline.numbers import Spelled

_HOLE_MARK = "\0"
"""Delimiter around a hole's name: a character that JSON text never holds unescaped."""


class Literal(str):
    """JSON that is written into the text as it is, such as a number with its spelling."""

    __slots__ = ()


class Hole(Literal):
    """A placeholder in a stencil; its text is the name of the value."""

    __slots__ = ()


class Stencil:
    """JSON text with placeholders, serialised once and filled in many times."""

    def __init__(self, spelled: str, quoted: Callable[[str], str]) -> None:
        parts = spelled.split(_HOLE_MARK)
        self._first, self._fixed, self._names = parts[0], parts[2::2], parts[1::2]
        self._quoted = quoted

    def fill(self, values: Mapping[str, object]) -> Literal:
        """The JSON with a scalar in every hole, for the depth that the stencil was made for."""
        pieces = [self._first]
        for name, fixed in zip(self._names, self._fixed, strict=True):
            pieces += [_scalar(values[name], self._quoted), fixed]
        return Literal("".join(pieces))


class Splices:
    """Collects edits of one text; `apply` gives the new bytes. Edits must not overlap."""

    def __init__(self, text: JsonText) -> None:
        self._text = text
        self._edits: list[tuple[int, int, bytes]] = []

    def replace(self, span: Span, value: object, depth: int = 0) -> None:
        """Replaces the value at `span`, which lies at `depth`, by `value`."""
        spelled = self._style.spell(value, depth).encode()
        self._edits.append((span.start, span.end, spelled))

    def set_member(self, owner: Span, key: str, value: object, depth: int) -> None:
        """Sets a member of the object `owner`, which lies at `depth` (the root is 0)."""
        members = self._text.members(owner)
        if key in members:
            self.replace(members[key], value, depth + 1)
            return
        self.add_members(owner, {key: value}, depth)

    def add_members(self, owner: Span, added: Mapping[str, object], depth: int) -> None:
        """Appends members that the object `owner`, which lies at `depth`, does not have."""
        entries = [
            f"{json.dumps(key)}{self._style.colon}{self._style.spell(value, depth + 1)}"
            for key, value in added.items()
        ]
        self._append(owner, list(self._text.members(owner).values()), entries, depth)

    def drop_member(self, owner: Span, key: str) -> None:
        """Removes a member of the object `owner`; it must not be the first."""
        members = self._text.members(owner)
        place = list(members).index(key)
        before = list(members.values())[place - 1]
        self._edits.append((before.end, members[key].end, b""))

    def change_elements(
        self, owner: Span, keep: Sequence[bool], added: Sequence[object], depth: int
    ) -> None:
        """Removes the elements of the array `owner` with `keep` False, and appends `added`."""
        elements = self._text.elements(owner)
        kept = [item for item, is_kept in zip(elements, keep, strict=True) if is_kept]
        entries = [self._style.spell(value, depth + 1) for value in added]
        if len(kept) == len(elements):
            self._append(owner, elements, entries, depth)
            return
        spelled = [self._text.text(item) for item in kept] + entries
        self._edits.append((owner.start, owner.end, self._style.array(spelled, depth).encode()))

    def insert_elements(
        self, owner: Span, before: Mapping[int, Sequence[object]], depth: int
    ) -> None:
        """Inserts elements before those at some indices of the array `owner`."""
        elements = self._text.elements(owner)
        comma = self._style.comma(depth + 1)
        for index, values in before.items():
            spelled = [self._style.spell(value, depth + 1) for value in values]
            at = elements[index].start
            self._edits.append((at, at, "".join(f"{text}{comma}" for text in spelled).encode()))

    def stencil(self, template: object, depth: int) -> Stencil:
        """A stencil for values at `depth` that differ only in the `Hole`s of `template`."""
        return Stencil(self._style.spell(template, depth), self._style.quoted)

    def apply(self) -> bytes:
        """The text with every edit made."""
        pieces: list[bytes] = []
        done = 0
        for start, end, replacement in sorted(self._edits):
            pieces += [self._text.data[done:start], replacement]
            done = end
        pieces.append(self._text.data[done:])
        return b"".join(pieces)

    def _append(self, owner: Span, present: list[Span], entries: list[str], depth: int) -> None:
        if not entries:
            return
        inner = self._style.line(depth + 1)
        joined = f"{self._style.comma(depth + 1)}".join(entries)
        if present:
            at = present[-1].end
            self._edits.append((at, at, f"{self._style.comma(depth + 1)}{joined}".encode()))
        else:
            inside = f"{inner}{joined}{self._style.line(depth)}"
            self._edits.append((owner.start + 1, owner.end - 1, inside.encode()))

    @cached_property
    def _style(self) -> _Style:
        return _Style.of(self._text)


def _scalar(value: object, quoted: Callable[[str], str]) -> str:
    if isinstance(value, str):
        return value if isinstance(value, Literal) else quoted(value)
    if isinstance(value, Spelled):
        return value.text
    # The same text as json.dumps gives, in less time.
    if type(value) is int or (type(value) is float and isfinite(value)):
        return repr(value)
    return json.dumps(value, allow_nan=False)


def _colon(data: bytes, at: int | None) -> str:
    """The first colon with the space around it."""
    if at is None:
        return ": "
    start, end = at, at + 1
    while data[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    while data[end : end + 1] in (b" ", b"\t"):
        end += 1
    return data[start:end].decode()


class _Style:
    """The layout of a JSON text, taken from its first member."""

    def __init__(self, newline: str, unit: str, colon: str, comma_space: str, ascii_only: bool):
        self._lines: dict[int, str] = {}
        self._newline = newline
        self._unit = unit
        self.colon = colon
        self._comma_space = comma_space
        self.quoted = encode_basestring_ascii if ascii_only else encode_basestring

    @classmethod
    def of(cls, text: JsonText) -> _Style:
        data = text.data
        start = text.root.start + 1
        first = start
        while data[first : first + 1] in (b" ", b"\t", b"\r", b"\n"):
            first += 1
        lead = data[start:first].decode()
        newline = "\r\n" if "\r\n" in lead else "\n" if "\n" in lead else ""
        unit = lead.rpartition("\n")[2] if newline else ""
        colon = _colon(data, text.first_colon)
        return cls(newline, unit, colon, " " if " " in colon else "", data.isascii())

    def line(self, depth: int) -> str:
        """The line break and indentation before an entry at `depth`."""
        line = self._lines.get(depth)
        if line is None:
            line = f"{self._newline}{self._unit * depth}" if self._newline else ""
            self._lines[depth] = line
        return line

    def comma(self, depth: int) -> str:
        """The separator between two entries at `depth`."""
        return f",{self.line(depth)}" if self._newline else f",{self._comma_space}"

    def array(self, spelled: Sequence[str], depth: int) -> str:
        """The array of serialised entries."""
        return self._wrap("[", spelled, "]", depth)

    def spell(self, value: object, depth: int) -> str:
        """JSON for `value`, which itself lies at `depth`."""
        if isinstance(value, Hole):
            return f"{_HOLE_MARK}{value}{_HOLE_MARK}"
        if isinstance(value, dict):
            inner, colon, quoted = depth + 1, self.colon, self.quoted
            members = [
                f"{quoted(key)}{colon}{self.spell(item, inner)}" for key, item in value.items()
            ]
            return self._wrap("{", members, "}", depth)
        if isinstance(value, list | tuple):
            return self._wrap("[", [self.spell(item, depth + 1) for item in value], "]", depth)
        return _scalar(value, self.quoted)

    def _wrap(self, left: str, entries: Sequence[str], right: str, depth: int) -> str:
        if not entries:
            return left + right
        inner = self.line(depth + 1)
        comma = f",{inner}" if inner else f",{self._comma_space}"
        return f"{left}{inner}{comma.join(entries)}{self.line(depth)}{right}"

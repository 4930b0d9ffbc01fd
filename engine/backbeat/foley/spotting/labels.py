"""The text of a spotting marker: words and tags, "footstep gravel {cat=FEETHmn} $gain=-6 [FOLEY]".

The grammar is that of ptulsconv, which sound editors use in Pro Tools: `$NAME=VALUE`,
`{NAME=VALUE with spaces}` and `[FLAG]`; the rest are words. Names are read in either case. What is
read is written back byte for byte where nothing was changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_NAME = r"[A-Za-z][A-Za-z0-9_]*"
_TOKEN = re.compile(
    rf"\$(?P<short>{_NAME})=(?P<plain>[^\s\[\]{{}}$]+)"
    rf"|\{{(?P<long>{_NAME})=(?P<spaced>[^{{}}]*)\}}"
    rf"|\[(?P<flag>{_NAME}(?: {_NAME})*)\]"
)
_PLAIN = re.compile(r"[^\s\[\]{}$]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a label: words, a tag, or a flag."""

    raw: str
    """As it is written."""
    name: str = ""
    """Of a tag or a flag; empty for words."""
    value: str | None = None
    """Of a tag; None for words and flags."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in its parts; their texts joined are the label."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "".join(part.raw for part in self.parts)

    @property
    def words(self) -> str:
        """What stands outside tags, with single spaces."""
        return " ".join(" ".join(part.raw for part in self.parts if not part.name).split())

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags as they are written."""
        return tuple(part.name for part in self.parts if part.name and part.value is None)

    @property
    def tags(self) -> dict[str, str]:
        """Values by name, in lower case; of a name that stands twice, the last."""
        return {part.name.casefold(): part.value for part in self.parts if part.value is not None}

    def with_tag(self, name: str, value: str) -> Label:
        """The label with a tag set: in its place where it stands, else at the end.

        Raises:
            ValueError: the name or the value cannot be written.
        """
        made = _tag(name, value)
        parts = list(self.parts)
        places = [
            place
            for place, part in enumerate(parts)
            if part.value is not None and part.name.casefold() == name.casefold()
        ]
        if not places:
            return replace(self, parts=(*parts, *_spaced(parts), made))
        if parts[places[-1]].value != value:
            parts[places[-1]] = made
        return replace(self, parts=tuple(parts))

    def with_flag(self, name: str) -> Label:
        """The label with a flag; as it is where it has it.

        Raises:
            ValueError: no flag can be called so.
        """
        if name.casefold() in (flag.casefold() for flag in self.flags):
            return self
        if not re.fullmatch(rf"{_NAME}(?: {_NAME})*", name):
            raise ValueError(f"{name!r} is no name of a flag")
        return replace(self, parts=(*self.parts, *_spaced(self.parts), Part(f"[{name}]", name)))


def parse_label(text: str) -> Label:
    """The parts of a label; any text is one."""
    return Label(tuple(_parts(text)))


def _parts(text: str) -> Iterator[Part]:
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() > end:
            yield Part(text[end : token.start()])
        if token["flag"] is not None:
            yield Part(token[0], token["flag"])
        elif token["short"] is not None:
            yield Part(token[0], token["short"], token["plain"])
        else:
            yield Part(token[0], token["long"], token["spaced"])
        end = token.end()
    if end < len(text):
        yield Part(text[end:])


def _tag(name: str, value: str) -> Part:
    if not re.fullmatch(_NAME, name):
        raise ValueError(f"{name!r} is no name of a tag")
    if _PLAIN.fullmatch(value):
        return Part(f"${name}={value}", name, value)
    if "{" in value or "}" in value:
        raise ValueError(f"{value!r} has braces, which a tag cannot hold")
    return Part(f"{{{name}={value}}}", name, value)


def _spaced(parts: tuple[Part, ...] | list[Part]) -> tuple[Part, ...]:
    """A space before what is added, unless there is one, or nothing."""
    return (Part(" "),) if parts and not parts[-1].raw[-1:].isspace() else ()

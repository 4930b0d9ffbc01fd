"""Jobs as they may be shown to strangers: without what names people, machines and their work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

# To the last separator of the line, spaces included, and on to an ending: rather too much than a
# part of a name.
_PATH = re.compile(
    r"(?:file://|\b[A-Za-z]:[\\/]|\\\\|(?<![\w<>:/.])/)(?=\S)"
    r"(?:[^\n]*[\\/])?(?:[^\\/\n]*?(?P<ending>\.[A-Za-z0-9]{1,5})\b|[^\s\"']*)"
)
_CREDENTIAL = re.compile(
    r"(?i)(bearer\s+|\b(?:token|api[-_ ]?key|secret|password)\b[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,;]+"
)
_SHORTEST_NAME = 2
_SHORTEST_SECRET = 8


@dataclass(frozen=True)
class Redaction:
    """What to leave out of a text."""

    secrets: tuple[str, ...] = ()
    """Tokens and keys, which are never shown."""
    names: dict[str, str] = field(default_factory=dict)
    """Names of people and machines, with what stands for each, such as `<user>`."""
    with_paths: bool = False
    """Whether paths, names and texts are shown."""

    def text(self, text: str, paths: Iterable[str] = ()) -> str:
        """A text without what must not be seen.

        Args:
            text: a message, a step, or a path.
            paths: known ones, whose bare names count as well; each is one `<file N>` throughout.
        """
        for secret in self.secrets:
            if len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, "<secret>")
        text = _CREDENTIAL.sub(r"\1<secret>", text)
        if self.with_paths:
            return text
        for known, stands_for in _stand_ins(paths):
            text = text.replace(known, stands_for)
        text = _PATH.sub(lambda found: f"<path>{found['ending'] or ''}", text)
        for name, stands_for in sorted(self.names.items(), key=lambda pair: -len(pair[0])):
            if len(name) >= _SHORTEST_NAME:
                text = re.sub(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", stands_for, text)
        return text

    def request(self, value: Any, paths: Iterable[str]) -> Any:
        """A request as JSON holds it, without what must not be seen: texts of several words too."""
        if isinstance(value, dict):
            return {key: self.request(inner, paths) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.request(inner, paths) for inner in value]
        if not isinstance(value, str):
            return value
        shown = self.text(value, paths)
        if self.with_paths or shown != value or len(value.split()) < 2:
            return shown
        return f"<text of {len(value)} characters>"


def _stand_ins(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Whole paths and bare names, longest first, with what stands for them."""
    found: dict[str, str] = {}
    for number, path in enumerate(dict.fromkeys(paths), 1):
        pure = PureWindowsPath(path) if "\\" in path else PurePosixPath(path)
        stands_for = f"<file {number}>{pure.suffix}"
        found.setdefault(path, stands_for)
        if len(pure.stem) >= _SHORTEST_NAME:
            found.setdefault(pure.name, stands_for)
    return sorted(found.items(), key=lambda pair: -len(pair[0]))

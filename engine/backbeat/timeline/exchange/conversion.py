"""What a reader of another format hands over: OpenTimelineIO JSON, and what the reading cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from backbeat.timeline.exchange.objects import Json


@dataclass(frozen=True)
class Converted:
    """A timeline of another format, as OpenTimelineIO JSON."""

    tree: Json
    notes: tuple[str, ...] = ()
    """What was guessed, and what the conversion leaves out, one sentence each."""


@dataclass
class Notes:
    """Collects notes while a file is read; the same remark about many items is said once."""

    said: list[str] = field(default_factory=list)
    _left_out: Counter[str] = field(default_factory=Counter)

    def say(self, sentence: str) -> None:
        """Notes a sentence, once."""
        if sentence not in self.said:
            self.said.append(sentence)

    def leave_out(self, what: str) -> None:
        """Counts something that is not read, such as "speed ramps"."""
        self._left_out[what] += 1

    def all(self) -> tuple[str, ...]:
        """Every note, those of things left out with their count."""
        counted = (f"Not read: {what} ({count})." for what, count in self._left_out.items())
        return (*self.said, *counted)

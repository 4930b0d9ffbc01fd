"""Master clips of Final Cut Pro 7 XML: which clips of a sequence are of one item of the bin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

TAG = "masterclipid"
_KEPT = re.compile(f"<{TAG}[^>]*>([^<]*)</{TAG}>")


@dataclass
class MasterClips:
    """Numbers of master clips, one a file, apart from those that clips brought with them.

    Premiere writes one on every clip; without it it is reported to make an item of its bin for
    every clip, or to leave the sequence out.
    """

    taken: set[str]
    """Numbers that clips brought with them."""
    _numbers: dict[str, str] = field(default_factory=dict)

    def of_file(self, file: str) -> str:
        """The number of a file's master clip."""
        if file not in self._numbers:
            free = (f"masterclip-{number}" for number in count(1))
            number = next(each for each in free if each not in self.taken)
            self.taken.add(number)
            self._numbers[file] = number
        return self._numbers[file]


def brought(kept: Iterable[object]) -> set[str]:
    """The numbers in what clips keep of the file that they came from."""
    return {
        match.group(1)
        for texts in kept
        if isinstance(texts, list | tuple)
        for text in texts
        if isinstance(text, str) and (match := _KEPT.match(text))
    }

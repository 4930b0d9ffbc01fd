"""What somebody did to clips in an editor goes with them into the new cut."""

from __future__ import annotations

from collections.abc import Mapping

from backbeat.foley.landing.reading import Landed
from backbeat.timeline.document import Document
from backbeat.timeline.model import JsonPath
from backbeat.timeline.splice import Literal, Splices

_USUAL = {"effects": ("[]", "null"), "enabled": ("true",), "color": ("null",)}
"""What members of a clip are that nobody touched."""
LOST = frozenset(("crossfaded",))
"""Changes that are not of a clip alone, and stay behind."""


def with_changes(
    document: Document,
    clips: Mapping[str, JsonPath],
    origins: Mapping[str, Landed],
    sounding: Document,
) -> Document:
    """The new cut with the levels, fades and switches that clips had in the old one.

    Args:
        document: the new cut with its clips.
        clips: paths of the clips in it, by number.
        origins: what they were, by number.
        sounding: the timeline in which they were.
    """
    splices = Splices(document.text)
    changed = False
    for number, path in clips.items():
        one = origins.get(number)
        if one is None:
            continue
        before, after = sounding.text.find(one.path), document.text.find(path)
        if before is None or after is None:
            continue
        members = sounding.text.members(before)
        for name, usual in _USUAL.items():
            text = Literal(sounding.text.text(members[name])) if name in members else None
            if text is not None and "".join(text.split()) not in usual:
                splices.set_member(after, name, text, len(path))
                changed = True
    return document.with_data(splices.apply()) if changed else document

"""Rules about the links of picture and sound, in Premiere's own metadata."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from backbeat.timeline.profile.inspection import Inspection, NamedObject
from backbeat.timeline.profile.members import Json, active, metadata
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import span

KEY = "PremierePro_OTIO"


def premiere(value: Json) -> Json:
    """The metadata that Premiere keeps with an object; empty without any."""
    found = metadata(value).get(KEY)
    return found if isinstance(found, dict) else {}


def _shared(inspection: Inspection) -> Iterator[Hit]:
    """Links that tie together what is no pair of one media."""
    by_link: dict[str, list[NamedObject]] = defaultdict(list)
    for named in inspection.clips:
        link = premiere(named.value).get("LinkID")
        if isinstance(link, str) and link:
            by_link[link].append(named)
    taken = set(by_link)
    for link, clips in by_link.items():
        groups: dict[Any, list[NamedObject]] = defaultdict(list)
        for named in clips:
            groups[_moment(named.value)].append(named)
        for strangers in list(groups.values())[1:]:
            fresh = _free(taken)
            taken.add(fresh)
            for named in strangers:
                yield Hit(
                    f"{named.label} is linked with clips of another media or moment.",
                    partial(premiere(named.value).__setitem__, "LinkID", fresh),
                )
        del link


def _moment(clip: Json) -> Any:
    """What the two clips of a pair have in common: their media, and the part of it."""
    return active(clip).get("target_url"), span(clip.get("source_range"))


def _free(taken: set[str]) -> str:
    number = 1
    while str(number) in taken:
        number += 1
    return str(number)


RULES = (
    Rule(
        "link-id",
        Severity.LOST,
        "one LinkID for clips that are no pair",
        "the clips fuse and sound is muted, known from the source of a writer made for Premiere",
        _shared,
        "given LinkIDs of their own",
    ),
)

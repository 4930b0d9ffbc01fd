"""Rules about the links of picture and sound, in Premiere's own metadata."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from backbeat.timeline.model import Item
from backbeat.timeline.premiere_profile.own_metadata import WRITER, add, is_foreign, premiere
from backbeat.timeline.premiere_profile.track_clips import clips_by_track
from backbeat.timeline.profile.inspection import Inspection, NamedObject
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.time import Frames


@dataclass(frozen=True)
class _Linked:
    """A clip of a track that has a link."""

    named: NamedObject
    item: Item
    is_picture: bool

    def shared_with(self, other: _Linked) -> Frames:
        """Record frames at which both play."""
        first = max(self.item.start, other.item.start)
        return max(min(self.item.end, other.item.end) - first, 0)


def _shared(inspection: Inspection) -> Iterator[Hit]:
    """Links that tie together clips that are no picture with its sound."""
    by_link: dict[str, list[_Linked]] = defaultdict(list)
    for linked in _linked(inspection):
        by_link[premiere(linked.named.value)["LinkID"]].append(linked)
    taken = {premiere(named.value).get("LinkID") for named in inspection.clips}
    for clips in by_link.values():
        for strangers in _groups(clips)[1:]:
            fresh = _free(taken)
            taken.add(fresh)
            for linked in strangers:
                yield Hit(
                    f"{linked.named.label} is linked with clips that it is no pair with.",
                    partial(premiere(linked.named.value).__setitem__, "LinkID", fresh),
                )


def _linked(inspection: Inspection) -> Iterator[_Linked]:
    for clip in _clips(inspection):
        link = premiere(clip.named.value).get("LinkID")
        if isinstance(link, str) and link:
            yield clip


def _clips(inspection: Inspection) -> Iterator[_Linked]:
    # Clips of nested timelines are left alone: a nest that is used twice repeats its links.
    for track, _, clips in clips_by_track(inspection):
        for named, item in clips:
            yield _Linked(named, item, track.is_video)


def _loose(inspection: Inspection) -> Iterator[Hit]:
    """Picture and its sound in a timeline whose links Premiere does not read."""
    if not is_foreign(inspection) or any(_linked(inspection)):
        return
    clips = list(_clips(inspection))
    are_linked = any(clip.item.link for clip in clips)
    groups: dict[Hashable, list[_Linked]] = defaultdict(list)
    for clip in clips:
        item = clip.item
        if item.link:
            groups[item.link].append(clip)
        elif not are_linked and item.media_url:
            # As an editor links them by itself: the same part of the same media at the same time.
            whole = (item.media_url, item.start, item.duration, item.media_start)
            groups[whole].append(clip)
    taken: set[Any] = set()
    for group in groups.values():
        if len({clip.is_picture for clip in group}) < 2:
            continue
        fresh = _free(taken)
        taken.add(fresh)
        first = next(clip for clip in group if clip.is_picture)
        yield Hit(
            f"{first.named.label} and its sound are not linked for Premiere.",
            partial(_link, group, fresh),
        )


def _link(group: list[_Linked], link: str) -> None:
    for clip in group:
        add(clip.named.value, LinkID=link)


def _groups(clips: list[_Linked]) -> list[list[_Linked]]:
    """The clips of one link, each picture with its sounds.

    A split edit, or sound of a recorder, is a pair too: what counts is that both play at once.
    """
    pictures = [clip for clip in clips if clip.is_picture]
    groups = [[picture] for picture in pictures]
    alone: list[list[_Linked]] = []
    for sound in (clip for clip in clips if not clip.is_picture):
        fits = [index for index, picture in enumerate(pictures) if picture.shared_with(sound)]
        if fits:
            groups[max(fits, key=lambda index: _closeness(pictures[index], sound))].append(sound)
            continue
        # Sounds without a picture: the channels of one recording.
        together = next((own for own in alone if own[0].shared_with(sound)), None)
        if together is None:
            alone.append([sound])
        else:
            together.append(sound)
    return groups + alone


def _closeness(picture: _Linked, sound: _Linked) -> tuple[bool, Frames]:
    return picture.item.media_url == sound.item.media_url, picture.shared_with(sound)


def _free(taken: set[Any]) -> str:
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
    Rule(
        "unlinked",
        Severity.RISK,
        "picture and sound of one clip without Premiere's LinkID",
        f"LinkID is what links them, {WRITER}",
        _loose,
        "given a LinkID",
    ),
)

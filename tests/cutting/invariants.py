"""What holds for every snap, whatever the edit, the music and the options."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

from backbeat.cutting import Snapped
from backbeat.timeline import Document
from backbeat.timeline.model import Edit, Item, ItemKind, Track
from backbeat.timeline.reading import MediaLookup, read_edit
from backbeat.timeline.time import Frames
from backbeat.v1.cutting_pb2 import Cut

Stretch = tuple[Frames, Frames]


def assert_kept(
    document: Document,
    result: Snapped,
    media: MediaLookup | None = None,
    assumed_handle: int = 0,
    min_clip: int = 0,
) -> None:
    """Lengths, sound, media bounds, events and foreign bytes are kept; beats are met.

    Args:
        document: before.
        result: after.
        media, assumed_handle: as the snap had them.
        min_clip: shortest clip that was asked for; 0: none shorter than a flash frame may be made.
    """
    before = read_edit(document, media, assumed_handle)
    after = read_edit(result.document, media, assumed_handle)
    flash = result.sync_map.flash_frames

    assert after.duration == before.duration
    entries = iter(result.sync_map.cuts)
    shown: list[Stretch] = []
    for old, new in zip(before.video_tracks, after.video_tracks, strict=True):
        cuts = [next(entries) for _ in old.items[1:]]
        _assert_listed(before, old, new, cuts)
        _assert_events_kept(old, new, cuts, flash)
        _assert_no_black_opened(old, new, shown)
        for place, (was, now) in enumerate(zip(old.items, new.items, strict=True)):
            least = 1 if was.kind is ItemKind.GAP else min_clip or flash + 1
            assert now.duration >= min(was.duration, least)
            _assert_media_kept(before, was, now, _is_inside_event(cuts, place))
        shown += _shown(new)
    assert next(entries, None) is None
    assert without_edits(result.document) == without_edits(document)


def _assert_listed(edit: Edit, old: Track, new: Track, cuts: Sequence[Cut]) -> None:
    """The sync map says of every cut where it was and is, and what it is on is near enough."""
    assert [item.path for item in old.items] == [item.path for item in new.items]
    assert new.items[0].start == old.items[0].start
    assert new.items[-1].end == old.items[-1].end
    used = []
    for index, (left, right) in enumerate(itertools.pairwise(new.items)):
        entry = cuts[index]
        assert entry.index == index
        assert right.start == left.end
        assert entry.to_frame == float(right.start)
        assert entry.from_frame == float(old.items[index + 1].start)
        assert entry.reason
        assert (entry.action == Cut.ACTION_THROUGH_EDIT) == (index + 1 in old.through_edits)
        if entry.action in (Cut.ACTION_SKIPPED, Cut.ACTION_THROUGH_EDIT):
            assert entry.from_frame == entry.to_frame
        elif entry.HasField("beat_time_s"):
            assert abs(entry.error_ms) <= 500 / float(edit.rate) + 1e-6
            used.append(entry.beat_time_s)
        else:
            assert entry.HasField("event")
    assert len(used) == len(set(used))


def _assert_events_kept(old: Track, new: Track, cuts: Sequence[Cut], flash: int) -> None:
    """Cuts nearer than a flash frame is long keep their distance, and move or stay as one."""
    edges = [
        at for at in range(len(old.items) + 1) if at == 0 or at not in old.through_edits
    ]  # boundaries between shots: 0 is the start of the track
    starts = [[*(i.start for i in track.items), track.items[-1].end] for track in (old, new)]
    for sooner, later in itertools.pairwise(edges):
        length = starts[0][later] - starts[0][sooner]
        if length <= flash:
            assert starts[1][later] - starts[1][sooner] == length
    for _, group in itertools.groupby(
        (cut for cut in cuts if cut.HasField("event")), key=lambda cut: cut.event
    ):
        members = list(group)
        assert len(members) > 1
        assert len({cut.to_frame - cut.from_frame for cut in members}) == 1
        assert len({cut.action for cut in members}) == 1
        if members[0].action != Cut.ACTION_SKIPPED:
            assert sum(cut.HasField("beat_time_s") for cut in members) == 1


def _assert_no_black_opened(old: Track, new: Track, shown: Sequence[Stretch]) -> None:
    """A gap gets longer only over the picture of a track below."""
    for was, now in zip(old.items, new.items, strict=True):
        if was.kind is not ItemKind.GAP or now.duration <= was.duration:
            continue
        for stretch in ((now.start, was.start), (was.end, now.end)):
            assert stretch[0] >= stretch[1] or _is_covered(stretch, shown)


def _is_covered(stretch: Stretch, shown: Sequence[Stretch]) -> bool:
    at, end = stretch
    for start, stop in sorted(shown):
        if start <= at < stop:
            at = stop
    return at >= end


def _shown(track: Track) -> list[Stretch]:
    if not track.enabled or track.trimmed:
        return []
    return [(item.start, item.end) for item in track.items if item.kind is not ItemKind.GAP]


def _assert_media_kept(edit: Edit, was: Item, now: Item, inside_event: bool) -> None:
    """Media bounds are kept; the picture stays under the playhead, or slides along unchanged."""
    shift, stretch = now.start - was.start, now.end - was.end
    moved = now.media_start - was.media_start
    if inside_event and was.link is None:
        assert moved == 0
        assert now.duration == was.duration
        return
    assert was.head is None or shift >= -was.head
    assert was.tail is None or stretch <= was.tail
    assert was.kind is ItemKind.GAP or abs(moved - shift * was.speed / edit.rate) < 1e-9


def _is_inside_event(cuts: Sequence[Cut], place: int) -> bool:
    """Whether both ends of item number `place` belong to one event."""
    if not 0 < place < len(cuts):
        return False
    left, right = cuts[place - 1], cuts[place]
    return left.HasField("event") and right.HasField("event") and left.event == right.event


def without_edits(document: Document) -> str:
    """The file without what a snap may change: ranges of picture items, notes, beat markers.

    Numbers as they are spelled, keys in their order.
    """
    text = document.data.decode("utf-8-sig")
    tree: Any = json.loads(text, parse_float=str, parse_int=str)
    tree["tracks"].pop("markers", None)
    for track in tree["tracks"]["children"]:
        if track.get("kind") == "Video":
            for child in track["children"]:
                child.pop("source_range", None)
                notes = child.pop("metadata", None) or {}
                notes.pop("backbeat", None)
                child["metadata"] = notes
    return json.dumps(tree)

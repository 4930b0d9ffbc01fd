"""What holds for every snap, whatever the edit, the music and the options."""

from __future__ import annotations

import itertools
import json
from typing import Any

from backbeat.cutting import Snapped
from backbeat.timeline import Document
from backbeat.timeline.reading import MediaLookup, read_edit
from backbeat.v1.cutting_pb2 import Cut


def assert_kept(
    document: Document,
    result: Snapped,
    media: MediaLookup | None = None,
    assumed_handle: int = 0,
) -> None:
    """Lengths, sound, media bounds and foreign bytes are kept; cuts on beats are on beats."""
    before = read_edit(document, media, assumed_handle)
    after = read_edit(result.document, media, assumed_handle)

    entries = iter(result.sync_map.cuts)
    for old, new in zip(before.video_tracks, after.video_tracks, strict=True):
        assert [item.path for item in old.items] == [item.path for item in new.items]
        assert new.items[0].start == old.items[0].start
        assert new.items[-1].end == old.items[-1].end
        used = []
        for index, (left, right) in enumerate(itertools.pairwise(new.items)):
            entry = next(entries)
            assert entry.index == index
            assert right.start == left.end
            assert entry.to_frame == float(right.start)
            assert entry.from_frame == float(old.items[index + 1].start)
            if entry.action != Cut.ACTION_SKIPPED:
                assert abs(entry.error_ms) <= 500 / float(before.rate) + 1e-6
                used.append(entry.beat_time_s)
            else:
                assert entry.from_frame == entry.to_frame
            assert entry.reason
        assert len(used) == len(set(used))
        for was, now in zip(old.items, new.items, strict=True):
            assert now.duration >= min(was.duration, 1)
            shift, stretch = now.start - was.start, now.end - was.end
            assert was.head is None or shift >= -was.head
            assert was.tail is None or stretch <= was.tail
            # The picture under the playhead stays: media moves with the record position.
            moved = now.media_start - was.media_start
            assert abs(moved - shift * was.speed / before.rate) < 1e-9 or was.kind.name == "GAP"
    assert next(entries, None) is None
    assert without_edits(result.document) == without_edits(document)


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

"""What holds in every mode, whatever the edit: random timelines through all of them."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.cutting import Snapped, Song, snap
from backbeat.footage import Footage
from backbeat.timeline import Document
from backbeat.timeline.model import Edit, Item, ItemKind, Retime, Track
from backbeat.timeline.reading import read_edit
from backbeat.v1.cutting_pb2 import (
    SNAP_MODE_RETIME,
    SNAP_MODE_RIPPLE,
    SNAP_MODE_ROLL,
    SNAP_MODE_SLIP,
    SNAP_TARGET_MARKERS,
    Cut,
    Placement,
    SnapOptions,
)
from tests import edits
from tests.cutting.invariants import assert_kept
from tests.cutting.modes.footage import footage_with
from tests.cutting.random_edits import tracks
from tests.edits import Piece

RATES = (25.0, 24000 / 1001, 29.97, 23.98, 50.0, 120.0)
MODES = (SNAP_MODE_ROLL, SNAP_MODE_RIPPLE, SNAP_MODE_SLIP, SNAP_MODE_RETIME)
SPEEDS = (Fraction(9, 10), Fraction(11, 10))

timelines = {
    "video": st.lists(tracks(), min_size=1, max_size=3),
    "sound": st.lists(tracks(), min_size=0, max_size=2),
    "rate": st.sampled_from(RATES),
    "bpm": st.floats(60, 190),
    "tolerance": st.integers(0, 30),
    "locked": st.integers(0, 6),
    "premiere": st.booleans(),
    "marks": st.lists(st.integers(0, 300), max_size=6, unique=True),
    "seed": st.integers(0, 999),
}
Drawn = dict[str, Any]


def document_of(drawn: Drawn, folder: Path) -> Document:
    """A timeline with a track of music last; one other track may be locked."""
    rate = drawn["rate"]
    sound = [*drawn["sound"], [Piece(400, head=0, tail=0)]]
    made = edits.timeline(drawn["video"], sound, rate=rate)
    others = list(made.tracks)[:-1]
    if drawn["locked"] < len(others):
        others[drawn["locked"]].metadata["Resolve_OTIO"] = {"Locked": True}
    if drawn["premiere"]:
        made.metadata["PremierePro_OTIO"] = {"version": "1"}
    for mark in drawn["marks"]:
        made.tracks.markers.append(otio.schema.Marker("mine", edits.span(mark, 1, rate), "BLUE"))
    return edits.document(made, folder)


def actions_of(seed: int) -> Callable[[str], Footage | str]:
    def look(url: str) -> Footage | str:
        start = (sum(url.encode()) * 37 + seed) % 50 / 50
        return footage_with([(start + 0.31 * n, 0.2 + 0.07 * (n * 5 % 11)) for n in range(12)])

    return look


def through_every_mode(drawn: Drawn) -> None:
    with tempfile.TemporaryDirectory() as folder:
        document = document_of(drawn, Path(folder))
    before = read_edit(document)
    music = before.audio_tracks[-1].label
    song = Song(
        edits.analysis(drawn["bpm"], 30), placements=[Placement(duration_s=30, track=music)]
    )
    for mode in MODES:
        chosen = SnapOptions(mode=mode, tolerance=str(drawn["tolerance"]))
        result = snap(document, [song], chosen, actions=actions_of(drawn["seed"]))
        otio.adapters.read_from_string(result.document.data.decode())
        after = read_edit(result.document)
        assert kept_bytes(document) == kept_bytes(result.document)
        assert untouched(before, music) == untouched(after, music)
        assert_within_media(before, after, mode)
        JUDGES[mode](document, before, after, result)
        if mode in (SNAP_MODE_RIPPLE, SNAP_MODE_SLIP):
            assert_followers_tell(before, after, result)
        if mode == SNAP_MODE_SLIP:
            assert linked_pairs_stay_in_sync(before, after)
            again = snap(result.document, [song], chosen, actions=actions_of(drawn["seed"]))
            assert not [slip for slip in again.sync_map.slips if slip.frames]
    if drawn["marks"]:
        chosen = SnapOptions(target=SNAP_TARGET_MARKERS, tolerance=str(drawn["tolerance"]))
        if min(drawn["marks"]) < before.duration:
            assert_kept(document, snap(document, [], chosen))


def assert_followers_tell(before: Edit, after: Edit, result: Snapped) -> None:
    """What is said of cuts, slips and followers is all that changes, on every track."""
    cuts, told = result.sync_map.cuts, result.sync_map.followers
    moves = {(cut.track, cut.index): cut.to_frame - cut.from_frame for cut in cuts}
    of_cuts = {cut.track for cut in cuts if cut.to_frame != cut.from_frame}
    slips = {(one.track, one.index): one.frames for one in result.sync_map.slips}
    slips |= {(one.track, one.index): one.slip_frames for one in told if one.slip_frames}
    for old, new in zip(before.tracks, after.tracks, strict=True):
        later = iter(item for item in new.items if item.kind is not ItemKind.GAP)
        own = [one for one in told if one.track == old.label]
        for index, was in enumerate(old.items):
            if was.kind is ItemKind.GAP:
                continue
            now = next(later)
            start = sum(one.end_frames for one in own if one.index < index)
            start += sum(one.gap_frames for one in own if one.index <= index)
            if old.label not in of_cuts:
                longer = sum(one.end_frames for one in own if one.index == index)
                assert float(now.start - was.start) == pytest.approx(start, abs=0.01)
                assert float(now.duration - was.duration) == pytest.approx(longer, abs=0.01)
            elif index:
                moved = moves.get((old.label, index - 1), 0)
                assert float(now.start - was.start) == pytest.approx(moved, abs=0.01)
            slipped = float((now.media_start - was.media_start) * before.rate / was.speed)
            if result.sync_map.slips:
                assert slipped == pytest.approx(slips.get((old.label, index), 0), abs=0.01)


def kept_bytes(document: Document) -> Any:
    """What no mode may change: all but times, speeds, notes, inserted gaps and beat markers."""
    tree = json.loads(document.data, parse_float=str, parse_int=str)
    tree["tracks"]["markers"] = [
        marker for marker in tree["tracks"]["markers"] if "backbeat" not in marker["metadata"]
    ]
    for track in tree["tracks"]["children"]:
        kept = []
        for child in track["children"]:
            if child["OTIO_SCHEMA"].startswith("Gap"):
                continue
            child.pop("source_range", None)
            child.get("metadata", {}).pop("backbeat", None)
            effects = child.get("effects") or []
            child["effects"] = [one for one in effects if "time_scalar" not in one]
            kept.append(child)
        track["children"] = kept
    return tree


def untouched(edit: Edit, music: str) -> list[tuple[Any, ...]]:
    return [
        (item.start, item.duration, item.media_start, item.speed)
        for track in edit.audio_tracks
        if track.label == music
        for item in track.items
    ]


def pairs(before: Edit, after: Edit) -> list[tuple[Track, Track, Item, Item]]:
    """Items before and after, of one track each.

    Gaps where one was inserted are left out: nothing says which of them is the new one. What stands
    after them is paired, so that their lengths together are judged by where it starts.
    """
    found = []
    for old, new in zip(before.tracks, after.tracks, strict=True):
        runs = zip(between_gaps(old.items), between_gaps(new.items), strict=True)
        for were, are in runs:
            if len(were) != len(are):
                assert all(one.kind is ItemKind.GAP for one in (*were, *are))
                assert len(are) > len(were)
                continue
            for was, now in zip(were, are, strict=True):
                assert (now.kind, now.name) == (was.kind, was.name)
                found.append((old, new, was, now))
    return found


def between_gaps(items: Sequence[Item]) -> list[list[Item]]:
    """Each item that is no gap alone; before each and after the last, the gaps that stand there."""
    runs: list[list[Item]] = [[]]
    for item in items:
        if item.kind is ItemKind.GAP:
            runs[-1].append(item)
        else:
            runs += [[item], []]
    return runs


def assert_within_media(before: Edit, after: Edit, mode: int) -> None:
    """No item plays media that is not there, unless it did before; none is empty or negative."""
    slack = Fraction(1, 1000)
    for _, _, was, now in pairs(before, after):
        assert now.duration >= 1 or now.duration == was.duration
        if was.available_start is None or was.tail is None or was.head is None:
            continue
        whole_start = was.available_start
        assert now.media_start >= min(whole_start, was.media_start) - slack, mode
        used = Fraction(now.duration) * now.speed / after.rate
        end = was.media_start + Fraction(was.duration + was.tail) * was.speed / before.rate
        had = was.media_start + Fraction(was.duration) * was.speed / before.rate
        assert now.media_start + used <= max(end, had) + slack, mode


def linked_pairs_stay_in_sync(before: Edit, after: Edit) -> bool:
    """Whether each pair of clips with one link is as far apart, in media and record, as it was."""
    groups: dict[str, list[tuple[Item, Item]]] = {}
    for _, _, was, now in pairs(before, after):
        if was.link is not None and was.kind is ItemKind.CLIP:
            groups.setdefault(was.link, []).append((was, now))
    for group in groups.values():
        first_was, first_now = group[0]
        for was, now in group[1:]:
            if (was.speed, was.retime) != (first_was.speed, first_was.retime):
                continue
            if lag(first_was, was, before.rate) != lag(first_now, now, after.rate):
                return False
    return True


def lag(one: Item, other: Item, rate: Fraction) -> Fraction:
    """Between the moments at which two items would show the first of their media, in seconds."""
    moments = [Fraction(item.start) / rate - item.media_start / item.speed for item in (one, other)]
    return round(moments[1] - moments[0], 6)


def judge_roll(document: Document, before: Edit, after: Edit, result: Snapped) -> None:
    del before, after
    assert_kept(document, result)


def judge_ripple(document: Document, before: Edit, after: Edit, result: Snapped) -> None:
    del document
    labels = {cut.track for cut in result.sync_map.cuts}
    assert len(labels) <= 1 or result.length_change == 0
    shifts = {0.0} | {cut.to_frame - cut.from_frame for cut in result.sync_map.cuts}
    for old, _, was, now in pairs(before, after):
        assert now.media_start == was.media_start and now.speed == was.speed
        shift = float(now.start - was.start)
        assert any(math.isclose(shift, one, abs_tol=1e-6) for one in shifts)
        if old.locked:
            assert (now.start, now.duration) == (was.start, was.duration)
        if was.kind is not ItemKind.GAP and old.label not in labels and was.link is None:
            assert now.duration == was.duration
    assert_links_kept(before, after, labels)
    for track in after.tracks:
        if track.label in labels:
            starts = [float(item.start) for item in track.items[1:]]
            own = [cut.to_frame for cut in result.sync_map.cuts if cut.track == track.label]
            assert starts == own
    for cut in result.sync_map.cuts:
        if cut.action in (Cut.ACTION_MOVED, Cut.ACTION_KEPT):
            assert abs(cut.error_ms) <= 500 / float(before.rate) + 1e-6


def assert_links_kept(before: Edit, after: Edit, rippled: set[str]) -> None:
    """What is linked one to one with a picture of the rippled track stays as far from it."""
    groups: dict[object, list[tuple[str, float]]] = {}
    for old, _, was, now in pairs(before, after):
        if was.link is not None:
            groups.setdefault(was.link, []).append((old.label, float(now.start - was.start)))
    for members in groups.values():
        labels = [label for label, _ in members]
        if len(set(labels)) == len(labels) and rippled & set(labels):
            shifts = [shift for _, shift in members]
            assert max(shifts) - min(shifts) < 1e-6


def judge_slip(document: Document, before: Edit, after: Edit, result: Snapped) -> None:
    del document
    slips = {(slip.track, slip.index): slip for slip in result.sync_map.slips}
    moved_links = set()
    for old, new in zip(before.tracks, after.tracks, strict=True):
        assert len(old.items) == len(new.items)
        for index, (was, now) in enumerate(zip(old.items, new.items, strict=True)):
            assert (now.start, now.duration, now.speed) == (was.start, was.duration, was.speed)
            moved = (now.media_start - was.media_start) * before.rate / (was.speed or 1)
            slip = slips.get((old.label, index))
            if moved:
                assert not old.locked
                assert was.head is not None and was.tail is not None
                assert -was.head <= round(moved, 6) <= was.tail
                if slip is not None and slip.frames:
                    assert math.isclose(float(moved), slip.frames, abs_tol=1e-6)
                else:
                    assert was.link is not None
                    moved_links.add(was.link)
            elif slip is not None:
                assert not slip.frames
    for slip in result.sync_map.slips:
        assert slip.reason
        if slip.action != Cut.ACTION_SKIPPED:
            assert abs(slip.error_ms) <= 500 / float(before.rate) + 1e-6


def judge_retime(document: Document, before: Edit, after: Edit, result: Snapped) -> None:
    del document
    assert after.duration == pytest.approx(float(before.duration), abs=1e-3)
    for old, new in zip(before.tracks, after.tracks, strict=True):
        assert len(old.items) == len(new.items)
        assert float(new.items[-1].end) == pytest.approx(float(old.items[-1].end), abs=1e-3)
        for was, now in zip(old.items, new.items, strict=True):
            if was.kind is ItemKind.GAP or was.retime not in (Retime.NONE, Retime.LINEAR):
                continue
            assert now.media_start == was.media_start
            assert float(now.duration * now.speed) == pytest.approx(
                float(was.duration * was.speed), rel=1e-5
            )
            factor = now.speed / was.speed
            assert SPEEDS[0] - Fraction(1, 10**5) <= factor <= SPEEDS[1] + Fraction(1, 10**5)
            if not old.is_video:
                assert now.duration == was.duration
    del result


JUDGES: dict[int, Callable[[Document, Edit, Edit, Snapped], None]] = {
    SNAP_MODE_ROLL: judge_roll,
    SNAP_MODE_RIPPLE: judge_ripple,
    SNAP_MODE_SLIP: judge_slip,
    SNAP_MODE_RETIME: judge_retime,
}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.fixed_dictionaries(timelines))
def test_random_timelines_through_every_mode(drawn: Drawn) -> None:
    through_every_mode(drawn)


@pytest.mark.whole
@pytest.mark.timeout(900)
@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.fixed_dictionaries(timelines))
def test_two_thousand_timelines_through_every_mode(drawn: Drawn) -> None:
    through_every_mode(drawn)

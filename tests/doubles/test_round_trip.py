"""Out and in again: the same items, to the frame, at every rate that editors work at."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.state import Timeline
from tests.doubles.test_exchange import export, geometry

RATES = [(23.976, False), (24, False), (25, False), (29.97, True), (59.94, False), (59.94, True)]
MEDIA_RATES = [23.976, 24, 25, 29.97, 50, 59.94, None]
LENGTH_S = 600


@st.composite
def edits(draw: Any, folder: Path) -> Session:
    rate, drop_frame = draw(st.sampled_from(RATES))
    held = session(rate=rate, drop_frame=drop_frame)
    media = [
        held.add_media(
            folder / f"{number}.mov",
            LENGTH_S,
            media_rate,
            start=0 if media_rate is None else draw(st.integers(0, 2_000_000)),
            channels=2,
        )
        for number, media_rate in enumerate(MEDIA_RATES)
    ]
    timeline = held.add_timeline(rate=rate, drop_frame=drop_frame)
    for kind in ("video", "audio"):
        at = 0
        for _ in range(draw(st.integers(0, 6))):
            at += draw(st.sampled_from([0, 0, 1, 17]))
            frames = draw(st.integers(1, 400))
            clip = draw(st.sampled_from(media if kind == "audio" else media[:-1]))
            source = draw(st.integers(0, clip.frames - 1))
            item = held.add_item(timeline, clip, at, frames, source, kind)
            for frame in draw(st.sets(st.integers(0, frames - 1), max_size=2)):
                assert held.proxy(item).AddMarker(frame, "Green", "x", "n", 1)
            at += frames
    for frame in draw(st.sets(st.integers(0, 300), max_size=3)):
        assert held.proxy(timeline).AddMarker(frame, "Red", "x", "n", 1)
    return held


def marks(timeline: Timeline) -> list[Any]:
    return [timeline.markers, *(item.markers for item in timeline.all_items())]


@settings(max_examples=60)
@given(data=st.data())
def test_a_round_trip_gives_the_same_items_to_the_frame(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        held = data.draw(edits(folder))
        before = held.timeline
        path = folder / "out.otio"
        assert export(held, path)
        pool = held.resolve.GetProjectManager().GetCurrentProject().GetMediaPool()
        new = pool.ImportTimelineFromFile(str(path), {"timelineName": "again"})
        assert new is not None
        after = state_of(new)
        assert (after.start, after.rate, after.drop_frame) == (
            before.start,
            before.rate,
            before.drop_frame,
        )
        assert geometry(after) == geometry(before)
        assert marks(after) == marks(before)
        again = folder / "again.otio"
        assert export(held, again)
        assert again.read_bytes() == path.read_bytes()

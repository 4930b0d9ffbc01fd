"""Timelines that others made, as a panel draws them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from backbeat.errors import TimelineError
from backbeat.panel.edit_view import edit_view
from backbeat.panel.media_look import MediaLook
from backbeat.v1.panel_pb2 import ITEM_KIND_TRANSITION, EditView


@pytest.mark.shared
def test_every_timeline_is_drawn_or_refused_by_name(shared: Path) -> None:
    look, drawn = MediaLook(), 0
    for path in sorted((shared / "data" / "otio").rglob("*")):
        if path.suffix.lower() not in (".otio", ".xml", ".fcpxml", ".edl", ".aaf", ".otioz"):
            continue
        try:
            view = edit_view(path, look).view
        except TimelineError as error:
            assert str(path) in error.message
            continue
        drawn += 1
        _check(view)
    assert drawn > 50


def _check(view: EditView) -> None:
    labels = [track.label for track in view.tracks]
    assert len(set(labels)) == len(labels)
    assert labels == sorted(labels, key=lambda label: label[0] == "A")
    for track in view.tracks:
        clips = [item for item in track.items if item.kind != ITEM_KIND_TRANSITION]
        for item, after in pairwise(clips):
            assert item.end_frame <= after.start_frame + 1e-6
            assert item.index < after.index
        for item in clips:
            assert 0 <= item.start_frame <= item.end_frame <= view.duration_frames + 1e-6
            assert item.online <= bool(item.media_path)
    for marker in view.markers:
        assert 0 <= marker.frame <= view.duration_frames
        assert marker.track == "" or marker.track in labels

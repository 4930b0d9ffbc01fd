"""Every real song with every real timeline: nothing breaks, and what holds always holds."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backbeat.cutting import snap
from backbeat.errors import TimelineError
from backbeat.media.encode import write_video
from backbeat.timeline import Document, load
from backbeat.timeline.reading import read_edit
from backbeat.v1.cutting_pb2 import Cut, SnapOptions
from backbeat.v1.music_pb2 import BeatsRequest, MusicAnalysis
from backbeat.workflows.beats import job as beats_job
from backbeat.workflows.media_ranges import MediaRanges
from tests.cutting.invariants import assert_kept

pytestmark = [pytest.mark.shared, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip for media that the timelines do not have: 40 s of picture, from zero."""
    path = tmp_path_factory.mktemp("media") / "clip.mp4"
    picture = np.full((64, 64, 3), 90, np.uint8)
    write_video(path, (picture for _ in range(24 * 40)), Fraction(24))
    return path


@pytest.fixture(scope="module")
def documents(
    shared: Path, clip: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Document, MediaRanges]]:
    """Every timeline with a picture cut; missing media whose extent is unknown becomes the clip."""
    folder = tmp_path_factory.mktemp("edits")
    found = []
    for number, path in enumerate(sorted((shared / "data" / "otio").rglob("*.otio"))):
        try:
            document = _with_media(load(path), clip, folder / f"{number}.otio")
            edit = read_edit(document)
        except TimelineError as error:
            assert str(path) in error.message or str(folder) in error.message
            continue
        if any(len(track.items) > 1 for track in edit.video_tracks):
            found.append((document, MediaRanges(document)))
    assert len(found) >= 45
    return found


def _with_media(document: Document, clip: Path, path: Path) -> Document:
    """The document with unknown media pointed at the clip, where its JSON is plain."""
    try:
        tree = json.loads(document.data.decode("utf-8-sig"))
    except ValueError:
        return document
    if not _point(tree, clip):
        return document
    path.write_text(json.dumps(tree, indent=4))
    return load(path)


def _point(value: Any, clip: Path) -> int:
    """Points media of unknown extent at the clip; returns how many."""
    if isinstance(value, list):
        return sum(_point(item, clip) for item in value)
    if not isinstance(value, dict):
        return 0
    count = sum(_point(item, clip) for item in value.values())
    schema = str(value.get("OTIO_SCHEMA", ""))
    is_media = schema.startswith(("ExternalReference", "MissingReference"))
    if is_media and not value.get("available_range"):
        value |= {"OTIO_SCHEMA": "ExternalReference.1", "target_url": str(clip)}
        count += 1
    return count


@pytest.fixture(scope="module", params=[9, pytest.param(1, marks=pytest.mark.whole)])
def analyses(shared: Path, request: pytest.FixtureRequest) -> list[MusicAnalysis]:
    """Of each ninth song, or of all."""
    folder = shared / "data" / "beats"
    items = json.loads((folder / "index.json").read_text())["items"]
    assert len(items) == 81
    return [
        beats_job.run(BeatsRequest(path=str(folder / item["file"])))
        for item in items[:: request.param]
    ]


def test_every_song_with_every_edit(
    documents: list[tuple[Document, MediaRanges]], analyses: list[MusicAnalysis]
) -> None:
    actions: Counter[int] = Counter()
    for number, (document, media) in enumerate(documents):
        for turn, analysis in enumerate(analyses):
            options = SnapOptions(tolerance_frames=(0, 4, 25)[(number + turn) % 3])
            result = snap(document, analysis, options, media)
            assert_kept(document, result, media)
            actions.update(cut.action for cut in result.sync_map.cuts)
    seen = min(actions[a] for a in (Cut.ACTION_MOVED, Cut.ACTION_KEPT, Cut.ACTION_SKIPPED))
    assert seen > 6 * len(analyses)

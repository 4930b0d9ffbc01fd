"""A timeline spotted from files, as the job does it: markers, the guide, scenes and proposals."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import RequestError, TimelineError
from backbeat.foley.cues import EvidenceKind, Kind, Layer
from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_audio, write_video
from backbeat.timeline import load
from backbeat.timeline.document import Document
from backbeat.timeline.reading import read_edit
from backbeat.v1.foley_pb2 import FoleyRequest
from backbeat.workflows.foley.opening import opened
from backbeat.workflows.foley.picture import spine_of
from backbeat.workflows.foley.spotting import Asking, Spotted, asked_by, spotted
from backbeat.workflows.foley.spotting.asking import times_of
from backbeat.workflows.foley.spotting.markers import cues_in_markers
from tests import edits
from tests.edits import Piece
from tests.footage.clips import scene, shot

_RATE = Fraction(25)
_HITS = (0.7, 1.5, 2.3, 3.4)


def _hit(seed: int) -> np.ndarray:
    """Something hard that falls on wood."""
    t = np.arange(12_000) / 48_000
    noise = np.random.default_rng(seed).normal(0, 1, len(t)) * np.exp(-t * 300)
    tone = sum(
        np.sin(2 * np.pi * hz * t) * np.exp(-t * decay) for hz, decay in ((180, 20), (510, 45))
    )
    return (0.3 * tone + 0.5 * noise).astype(np.float32)


def _sound(seconds: float, hits: tuple[float, ...]) -> np.ndarray:
    sound = np.random.default_rng(9).normal(0, 3e-4, round(seconds * 48_000)).astype(np.float32)
    for number, time in enumerate(hits):
        at = round(time * 48_000)
        sound[at : at + 12_000] += _hit(number)[: len(sound) - at]
    return sound[:, None]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two shots, with four hits."""
    path = tmp_path_factory.mktemp("spotted") / "clip.mov"
    pictures = [*shot(1, 60), *shot(2, 40)]
    write_video(path, iter(pictures), _RATE, audio=AudioBuffer(_sound(4, _HITS), 48_000))
    return path


def _spotted(document: Document, folder: Path, asking: Asking, **more: Any) -> Spotted:
    edit = read_edit(document)
    return spotted(document, edit, spine_of(document, folder), asking, folder, **more)


def test_a_video_is_spotted_by_its_own_sound(clip: Path, tmp_path: Path) -> None:
    found = _spotted(opened(clip), tmp_path, Asking(("guide",)))
    sure = [cue for cue in found.cues if cue.confidence > 0.5]
    assert len(sure) == 4
    for cue, time in zip(sure, _HITS, strict=True):
        assert abs(float(cue.time) - time) < 0.002
        assert cue.evidence[0].kind is EvidenceKind.GUIDE and cue.evidence[0].detail == "A1"
        assert cue.under is not None and cue.under.media == str(clip)


def test_the_guide_follows_the_edit(clip: Path, tmp_path: Path) -> None:
    """Cut to half its speed and moved, its hits are where the edit shows them."""
    made = otio.schema.Timeline("cut")
    track = otio.schema.Track("V1", kind="Video")
    media = otio.schema.ExternalReference(str(clip), edits.span(0, 100))
    track.append(otio.schema.Gap(source_range=edits.span(0, 25)))
    track.append(otio.schema.Clip("a", media, edits.span(10, 20)))
    slow = otio.schema.Clip("b", media, edits.span(50, 25))
    slow.effects.append(otio.schema.LinearTimeWarp(time_scalar=0.5))
    track.append(slow)
    made.tracks.append(track)
    made.to_json_file(str(tmp_path / "cut.otio"))
    found = _spotted(load(tmp_path / "cut.otio"), tmp_path, Asking(("guide",)))
    times = [float(cue.time) for cue in found.cues if cue.confidence > 0.4]
    # Half a second slow from 2.0 on: what hits at 2.3 is seen 0.6 s after the cut.
    expected = [1 + 0.7 - 0.4, 1.8 + (2.3 - 2.0) * 2]
    assert all(min(abs(time - one) for time in times) < 0.006 for one in expected)
    assert {cue.evidence[0].detail for cue in found.cues} == {"the clips' own sound"}


def test_tracks_of_music_are_no_guide_unless_named(clip: Path, tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, _sound(4, (0.4, 2.9)), 48_000)
    made = otio.schema.Timeline("cut")
    for kind, path in (("Video", clip), ("Audio", clip), ("Audio", song)):
        track = otio.schema.Track(kind=kind)
        media = otio.schema.ExternalReference(str(path), edits.span(0, 100))
        track.append(otio.schema.Clip(path.stem, media, edits.span(0, 100)))
        made.tracks.append(track)
    made.to_json_file(str(tmp_path / "cut.otio"))
    document = load(tmp_path / "cut.otio")
    heard = [hint.time for hint in _spotted(document, tmp_path, Asking(("guide",))).guide]
    assert all(any(abs(float(one) - time) < 0.002 for one in heard) for time in _HITS)
    assert not any(abs(float(one) - 2.9) < 0.02 for one in heard)
    named = _spotted(document, tmp_path, Asking(("guide",), guide_tracks=("a2",)))
    assert any(abs(float(one.time) - 2.9) < 0.002 for one in named.guide)
    with pytest.raises(RequestError, match="No sound track is called 'A7'"):
        _spotted(document, tmp_path, Asking(("guide",), guide_tracks=("A7",)))


def test_shots_and_scenes_come_from_what_is_seen(clip: Path, tmp_path: Path) -> None:
    request = FoleyRequest(path=str(clip), spot=["cuts"], ambience="forest")
    found = _spotted(opened(clip), tmp_path, asked_by(request))
    assert [(scene.start, scene.shots) for scene in found.scenes] == [(0, 1), (Fraction(12, 5), 1)]
    beds = {(cue.kind, cue.time, cue.end, cue.placed) for cue in found.cues}
    cut = Fraction(12, 5)
    assert beds == {
        (kind, start, end, True)
        for kind in (Kind.ROOM_TONE, Kind.AMBIENCE)
        for start, end in ((0, cut), (cut, 4))
    }
    assert asked_by(FoleyRequest(spot_only=True)).options.only_markers


def test_markers_of_the_timeline_and_of_clips(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50), Piece(50, speed=2.0)]])
    clips = list(made.tracks[0])
    made.tracks.markers.append(otio.schema.Marker("thud $gain=-3 [FX]", edits.span(10, 1)))
    made.tracks.markers.append(otio.schema.Marker("colour", edits.span(12, 1)))
    low = clips[1].source_range.start_time.value
    clips[1].markers.append(otio.schema.Marker("rain [AMB]", edits.span(low + 20, 40)))
    document = edits.document(made, tmp_path)
    edit = read_edit(document)
    given = cues_in_markers(document, edit, times_of(edit, spine_of(document)))
    said = {one.cue.words: one.cue for one in given.asked}
    assert said.keys() == {"thud", "rain"}
    assert (said["thud"].time, said["thud"].gain_db) == (Fraction(10, 25), -3)
    assert (said["rain"].time, said["rain"].end) == (Fraction(60, 25), Fraction(80, 25))
    assert said["rain"].layer is Layer.AMBIENCE


def test_no_marker_of_real_timelines_is_taken_for_a_sound(shared: Path) -> None:
    """None of them was written as spotting."""
    read = 0
    for path in sorted((shared / "data/otio").rglob("*.otio")):
        try:
            document = load(path)
            edit = read_edit(document)
        except TimelineError:
            continue  # Some of them are no timelines.
        given = cues_in_markers(document, edit, times_of(edit, spine_of(document)))
        assert given.asked == (), path.name
        read += len(edit.markers)
    assert read > 5


def test_a_scene_that_is_cut_to_and_fro_is_one(tmp_path: Path) -> None:
    ways = []
    for number in (1, 5):
        path = tmp_path / f"{number}.mov"
        write_video(path, iter([scene(number)] * 50), _RATE)
        ways.append(path)
    made = otio.schema.Timeline("cut")
    track = otio.schema.Track("V1", kind="Video")
    for at, path in enumerate([*ways, *ways]):
        media = otio.schema.ExternalReference(str(path), edits.span(0, 50))
        track.append(otio.schema.Clip(f"{at}", media, edits.span(0, 25)))
    made.tracks.append(track)
    made.to_json_file(str(tmp_path / "cut.otio"))
    asking = asked_by(FoleyRequest(ambience="room", spot=["markers"]))
    found = _spotted(load(tmp_path / "cut.otio"), tmp_path, asking)
    assert [(one.start, one.end, one.shots) for one in found.scenes] == [(0, 4, 4)]

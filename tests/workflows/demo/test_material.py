"""The demo's material says of itself what is true: its beats, its cuts, its media."""

from __future__ import annotations

import hashlib
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import CancelledError, RequestError
from backbeat.progress import Progress
from backbeat.timeline.time import timecode
from backbeat.workflows.demo import RATE, Material, make_material
from backbeat.workflows.demo.clips import HEIGHT, WIDTH, pictures
from backbeat.workflows.demo.edit import MAX_OFF, true_cuts
from backbeat.workflows.demo.song import BPM, FIRST_BEAT_S, Song, make_song


@pytest.fixture(scope="module")
def song() -> Song:
    return make_song()


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return make_material(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def timeline(material: Material) -> Any:
    return otio.adapters.read_from_file(str(material.edit))


def video(timeline: Any) -> list[Any]:
    return [track for track in timeline.tracks if track.kind == otio.schema.TrackKind.Video]


def test_the_grid_is_exact(song: Song) -> None:
    beats = np.array(song.beats)
    assert np.allclose(beats, FIRST_BEAT_S + np.arange(len(beats)) * 60 / BPM, atol=1e-12)
    assert song.downbeats == song.beats[::4]
    off_frame = np.abs(beats * 25 - np.round(beats * 25))
    assert np.count_nonzero(off_frame < 0.02) < len(beats) / 10


def test_drums_sound_on_their_beats(song: Song) -> None:
    """In the chorus each second beat has a snare: more happens in its 10 ms than before it."""
    power = np.square(np.diff(song.samples.mean(axis=1)))
    span = round(0.01 * song.rate)
    for beat in (41, 43, 49, 51, 61, 63):
        start = round(song.beats[beat] * song.rate)
        assert power[start : start + span].mean() > 4 * power[start - span : start].mean()


def test_it_is_as_loud_as_said(song: Song) -> None:
    assert song.samples.dtype == np.float32
    assert song.samples.shape == (round(34.6 * 48000), 2)
    level = 10 * math.log10(float(np.mean(np.square(song.samples, dtype=np.float64))))
    assert level == pytest.approx(-14, abs=0.3)
    assert 20 * math.log10(float(np.abs(song.samples).max())) <= -1.0
    assert float(np.abs(song.samples[-1]).max()) < 1e-3


def test_it_grows(song: Song) -> None:
    def level(first: int, last: int) -> float:
        start, end = (round(song.downbeats[bar] * song.rate) for bar in (first, last))
        return 10 * math.log10(float(np.mean(np.square(song.samples[start:end]))))

    assert level(0, 2) + 3 < level(4, 8) < level(10, 16)


def test_the_same_seed_is_the_same_song(song: Song) -> None:
    def digest(of: Song) -> str:
        return hashlib.sha256(of.samples.tobytes()).hexdigest()

    assert digest(make_song()) == digest(song)
    assert digest(make_song(seed=2)) != digest(song)


@pytest.mark.parametrize(("seconds", "bpm"), [(4.0, 118.0), (9.5, 87.3), (61.0, 174.0)])
def test_any_tempo_and_length_can_be_played(seconds: float, bpm: float) -> None:
    made = make_song(seconds, bpm)
    assert len(made.samples) == round(seconds * made.rate)
    assert made.beats[-1] < seconds
    assert len(made.beats) % 4 == 1
    assert np.isfinite(made.samples).all()


def test_a_song_of_no_bar_is_refused() -> None:
    with pytest.raises(RequestError, match="Not one bar"):
        make_song(2.0)


def test_every_clip_shows_what_it_is(material: Material) -> None:
    assert [clip.number for clip in material.clips] == [1, 2, 3, 4, 5, 6]
    for clip in material.clips:
        with av.open(str(clip.path)) as container:
            stream = container.streams.video[0]
            assert (stream.width, stream.height) == (WIDTH, HEIGHT)
            assert stream.average_rate == RATE
            assert stream.frames == clip.frames
            assert stream.metadata["timecode"] == timecode(clip.start, RATE)


def test_no_two_frames_look_alike() -> None:
    seen = {frame.tobytes() for number in (1, 6) for frame in pictures(number, 30)}
    assert len(seen) == 60


def test_the_edit_has_the_shape_that_resolve_reads(material: Material, timeline: Any) -> None:
    assert timeline.global_start_time.to_timecode() == "01:00:00:00"
    assert [track.name for track in timeline.tracks] == ["Video 1", "Video 2", "Audio 1"]
    lengths = {track.duration().value for track in timeline.tracks}
    assert lengths == {865}
    for clip in timeline.find_clips():
        assert clip.schema_version() == 2
        assert clip.enabled
        url = clip.media_reference.target_url
        assert "://" not in url
        assert Path(url).is_file()
        assert Path(url).parent == material.edit.parent


def test_every_source_range_lies_inside_its_media(material: Material, timeline: Any) -> None:
    frames = {clip.name: (clip.start, clip.frames) for clip in material.clips}
    for clip in timeline.find_clips():
        media, used = clip.media_reference.available_range, clip.source_range
        speed = next((effect.time_scalar for effect in clip.effects), 1.0)
        end = used.start_time.value + math.ceil(used.duration.value * speed)
        assert media.start_time.value <= used.start_time.value
        assert end <= media.start_time.value + media.duration.value
        if clip.name in frames:
            assert (media.start_time.value, media.duration.value) == frames[clip.name]


def test_cuts_are_off_the_beat_as_claimed(material: Material, timeline: Any) -> None:
    beats = [Fraction(beat) * RATE for beat in material.truth.beats]
    for cut in material.truth.cuts:
        nearest = min(range(len(beats)), key=lambda beat: abs(beats[beat] - cut.frame))
        assert nearest == cut.beat
        assert abs(cut.off) <= MAX_OFF
        assert abs(cut.frame - cut.off - beats[cut.beat]) <= Fraction(1, 2)
    written = [
        (f"V{number}", item.range_in_parent().start_time.value)
        for number, track in enumerate(video(timeline), start=1)
        for item in list(track)[1:]
        if not isinstance(item, otio.schema.Transition)
    ]
    assert written == [(cut.track, cut.frame) for cut in material.truth.cuts]
    assert sum(cut.off == 0 for cut in material.truth.cuts) == 1


def test_it_holds_one_of_each_difficulty(material: Material, timeline: Any) -> None:
    first = list(video(timeline)[0])
    dissolves = [item for item in first if isinstance(item, otio.schema.Transition)]
    assert [dissolve.in_offset.value for dissolve in dissolves] == [6]
    speeds = [effect.time_scalar for clip in timeline.find_clips() for effect in clip.effects]
    assert speeds == [0.5]
    (stuck,) = [cut for cut in material.truth.cuts if not cut.can_move]
    outgoing = next(
        item for item in video(timeline)[0].find_clips()
        if item.range_in_parent().end_time_exclusive().value == stuck.frame
    )  # fmt: skip
    spare = (
        outgoing.available_range().end_time_exclusive() - outgoing.source_range.end_time_exclusive()
    )
    assert spare.value < -stuck.off


def test_every_other_cut_has_the_media_to_reach_its_beat(material: Material, timeline: Any) -> None:
    can_move = {(cut.track, cut.frame): cut for cut in material.truth.cuts if cut.can_move}
    for number, track in enumerate(video(timeline), start=1):
        overlap = {
            track.range_of_child(track[at + 1]).start_time.value: 6
            for at, item in enumerate(track)
            if isinstance(item, otio.schema.Transition)
        }
        for clip in track.find_clips():
            placed = clip.range_in_parent()
            speed = next((effect.time_scalar for effect in clip.effects), 1.0)
            media, used = clip.available_range(), clip.source_range
            head = used.start_time.value - media.start_time.value
            tail = media.duration.value - head - used.duration.value * speed
            start, end = placed.start_time.value, placed.end_time_exclusive().value
            if cut := can_move.get((f"V{number}", start)):
                assert head >= (max(cut.off, 0) + overlap.get(start, 0)) * speed
            if cut := can_move.get((f"V{number}", end)):
                assert tail >= (max(-cut.off, 0) + overlap.get(end, 0)) * speed


def test_a_short_song_has_the_cuts_that_lie_inside_it() -> None:
    short = make_song(12.0)
    assert [cut.beat for cut in true_cuts(short, RATE)] == [8, 16]


def test_making_it_can_be_cancelled(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        make_material(tmp_path, Progress(cancelled=lambda: True))
    assert not list(tmp_path.iterdir())

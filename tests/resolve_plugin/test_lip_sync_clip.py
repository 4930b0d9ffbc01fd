"""Lip-sync Clip, from the menu to the last words: a modelled Resolve, a real engine, real clips."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from backbeat.media.encode import write_audio
from backbeat_resolve import lip_sync_clip, new_words
from backbeat_resolve.problems import Problem
from tests import engines, pulled
from tests.doubles.resolve.session import Session, session
from tests.loudness.synthetic_speech import synthetic_speech
from tests.resolve_plugin.clips import write_clip
from tests.resolve_plugin.flows import pool_of, run, shape
from tests.resolve_plugin.inside import opened

KATIE = "data/lips/video/WDA_KatieHill_000.mp4"
WORDS = "data/lips/speech/librivox_0890.wav"


def world(folder: Path, version: str = "21.1") -> Session:
    """Two clips, the first of them twice, and their sound."""
    held = session(version, "studio")
    edit = held.add_timeline("edit ü")
    for number, name in enumerate(("one é.mov", "two.mov")):
        path = folder / name
        write_clip(path, 3, seed=number)
        media = held.add_media(path, 3, 25, channels=2)
        held.add_item(edit, media, number * 50, 50)
        held.add_item(edit, media, number * 50, 50, kind="audio")
    return held


def words(folder: Path, held: Session, at: int, source: int = 0, name: str = "new.wav") -> Path:
    """A recording on a second audio track."""
    path = folder / name
    write_audio(path, [synthetic_speech(3)[:, None]], 48000)
    media = held.add_media(path, 3, None, channels=1)
    track = held.add_track(held.timeline, "audio")
    number = held.timeline.tracks["audio"].index(track) + 1
    held.add_item(held.timeline, media, at, 40, kind="audio", track=number, source=source)
    return path


def test_the_words_are_the_only_other_sound_under_the_clip(tmp_path: Path) -> None:
    held = world(tmp_path)
    path = words(tmp_path, held, 55)
    now = opened(held)
    clips = now.timeline.GetItemListInTrack("video", 1)
    found = new_words.choose(now, clips[1])
    assert (found.path, found.start_s, found.is_there) == (str(path), 0.2, True)
    with pytest.raises(Problem, match="No recording of new words"):
        new_words.choose(now, clips[0])


def test_what_is_cut_off_the_words_was_heard_before(tmp_path: Path) -> None:
    held = world(tmp_path)
    words(tmp_path, held, 55, source=10)
    now = opened(held)
    clips = now.timeline.GetItemListInTrack("video", 1)
    assert new_words.choose(now, clips[1]).start_s == pytest.approx(-0.2)


def test_of_several_recordings_none_is_guessed(tmp_path: Path) -> None:
    held = world(tmp_path)
    words(tmp_path, held, 0)
    words(tmp_path, held, 45, name="other.wav")
    now = opened(held)
    clips = now.timeline.GetItemListInTrack("video", 1)
    with pytest.raises(Problem, match="2 recordings are heard") as problem:
        new_words.choose(now, clips[0])
    assert "“new.wav”" in str(problem.value) and "“other.wav”" in str(problem.value)


def test_a_file_that_is_named_begins_with_the_clip(tmp_path: Path) -> None:
    held = world(tmp_path)
    path = words(tmp_path, held, 55)
    now = opened(held)
    clip = now.timeline.GetItemListInTrack("video", 1)[1]
    found = new_words.choose(now, clip, str(path))
    assert (found.start_s, found.is_there) == (0.0, False)
    with pytest.raises(Problem, match="There is no file"):
        new_words.choose(now, clip, str(tmp_path / "nowhere.wav"))


def test_without_a_clip_nothing_is_done(
    tmp_path: Path, at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = session("20.3", "free")
    held.add_timeline("empty")
    assert not run(held, "lip_sync_clip")
    assert "none is under the playhead" in capsys.readouterr().out


def test_a_refusal_of_the_engine_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("BACKBEAT_HOME", str(home))
    held = world(tmp_path, "20.3")
    words(tmp_path, held, 0)
    before, pool = shape(held.timeline), pool_of(held)
    with engines.engine_process(home):
        assert not run(held, "lip_sync_clip")
    assert "models pull face-mesh" in capsys.readouterr().out
    assert (shape(held.timeline), pool_of(held)) == (before, pool)


@pytest.mark.shared
@pytest.mark.parametrize("version", ["21.1", pytest.param("18.6", marks=pytest.mark.whole)])
def test_a_new_clip_lies_above_and_the_old_timeline_is_as_it_was(
    tmp_path: Path,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    version: str,
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("BACKBEAT_HOME", str(home))
    for model in ("face-mesh", "speech"):
        pulled.put(model, home)
    held = session(version, "studio")
    edit = held.add_timeline("edit ü")
    media = held.add_media(shared / KATIE, 8, 25, channels=1)
    held.add_item(edit, media, 10, 60, source=30)
    sound = held.add_media(shared / WORDS, 5, None, channels=1)
    held.add_item(edit, sound, 15, 60, kind="audio")
    edit.playhead = 20
    original, before = held.timeline, shape(held.timeline)
    with engines.engine_process(home):
        assert run(held, "lip_sync_clip")
    said = capsys.readouterr().out
    assert shape(original) == before
    new = held.timeline
    assert new is not original
    video, audio = new.tracks["video"], new.tracks["audio"]
    assert [track.name for track in video][1:] == [lip_sync_clip._VIDEO]
    # The words are on the timeline already.
    assert len(audio) == len(original.tracks["audio"])
    (item,) = video[1].items
    assert (item.start - new.start, item.end - new.start) == (10, 70)
    assert (item.media.rate, Fraction(item.source)) == (25, 12)
    assert "with a new mouth" in said and "as they were" in said

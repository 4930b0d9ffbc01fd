"""The render job: stems, and music that gives way to speech."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import RequestError, TimelineError
from backbeat.loudness import measure
from backbeat.loudness.meter import programme
from backbeat.media.decode import read_audio
from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest
from backbeat.workflows.render import job as render
from tests.loudness.synthetic_speech import synthetic_speech
from tests.workflows.render.scenes import (
    FPS,
    FRAME,
    RATE,
    SECONDS,
    Items,
    clip,
    rendered,
    voices,
)


def test_stems_sum_to_the_mix_to_the_last_bit(media: Callable[..., Path], tmp_path: Path) -> None:
    mix, result = rendered(tmp_path, voices(media), RenderOptions(duck=True), stems=True)
    stems = {stem.role: read_audio(Path(stem.path), RATE).samples for stem in result.stems}
    assert list(stems) == ["dialogue", "music", "effects", "ambience", "music-and-effects"]
    total = stems["dialogue"].copy()
    for role in ("music", "effects", "ambience"):
        total += stems[role]
    assert np.array_equal(total, mix)
    rest = stems["music"] + stems["effects"]
    assert np.array_equal(rest + stems["ambience"], stems["music-and-effects"])


def test_music_gives_way_to_speech_and_comes_back(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    _, plain = rendered(tmp_path, voices(media), stems=True)
    before = {stem.role: read_audio(Path(stem.path), RATE).samples for stem in plain.stems}
    _, result = rendered(tmp_path, voices(media), RenderOptions(duck=True), stems=True)
    after = {stem.role: read_audio(Path(stem.path), RATE).samples for stem in result.stems}
    assert np.array_equal(before["dialogue"], after["dialogue"])
    assert np.array_equal(before["effects"], after["effects"])
    with np.errstate(invalid="ignore", divide="ignore"):
        gain = np.abs(after["music"][:, 0]) / np.abs(before["music"][:, 0])
    assert gain[: 2 * RATE] == pytest.approx(1, abs=0.01)
    during = slice(5 * RATE, 6 * RATE)
    speech = programme(measure(after["dialogue"][3 * RATE : 8 * RATE], RATE))
    music = programme(measure(after["music"][during], RATE))
    assert speech is not None and music is not None
    assert speech - music == pytest.approx(10, abs=1.5)
    assert gain[-RATE:] == pytest.approx(1, abs=0.02)
    # Down before the first word, and never in a jump.
    assert gain[3 * RATE] < 0.5
    assert np.nanmax(np.abs(np.diff(20 * np.log10(gain)))) < 0.02
    assert 5 < result.max_ducking_db < 16
    assert 5 < result.max_ducking_rise_db_s <= 10.01
    assert result.dialogue_share == pytest.approx(5 / 12, abs=0.03)


def test_room_tone_between_words_does_not_keep_the_music_down(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    rng = np.random.default_rng(4)
    count = SECONDS * RATE
    bed = media("bed", rng.normal(0, 0.1, (count, 2)).astype(np.float32))
    # 10 LU below the words: by level alone it is part of them.
    tone = rng.normal(0, 1, (count, 1))
    words = np.zeros((count, 1))
    words[2 * RATE : 5 * RATE, 0] = synthetic_speech(3)
    loudness = [programme(measure(line.astype(np.float32), RATE)) for line in (words, tone)]
    assert loudness[0] is not None and loudness[1] is not None
    tone *= 10 ** ((loudness[0] - loudness[1] - 10) / 20)
    voice = media("voice", (words + tone).astype(np.float32))
    tracks: Items = {"Dialog": [clip(voice, 0, 300)], "Musik": [clip(bed, 0, 300)]}
    _, plain = rendered(tmp_path, tracks, stems=True)
    before = read_audio(Path(plain.stems[1].path), RATE).samples
    _, result = rendered(tmp_path, tracks, RenderOptions(duck=True), stems=True)
    after = read_audio(Path(result.stems[1].path), RATE).samples
    gain = np.abs(after[:, 0]) / np.maximum(np.abs(before[:, 0]), 1e-9)
    assert gain[3 * RATE : 4 * RATE].max() < 0.6
    assert gain[7 * RATE : 12 * RATE] == pytest.approx(1, abs=0.02)
    assert result.dialogue_share == pytest.approx(0.25, abs=0.03)
    assert [(track.role, track.role_word) for track in result.tracks] == [
        ("dialogue", "dialog"),
        ("music", "musik"),
    ]


def test_no_speech_on_the_dialogue_tracks_is_said(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    rng = np.random.default_rng(4)
    noise = media("bed", rng.normal(0, 0.1, (SECONDS * RATE, 2)).astype(np.float32))
    tracks: Items = {"VO": [clip(noise, 0, 50)], "Music": [clip(noise, 0, 50)]}
    _, result = rendered(tmp_path, tracks, RenderOptions(duck=True))
    assert result.dialogue_share == 0 and result.max_ducking_db == 0
    assert any("No speech was found" in warning for warning in result.warnings)


def test_the_mix_lasts_as_long_as_the_timeline(media: Callable[..., Path], tmp_path: Path) -> None:
    edit = otio.schema.Timeline("edit")
    picture, sound = otio.schema.Track("V1", kind="Video"), otio.schema.Track("A1", kind="Audio")
    edit.tracks.extend([picture, sound])
    picture.append(clip(media(), 0, 100))
    sound.append(clip(media(), 0, 40))
    path, mix = tmp_path / "edit.otio", tmp_path / "mix.wav"
    otio.adapters.write_to_file(edit, str(path))
    request = RenderRequest(
        edit_path=str(path), output_path=str(mix), stems_path=str(tmp_path / "stems")
    )
    result = render.run(request)
    assert (result.duration_s, result.sound_ends_s) == (4, 1.6)
    for file in (mix, *(Path(stem.path) for stem in result.stems)):
        samples = read_audio(file, RATE).samples
        assert len(samples) == 100 * FRAME
        assert samples[: 40 * FRAME].any() and not samples[40 * FRAME :].any()
    # The other way round too.
    sound.append(clip(media(), 40, 90))
    otio.adapters.write_to_file(edit, str(path))
    longer = render.run(RenderRequest(edit_path=str(path), output_path=str(mix)))
    assert longer.duration_s == longer.sound_ends_s == 130 / FPS


def test_a_role_that_nothing_tells_is_said_where_it_matters(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    tracks: Items = {"Track 2": [clip(media(), 0, 5)], "Musique": [clip(media(), 0, 5)]}
    _, plain = rendered(tmp_path, tracks)
    assert [track.role_assumed for track in plain.tracks] == [True, False]
    assert not plain.warnings
    _, result = rendered(tmp_path, tracks, stems=True)
    assert result.warnings == [
        "A1 (Track 2) has no role in its name and is treated as effects; use --role A1=music, or "
        "another role, to change that."
    ]


def test_roles_come_from_names_or_are_given(media: Callable[..., Path], tmp_path: Path) -> None:
    tracks: Items = {"Dialogue L": [clip(media(), 0, 5)], "Track 2": [clip(media(), 0, 5)]}
    _, result = rendered(tmp_path, tracks, RenderOptions(roles={"A2": "music"}))
    assert [track.role for track in result.tracks] == ["dialogue", "music"]
    with pytest.raises(RequestError, match="no role"):
        rendered(tmp_path, tracks, RenderOptions(roles={"A2": "noise"}))
    with pytest.raises(RequestError, match="no sound track"):
        rendered(tmp_path, tracks, RenderOptions(roles={"A9": "music"}))


def test_missing_media_is_named_or_left_out(media: Callable[..., Path], tmp_path: Path) -> None:
    tracks: Items = {"Music": [clip(tmp_path / "gone.wav", 0, 25), clip(media(), 0, 25)]}
    with pytest.raises(TimelineError, match=r"gone\.wav"):
        rendered(tmp_path, tracks)
    assert not (tmp_path / "mix.wav").exists()
    mix, result = rendered(tmp_path, tracks, RenderOptions(allow_missing=True))
    assert not mix[: 25 * FRAME].any() and "gone" in result.warnings[0]

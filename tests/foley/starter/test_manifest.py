"""The starter set: what it says is what its files are."""

from __future__ import annotations

import av
import numpy as np

from backbeat.foley.starter import LICENCE_PATH, StarterSound, starter_sounds


def decoded(sound: StarterSound) -> np.ndarray:
    """Its samples, shape (n, channels), by FFmpeg."""
    with av.open(str(sound.path)) as container:
        stream = container.streams.audio[0]
        assert stream.rate == sound.rate
        frames = [frame.to_ndarray() for frame in container.decode(stream)]
    return np.concatenate(frames, axis=1).reshape(-1, sound.channels) / 32768.0


def test_every_sound_is_there_and_as_long_as_it_says() -> None:
    sounds = starter_sounds()
    assert len(sounds) == 33
    assert len({sound.path for sound in sounds}) == 33
    for sound in sounds:
        samples = decoded(sound)
        assert abs(len(samples) / sound.rate - sound.duration_s) < 0.001, sound.name
        assert 0 <= sound.sync_s < sound.duration_s, sound.name
        assert sound.path.name.startswith(f"{sound.ucs}_"), sound.name
        assert sound.words, sound.name


def test_a_hit_is_not_before_its_sound_nor_long_after_it_begins() -> None:
    for sound in starter_sounds():
        if sound.loop_s is not None or "pass" in sound.name:
            continue
        level = np.abs(decoded(sound)).max(axis=1)
        begins, sounds = (
            np.flatnonzero(level > share * level.max())[0] / sound.rate for share in (0.03, 0.4)
        )
        assert begins - 0.002 <= sound.sync_s <= sounds + 0.002, (sound.name, begins, sounds)


def test_loops_lie_within_their_files() -> None:
    loops = [sound for sound in starter_sounds() if sound.loop_s is not None]
    assert len(loops) >= 6
    for sound in loops:
        assert sound.loop_s is not None
        start, end = sound.loop_s
        assert 0 <= start < end <= sound.duration_s + 0.001


def test_the_licence_goes_with_them() -> None:
    text = LICENCE_PATH.read_text(encoding="utf-8")
    assert "Frank Wen" in text
    assert "MERCHANTABILITY" in text
    assert {sound.licence.name for sound in starter_sounds()} == {"MIT"}
    assert all(sound.licence.commercial for sound in starter_sounds())

"""Waveforms of files, compared with the files' own samples."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.errors import MediaError, NotFoundError, RequestError
from backbeat.media.encode import write_audio
from backbeat.panel import waveforms
from backbeat.panel.waveforms import Waveforms
from backbeat.v1.panel_pb2 import GetWaveformRequest, Waveform
from tests.material import write_clip

RATE = 44_100


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Waveforms]:
    made = Waveforms(tmp_path / "peaks")
    yield made
    made.close()


def noise(seconds: float, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    swell = np.abs(np.sin(np.arange(round(seconds * RATE)) / RATE))[:, np.newaxis]
    return (random.uniform(-0.9, 0.9, (len(swell), 2)) * swell).astype(np.float32)


def whole(shown: Waveforms, path: Path, **asked: float) -> Waveform:
    """The answer once all of the file has been read."""
    for _ in range(200):
        answer = shown.get(GetWaveformRequest(path=str(path), **{"columns": 100, **asked}))  # type: ignore[arg-type]
        if answer.fraction == 1:
            return answer
        time.sleep(0.02)
    raise AssertionError("it is never read")


def drawn(answer: Waveform) -> np.ndarray:
    return np.stack([np.frombuffer(part, np.int8) for part in (answer.low, answer.high)])


def test_columns_bound_the_samples_of_the_file(shown: Waveforms, tmp_path: Path) -> None:
    samples = noise(12.5)
    song = tmp_path / "song.wav"
    write_audio(song, samples, RATE)
    answer = whole(shown, song, start_s=2, end_s=7, columns=250)
    assert (answer.start_s, answer.end_s, answer.duration_s) == (2, 7, 12.5)
    low, high = drawn(answer)
    parts = samples[2 * RATE : 7 * RATE].reshape(250, -1) * 127
    assert (low <= parts.min(1) + 0.01).all()
    assert (high >= parts.max(1) - 0.01).all()
    # A column of 20 ms is as wide as its samples, and not as its neighbours'.
    assert np.median(high - parts.max(1)) < 1


def test_a_second_engine_reads_nothing_again(
    shown: Waveforms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = tmp_path / "song.flac"
    write_audio(song, noise(3), RATE, "flac")
    first = whole(shown, song)
    monkeypatch.setattr(waveforms, "_fill", lambda _: pytest.fail("it was read again"))
    for _ in range(100):
        if list((tmp_path / "peaks").glob("*.npy")):
            break
        time.sleep(0.02)
    second = Waveforms(tmp_path / "peaks").get(GetWaveformRequest(path=str(song), columns=100))
    assert second == first


def test_a_file_that_was_changed_is_read_again(shown: Waveforms, tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, noise(1), RATE)
    assert whole(shown, song).duration_s == 1
    write_audio(song, noise(2), RATE)
    assert whole(shown, song).duration_s == 2


def test_sound_of_a_video_counts_from_its_first_picture(shown: Waveforms, tmp_path: Path) -> None:
    """A click at a known moment, in a file whose sound begins half a second after the picture."""
    path = tmp_path / "late.mov"
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("pcm_s16le", rate=48_000)
        sound.layout = "mono"
        for number in range(50):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number, np.uint8), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        samples = np.zeros((1, 48_000), np.int16)
        samples[0, 24_000] = 30_000
        block = av.AudioFrame.from_ndarray(samples, "s16", "mono")
        block.sample_rate, block.pts = 48_000, 24_000
        container.mux(sound.encode(block))
        container.mux(sound.encode(None))
    answer = whole(shown, path, end_s=1.5, columns=1_500)
    assert np.flatnonzero(drawn(answer)[1]).tolist() == [1_000]


def test_of_a_long_file_a_part_is_shown_at_once(
    shown: Waveforms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, noise(40), RATE)
    read, go_on = waveforms.peaks_of, threading.Event()

    def slow(samples: np.ndarray, rate: int) -> np.ndarray:
        if len(shown._readings) and next(iter(shown._readings.values())).count:
            go_on.wait(20)
        return read(samples, rate)

    monkeypatch.setattr(waveforms, "peaks_of", slow)
    for _ in range(200):
        part = shown.get(GetWaveformRequest(path=str(song), columns=40))
        if part.fraction > 0:
            break
        time.sleep(0.02)
    assert part.duration_s == 40
    assert part.fraction == pytest.approx(5 / 40)
    low, high = drawn(part)
    assert (high[:5] > 0).all() and (low[:5] < 0).all()
    assert not drawn(part)[:, 5:].any()
    go_on.set()
    assert (drawn(whole(shown, song, columns=40))[1] > 0).all()


def test_many_files_at_once_are_all_read(shown: Waveforms, tmp_path: Path) -> None:
    songs = [tmp_path / f"{number}.wav" for number in range(12)]
    for number, song in enumerate(songs):
        write_audio(song, noise(1 + number / 10, number), RATE)
    for song in songs:
        shown.get(GetWaveformRequest(path=str(song), columns=10))
    lengths = [whole(shown, song).duration_s for song in songs]
    assert lengths == pytest.approx([1 + number / 10 for number in range(12)], abs=0.002)


def test_what_is_asked_of_no_sound(shown: Waveforms, tmp_path: Path) -> None:
    text = tmp_path / "text.wav"
    text.write_text("no sound")
    silent = write_clip(tmp_path / "silent.mp4", 0.4)
    for path in (text, silent):
        for _ in range(2):
            with pytest.raises(MediaError, match=path.name):
                whole(shown, path)
    with pytest.raises(NotFoundError):
        whole(shown, tmp_path / "nothing.wav")


@pytest.mark.parametrize(
    "asked",
    [{"columns": 0}, {"columns": 8_193}, {"start_s": float("nan")}, {"end_s": float("inf")}],
)
def test_what_makes_no_sense_is_refused(
    asked: dict[str, float], shown: Waveforms, tmp_path: Path
) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, noise(0.1), RATE)
    with pytest.raises(RequestError):
        whole(shown, song, **asked)


def test_stretches_beyond_the_sound_are_within_it(shown: Waveforms, tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, noise(2), RATE)
    before = whole(shown, song, start_s=-5, end_s=1)
    assert (before.start_s, before.end_s) == (0, 1)
    after = whole(shown, song, start_s=9, end_s=12)
    assert (after.start_s, after.end_s) == (2, 2)
    assert not drawn(after).any()


def test_closing_ends_what_is_read(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, noise(30), RATE)
    shown = Waveforms(tmp_path / "peaks")
    shown.get(GetWaveformRequest(path=str(song), columns=1))
    shown.close()
    assert not [one for one in threading.enumerate() if one.name == "waveform"]


def test_many_callers_of_one_file_share_one_reading(
    shown: Waveforms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, noise(20), RATE)
    real, read = waveforms._fill, []
    monkeypatch.setattr(waveforms, "_fill", lambda reading: (read.append(1), real(reading)))
    answers: list[Waveform] = []
    callers = [
        threading.Thread(target=lambda: answers.append(whole(shown, song))) for _ in range(8)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(30)
    assert len(read) == 1
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)

"""Proofs are decoded again, and every picture says which one it is."""

from __future__ import annotations

import shutil
import struct
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import opentimelineio as otio
import pytest
from PIL import Image

from backbeat.errors import CancelledError, RequestError
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.progress import Progress
from backbeat.timeline import load
from backbeat.timeline.document import Document
from backbeat.workflows.preview.proof import Proof, proof_size, render_proof
from backbeat.workflows.preview.sound import Song
from tests.workflows.preview.numbered import (
    CLIP,
    even,
    lumas,
    lumas_by_ffmpeg,
    number_of,
    numbers,
    picture,
    write_clip,
)

RATE = 25.0


def time(value: float, rate: float = RATE) -> Any:
    return otio.opentime.RationalTime(value, rate)


def span(start: float, length: float, rate: float = RATE) -> Any:
    return otio.opentime.TimeRange(time(start, rate), time(length, rate))


def clip(path: Path, start: float, length: float, speed: float | None = None, **own: Any) -> Any:
    made = otio.schema.Clip(
        path.name, otio.schema.ExternalReference(str(path)), span(start, length), metadata=own
    )
    if speed == 0:
        made.effects.append(otio.schema.FreezeFrame())
    elif speed is not None:
        made.effects.append(otio.schema.LinearTimeWarp(time_scalar=speed))
    return made


def gap(length: float) -> Any:
    return otio.schema.Gap(source_range=span(0, length))


def dissolve(before: float, after: float) -> Any:
    return otio.schema.Transition("", "SMPTE_Dissolve", time(before), time(after))


def document(folder: Path, *tracks: list[Any], sound: list[Any] | None = None) -> Document:
    timeline = otio.schema.Timeline("edit")
    for number, items in enumerate(tracks, 1):
        timeline.tracks.append(otio.schema.Track(f"V{number}", items, kind="Video"))
    if sound is not None:
        timeline.tracks.append(otio.schema.Track("Music", sound, kind="Audio"))
    path = folder / "edit.otio"
    otio.adapters.write_to_file(timeline, str(path))
    return load(path)


def rendered(folder: Path, *tracks: list[Any], **options: Any) -> tuple[Path, Proof]:
    film = folder / "proof.mp4"
    return film, render_proof(document(folder, *tracks), film, **options)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("clips")
    return [
        write_clip(folder / f"{name}.mp4", even(120, 25), (name + 1) * CLIP) for name in range(3)
    ]


def test_each_frame_shows_the_picture_that_the_edit_names(
    tmp_path: Path, clips: list[Path]
) -> None:
    shots = [(0, 10, 17), (1, 47, 9), (0, 90, 25), (2, 3, 6), (0, 0, 40), (1, 80, 31)]
    film, proof = rendered(tmp_path, [clip(clips[n], start, length) for n, start, length in shots])
    planned = [(n + 1) * CLIP + start + k for n, start, length in shots for k in range(length)]
    assert numbers(film) == planned
    assert proof.frames == len(planned)
    assert (proof.width, proof.height, proof.rate, proof.warnings) == (640, 360, 25, ())


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg here")
@pytest.mark.parametrize("rate", [24000 / 1001, 25.0, 30000 / 1001, 60.0])
def test_another_player_sees_the_same_at_every_rate(
    tmp_path: Path, clips: list[Path], rate: float
) -> None:
    items = [
        otio.schema.Clip(
            "x", otio.schema.ExternalReference(str(clips[n])), span(start, length, rate)
        )
        for n, start, length in [(0, 5, 33), (1, 0, 20), (2, 50, 41)]
    ]
    film, _ = rendered(tmp_path, items)
    seen = [number_of(luma) for luma in lumas_by_ffmpeg(film, (640, 360))]
    assert seen == numbers(film)
    assert len(seen) == 94
    assert [number // CLIP for number in seen] == [1] * 33 + [2] * 20 + [3] * 41
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        assert float(stream.average_rate or 0) == pytest.approx(rate, rel=1e-6)
        assert stream.start_time == 0


def test_pictures_of_a_variable_rate_are_shown_by_their_times(tmp_path: Path) -> None:
    steps = [1, 1, 3, 1, 7, 2, 1, 1, 12, 1, 1, 5, 1, 1, 1, 2]
    times = [Fraction(sum(steps[:index]), 25) for index in range(len(steps))]
    source = write_clip(tmp_path / "phone.mp4", times)
    film, _ = rendered(tmp_path, [clip(source, 2, 20), clip(source, 9, 25)])
    shown = [n - CLIP for n in numbers(film)]
    on_display = [
        max(index for index, time in enumerate(times) if time * 25 <= frame)
        for frame in [*range(2, 22), *range(9, 34)]
    ]
    assert shown == on_display


@pytest.mark.parametrize("source_rate", [30, 50, 60])
def test_a_faster_clip_shows_its_nearest_picture(tmp_path: Path, source_rate: int) -> None:
    source = write_clip(tmp_path / "fast.mp4", even(source_rate * 3, source_rate))
    film, _ = rendered(tmp_path, [clip(source, 0, 60)])
    for frame, number in enumerate(numbers(film)):
        late = abs(Fraction(number - CLIP, source_rate) - Fraction(frame, 25))
        assert late <= Fraction(1, source_rate) / 2


@pytest.mark.parametrize("source_rate", [8, 12, 24])
def test_a_slower_clip_holds_its_pictures(tmp_path: Path, source_rate: int) -> None:
    source = write_clip(tmp_path / "slow.mp4", even(source_rate * 3, source_rate))
    film, _ = rendered(tmp_path, [clip(source, 0, 60)])
    middles = [(frame + Fraction(1, 2)) / 25 for frame in range(60)]
    assert numbers(film) == [CLIP + int(middle * source_rate) for middle in middles]


def test_retimed_reversed_and_frozen_clips(tmp_path: Path, clips: list[Path]) -> None:
    film, _ = rendered(
        tmp_path,
        [
            clip(clips[0], 10, 20, 2.0),
            clip(clips[0], 10, 20, 0.5),
            clip(clips[1], 10, 70, -1.0),
            clip(clips[2], 33, 8, 0),
        ],
    )
    fast, slow = [10 + 2 * n for n in range(20)], [10 + n // 2 for n in range(20)]
    back, frozen = list(range(79, 9, -1)), [33] * 8
    planned = (
        [CLIP + n for n in fast + slow]
        + [2 * CLIP + n for n in back]
        + [3 * CLIP + n for n in frozen]
    )
    assert numbers(film) == planned


def test_a_dissolve_goes_over_evenly(tmp_path: Path) -> None:
    def plain(level: int) -> Any:
        return lambda number, width, height: np.full((height, width, 3), level, np.uint8)

    dark = write_clip(tmp_path / "dark.mp4", even(60, 25), drawn=plain(20))
    bright = write_clip(tmp_path / "bright.mp4", even(60, 25), drawn=plain(220))
    film, _ = rendered(tmp_path, [clip(dark, 0, 30), dissolve(6, 6), clip(bright, 20, 30)])
    levels = [float(luma.mean()) for luma in lumas(film)]
    low, high = levels[0], levels[-1]
    shares = [(level - low) / (high - low) for level in levels]
    assert shares[:24] == pytest.approx([0] * 24, abs=0.01)
    assert shares[24:36] == pytest.approx([(n + 0.5) / 12 for n in range(12)], abs=0.02)
    assert shares[36:] == pytest.approx([1] * 24, abs=0.01)


def test_gaps_missing_media_and_tracks_over_each_other(tmp_path: Path, clips: list[Path]) -> None:
    lower = [clip(clips[0], 0, 60)]
    hidden = otio.schema.Track("V3", [clip(clips[2], 0, 60)], kind="Video")
    hidden.enabled = False
    disabled = clip(clips[2], 0, 10)
    disabled.enabled = False
    gone = clip(tmp_path / "gone.mov", 0, 10)
    upper = [gap(10), clip(clips[1], 0, 10), gone, disabled]
    made = document(tmp_path, lower, upper)
    timeline = otio.adapters.read_from_file(str(made.path))
    timeline.tracks.append(hidden)
    otio.adapters.write_to_file(timeline, str(made.path))
    proof = render_proof(load(made.path), tmp_path / "proof.mp4")
    planned = [CLIP + n for n in range(60)]
    planned[10:20] = [2 * CLIP + n for n in range(10)]
    assert numbers(tmp_path / "proof.mp4") == planned
    (warning,) = proof.warnings
    assert "gone.mov" in warning and warning.endswith("The proof is black and silent there.")

    film, _ = rendered(tmp_path, [gap(5), clip(clips[0], 0, 5)])
    levels = [luma.mean() for luma in lumas(film)]
    assert max(levels[:5]) < 18 < min(levels[5:])


def test_a_nested_timeline_is_shown(tmp_path: Path, clips: list[Path]) -> None:
    inner = otio.schema.Stack("inside", source_range=span(5, 20))
    inner.append(otio.schema.Track("V1", [clip(clips[0], 0, 15), clip(clips[1], 40, 30)]))
    film, _ = rendered(tmp_path, [clip(clips[2], 0, 4), inner, clip(clips[2], 50, 4)])
    planned = [3 * CLIP + n for n in range(4)] + [CLIP + n for n in range(5, 15)]
    planned += [2 * CLIP + n for n in range(40, 50)] + [3 * CLIP + n for n in range(50, 54)]
    assert numbers(film) == planned


def test_sizes_are_fitted_with_black_bars(tmp_path: Path) -> None:
    tall = write_clip(tmp_path / "tall.mp4", even(10, 25), CLIP, (180, 320))
    wide = write_clip(tmp_path / "wide.mp4", even(10, 25), 2 * CLIP, (640, 160))
    film, _ = rendered(tmp_path, [clip(tall, 0, 5), clip(wide, 0, 5)])
    first, second = lumas(film)[0], lumas(film)[5]
    # 180 by 320 in 640 by 360 is 202 wide; 640 by 160 is 160 high.
    assert first[:, 222:418].mean() > 30 and number_of(first[:, 219:421]) == CLIP
    assert first[:, :216].max() < 24 > first[:, 424:].max()
    assert number_of(second[100:260]) == 2 * CLIP
    assert second[:96].max() < 24 > second[264:].max()


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg here")
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_rotation_is_applied_as_ffmpeg_does(tmp_path: Path, angle: int) -> None:
    plain = write_clip(tmp_path / "plain.mp4", even(5, 25), CLIP + 5)
    turned = tmp_path / "turned.mp4"
    with av.open(str(plain)) as reading, av.open(str(turned), "w") as writing:
        source = reading.streams.video[0]
        copy = writing.add_stream_from_template(source)
        for packet in reading.demux(source):
            if packet.size:
                packet.stream = copy
                writing.mux(packet)
    _set_rotation(turned, angle)
    film, _ = rendered(tmp_path, [clip(turned, 0, 5)])
    seen_path = tmp_path / "seen.png"
    fitted = "scale=w=640:h=360:force_original_aspect_ratio=decrease,pad=640:360:-1:-1"
    subprocess.run(
        [
            "ffmpeg",
            "-v",
            "error",
            "-i",
            str(turned),
            "-vf",
            fitted,
            "-frames:v",
            "1",
            str(seen_path),
        ],
        check=True,
    )
    seen = np.asarray(Image.open(seen_path).convert("L"), float)
    shown = np.clip((lumas(film)[0].astype(float) - 16) * 255 / 219, 0, 255)
    assert np.abs(seen - shown).mean() < 4


def _set_rotation(path: Path, angle: int) -> None:
    """Writes the matrix of a rotation into the track header (ISO/IEC 14496-12, 8.3.2)."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 4 + 4 * 5 + 8 + 8
    one, cases = 0x10000, {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
    a, b, c, d = (one * value for value in cases[angle])
    data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 0x40000000)
    path.write_bytes(data)


def test_pixel_aspect_is_applied(tmp_path: Path) -> None:
    path = tmp_path / "anamorphic.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 180, 180, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(16, 9)
        for index in range(5):
            frame = av.VideoFrame.from_ndarray(picture(CLIP + index, 180, 180), format="rgb24")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    film, _ = rendered(tmp_path, [clip(path, 0, 5)])
    assert numbers(film) == [CLIP + n for n in range(5)]


def test_the_declared_move_over_a_still_is_made(tmp_path: Path) -> None:
    ramp = np.repeat(np.linspace(0, 255, 1280)[None, :], 720, axis=0).astype(np.uint8)
    still = tmp_path / "still.png"
    Image.fromarray(ramp).convert("RGB").save(still)
    frame = {"y": 0.0, "width": 0.5, "height": 0.5}
    move = {"start": {"x": 0.0, **frame}, "end": {"x": 0.5, **frame}}
    film, _ = rendered(tmp_path, [clip(still, 0, 50, backbeat={"move": move})])
    middles = np.array([luma[:, 318:322].mean() for luma in lumas(film)])
    # The middle of the frame goes from a quarter to three quarters of the ramp.
    shares = (middles - 16) / 219
    assert shares == pytest.approx(0.25 + 0.5 * (np.arange(50) + 0.5) / 50, abs=0.012)
    assert (np.diff(middles) > 0).all()


def _clicks(places: list[int], length: int) -> np.ndarray[Any, Any]:
    noise = np.random.default_rng(4).normal(0, 0.3, 64)
    sound = np.zeros((length, 2), np.float32)
    for place in places:
        sound[place : place + 64] += noise[: len(sound[place : place + 64]), None]
    return sound


@pytest.mark.parametrize("named", [True, False])
def test_sound_is_in_step_to_the_sample(tmp_path: Path, clips: list[Path], named: bool) -> None:
    places = [0, 12_345, 48_000, 95_999]
    song = tmp_path / "song.wav"
    write_audio(song, _clicks(places, 110_000), 48000)
    track = [clip(song, 0, 50)] if named else None
    made = document(tmp_path, [clip(clips[0], 0, 50)], sound=track)
    film = tmp_path / "proof.mp4"
    render_proof(made, film, song=None if named else Song(song))
    wanted = _clicks(places, 110_000)[: 50 * 1920, 0]
    ours = read_audio(film, 48000).samples[: len(wanted), 0]
    assert _lag(ours, wanted) == 0
    with av.open(str(film)) as container:
        played = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
    assert _lag(played, wanted) == 0


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg here")
def test_another_player_hears_it_in_step(tmp_path: Path, clips: list[Path]) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, _clicks([500, 60_000], 110_000), 48000)
    made = document(tmp_path, [clip(clips[0], 0, 50)])
    start = Fraction(1, 5)
    render_proof(made, tmp_path / "proof.mp4", song=Song(song, start, Fraction(1, 100)))
    heard = subprocess.run(
        [
            "ffmpeg",
            "-v",
            "error",
            "-i",
            str(tmp_path / "proof.mp4"),
            "-f",
            "f32le",
            "-ac",
            "1",
            "-",
        ],
        capture_output=True,
        check=True,
    ).stdout
    wanted = np.zeros(50 * 1920, np.float32)
    wanted[9600:] = _clicks([500, 60_000], 110_000)[480 : 480 + len(wanted) - 9600, 0]
    assert _lag(np.frombuffer(heard, np.float32), wanted) == 0


def _lag(heard: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> int:
    """How many samples later it is heard than wanted."""
    size = 1 << 18
    spectrum = np.fft.rfft(heard[: len(wanted)], size) * np.conj(np.fft.rfft(wanted, size))
    lag = int(np.argmax(np.fft.irfft(spectrum)))
    return lag if lag < size // 2 else lag - size


def test_the_same_edit_gives_the_same_bytes(tmp_path: Path, clips: list[Path]) -> None:
    items = lambda: [clip(clips[0], 0, 30), dissolve(4, 4), clip(clips[1], 20, 30)]  # noqa: E731
    first, _ = rendered(tmp_path, items())
    data = first.read_bytes()
    second, _ = rendered(tmp_path, items())
    assert second.read_bytes() == data


def test_a_cancel_leaves_nothing(tmp_path: Path, clips: list[Path]) -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 20

    with pytest.raises(CancelledError):
        rendered(tmp_path, [clip(clips[0], 0, 60)], progress=Progress(cancelled=cancelled))
    assert not (tmp_path / "proof.mp4").exists()


def test_progress_reaches_the_end_in_order(tmp_path: Path, clips: list[Path]) -> None:
    told: list[float] = []
    rendered(
        tmp_path,
        [clip(clips[0], 0, 30)],
        progress=Progress(report=lambda share, step: told.append(share)),
    )
    assert told == sorted(told) and told[0] == 0 and told[-1] > 0.9


def test_an_edit_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no picture to show"):
        render_proof(document(tmp_path, sound=[gap(50)]), tmp_path / "proof.mp4")


@pytest.mark.parametrize(
    ("size", "proof"),
    [
        ((1920, 1080), (640, 360)),
        ((1080, 1920), (360, 640)),
        ((1080, 1080), (360, 360)),
        ((4096, 1716), (860, 360)),
        ((8000, 1000), (1280, 160)),
        ((3, 2), (540, 360)),
    ],
)
def test_the_size_of_a_proof(size: tuple[int, int], proof: tuple[int, int]) -> None:
    assert proof_size(size) == proof
    with pytest.raises(RequestError):
        proof_size((0, 1080))

"""Videos with several tracks of sound: what is mastered, bound, and left."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.errors import MediaError, RequestError
from backbeat.media.encode import write_audio
from backbeat.media.probe import AudioStream, probe
from backbeat.v1.loudness_pb2 import TrackBinding
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest, MasterResult
from backbeat.workflows.demo.song import make_song
from backbeat.workflows.master import job as master
from benchmarks.masters import outside

RATE = 48000


def film(
    path: Path, channels: list[int], seconds: float = 5, languages: tuple[str, ...] = ()
) -> Path:
    """A MOV with a track of sound for each count, each 4 dB below the one before."""
    song = make_song(seconds=seconds)
    line = np.resize(song.samples.mean(axis=1), int(seconds * RATE)) * 0.5
    with av.open(str(path), "w", format="mov") as container:
        video = container.add_stream("mpeg4", rate=25)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        names = {1: "mono", 2: "stereo", 6: "5.1(side)"}
        tracks = [
            container.add_stream("pcm_s24le", rate=RATE, layout=names[count]) for count in channels
        ]
        for track, language in zip(tracks, languages, strict=False):
            track.metadata["language"] = language
        black = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        for index in range(int(seconds * 25)):
            picture = black.reformat(format="yuv420p")
            picture.pts = index
            container.mux(video.encode(picture))
        for number, (track, count) in enumerate(zip(tracks, channels, strict=True)):
            level = 10 ** (-4 * number / 20)
            samples = np.stack([np.roll(line, 90 * c) for c in range(count)], axis=1) * level
            values = (samples * 2**31).astype(np.int32).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(values, format="s32", layout=names[count])
            frame.sample_rate = RATE
            container.mux(track.encode(frame))
        for stream in (video, *tracks):
            container.mux(stream.encode(None))
    return path


def mastered(
    source: Path, target: Path, bindings: list[TrackBinding], **wanted: object
) -> MasterResult:
    delivery = Delivery(output_path=str(target), integrated_lufs=-23.0, **wanted)
    return master.run(MasterRequest(path=str(source), deliveries=[delivery], bindings=bindings))


def loudness_of(path: Path, track: int) -> float:
    """By FFmpeg's meter, of one track taken out with FFmpeg alone."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[track]
        graph = av.filter.Graph()
        source = graph.add_abuffer(template=stream)
        meter = graph.add("ebur128", "metadata=1")
        sink = graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        found = -70.0
        for frame in container.decode(stream):
            graph.push(frame)
            while True:
                try:
                    found = float(graph.pull().metadata["lavfi.r128.I"])
                except (av.BlockingIOError, av.EOFError):
                    break
        return found


def sounds(path: Path) -> list[AudioStream]:
    return [stream for stream in probe(path).streams if isinstance(stream, AudioStream)]


@pytest.mark.parametrize("ending", [".mov", ".mp4", ".mkv"])
def test_every_language_is_mastered(tmp_path: Path, ending: str) -> None:
    source, target = film(tmp_path / "in.mov", [2, 2, 6]), tmp_path / f"out{ending}"
    made = mastered(source, target, []).delivered
    assert [list(one.tracks) for one in made] == [[1], [2], [3]]
    assert all(one.met and one.path == str(target) for one in made)
    assert len({one.sha256 for one in made}) == 1
    # The first two differ in level alone, and so do their gains.
    assert made[1].gain_db - made[0].gain_db == pytest.approx(4, abs=0.1)
    assert [stream.channels for stream in sounds(target)] == [2, 2, 6]
    for track in range(3):
        assert loudness_of(target, track) == pytest.approx(-23, abs=0.2)


def test_what_is_named_is_mastered_and_the_rest_is_said_to_be_left(tmp_path: Path) -> None:
    source, target = film(tmp_path / "in.mov", [2, 2, 2]), tmp_path / "out.mov"
    before = [loudness_of(source, track) for track in range(3)]
    (made,) = mastered(source, target, [TrackBinding(tracks=[2])]).delivered
    assert "Tracks 1 and 3 were left at the old level." in made.notes
    after = [loudness_of(target, track) for track in range(3)]
    assert (after[0], after[2]) == (before[0], before[2])
    assert after[1] == pytest.approx(-23, abs=0.15)


def test_tracks_of_mono_are_bound_as_said_and_never_by_a_guess(tmp_path: Path) -> None:
    source, target = film(tmp_path / "in.mov", [1] * 8), tmp_path / "out.mov"
    with pytest.raises(RequestError, match="8 tracks of mono, and nothing says which"):
        mastered(source, target, [])
    assert not target.exists()
    bindings = [TrackBinding(tracks=[7, 8]), TrackBinding(tracks=range(1, 7), layout="5.1")]
    made = mastered(source, target, bindings).delivered
    assert [one.after.layout for one in made] == ["stereo", "5.1"]
    assert all(one.met for one in made)
    assert [stream.layout for stream in sounds(target)] == ["5.1", "stereo"]
    for track in range(2):
        assert loudness_of(target, track) == pytest.approx(-23, abs=0.15)
    # Each by itself, where that is asked for.
    every = mastered(source, tmp_path / "each.mov", [TrackBinding()]).delivered
    assert len(every) == 8 and all(one.met and one.after.channels == 1 for one in every)


def test_a_file_of_sound_holds_one_of_the_tracks(tmp_path: Path) -> None:
    source = film(tmp_path / "in.mov", [2, 2])
    (made,) = mastered(source, tmp_path / "out.wav", []).delivered
    assert "this is track 1, and the others are not in it." in " ".join(made.notes)
    assert outside(tmp_path / "out.wav")[0] == pytest.approx(-23, abs=0.11)
    both = [TrackBinding(tracks=[1]), TrackBinding(tracks=[2])]
    with pytest.raises(
        RequestError, match=r"in\.mov: 2 recordings were named .* a file of sound holds one"
    ):
        mastered(source, tmp_path / "two.wav", both)
    with pytest.raises(RequestError, match="Track 1 is named twice"):
        mastered(source, tmp_path / "x.mov", [both[0], both[0]])


@pytest.mark.parametrize(("layout", "channels"), [("7.1.4", 12), ("5.1.4", 10), ("7.1.2", 10)])
def test_channels_above_the_listener_are_delivered(
    tmp_path: Path, layout: str, channels: int
) -> None:
    rng = np.random.default_rng(0)
    samples = (0.05 * rng.normal(0, 1, (4 * RATE, channels))).astype(np.float32)
    write_audio(tmp_path / "unnamed.wav", samples, RATE, layout=f"{channels} channels")
    with pytest.raises(MediaError, match=f"which of its {channels} channels is which"):
        mastered(tmp_path / "unnamed.wav", tmp_path / "out.wav", [])
    named = [TrackBinding(tracks=[1], layout=layout)]
    (made,) = mastered(tmp_path / "unnamed.wav", tmp_path / "out.wav", named).delivered
    assert made.met and made.after.layout == layout
    assert [stream.layout for stream in sounds(tmp_path / "out.wav")] == [layout]


def test_surrounds_beside_the_listener_go_into_aac_as_its_own_5_1(tmp_path: Path) -> None:
    source = film(tmp_path / "in.mov", [6])
    for name in ("out.m4a", "out.mp4"):
        (made,) = mastered(source, tmp_path / name, []).delivered
        assert made.met and made.after.layout == "5.1"
        assert [stream.layout for stream in sounds(tmp_path / name)] == ["5.1"]
        with av.open(str(tmp_path / name)) as container:
            # AudioSpecificConfig: 5 bits of object, 4 of rate, 4 of channel configuration.
            config = container.streams.audio[0].codec_context.extradata
            assert config is not None and (config[1] >> 3) & 0b1111 == 6


def test_mono_in_several_languages_is_mastered_language_by_language(tmp_path: Path) -> None:
    source = film(tmp_path / "film.mov", [1, 1], languages=("eng", "fra"))
    result = mastered(source, tmp_path / "out.mov", [])
    assert [list(made.tracks) for made in result.delivered] == [[1], [2]]
    for track in range(2):
        assert loudness_of(tmp_path / "out.mov", track) == pytest.approx(-23, abs=0.2)


@pytest.mark.parametrize("languages", [("fra", "fra"), ("fra",), ("und", "fra")])
def test_mono_that_may_be_one_recording_is_not_guessed(
    tmp_path: Path, languages: tuple[str, ...]
) -> None:
    source = film(tmp_path / "film.mov", [1, 1], languages=languages)
    with pytest.raises(RequestError, match="2 tracks of mono, and nothing says which"):
        mastered(source, tmp_path / "out.mov", [])

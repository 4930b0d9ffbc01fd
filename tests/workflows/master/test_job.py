"""The master job, judged by meters that it did not use."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import CancelledError, MediaError, OutputError, RequestError
from backbeat.loudness import measure
from backbeat.loudness.presets import presets
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.progress import Progress
from backbeat.v1.mastering_pb2 import Delivered, Delivery, MasterRequest
from backbeat.v1.rendering_pb2 import RenderRequest
from backbeat.workflows.demo.song import make_song
from backbeat.workflows.master import job as master
from backbeat.workflows.render import job as render
from benchmarks.masters import hostile, outside
from tests.loudness.signals import exact_true_peak

RATE = 48000
HOSTILE = hostile()


def music(path: Path, seconds: float = 6, channels: int = 2) -> Path:
    """A song of ours, some of its channels a little later than others, at -6 dBFS."""
    song = make_song(seconds=seconds)
    line = song.samples[: int(song.rate * seconds)].mean(axis=1)
    samples = np.stack([np.roll(line, 100 * number) for number in range(channels)], axis=1)
    write_audio(path, samples / np.abs(samples).max() * 0.5, song.rate, "pcm_f32le")
    return path


def delivered(source: Path, target: Path, **wanted: object) -> Delivered:
    request = MasterRequest(
        path=str(source), deliveries=[Delivery(output_path=str(target), **wanted)]
    )
    (made,) = master.run(request).delivered
    return made


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "quiet"])
@pytest.mark.parametrize("ending", [".wav", ".m4a", ".mp3"])
def test_no_meter_finds_a_peak_above_the_ceiling(tmp_path: Path, name: str, ending: str) -> None:
    source, target = tmp_path / "in.wav", tmp_path / f"out{ending}"
    write_audio(source, HOSTILE[name], RATE, "pcm_f32le")
    made = delivered(source, target, true_peak_dbtp=-1.0)
    assert made.met
    sound = read_audio(target, RATE)
    ours = 20 * np.log10(measure(sound.samples, RATE).true_peaks.max())
    exact = 20 * np.log10(exact_true_peak(sound.samples[:, 0].astype(np.float64), 16))
    assert ours <= -1.0
    # The transform takes the end of the signal to lead into its start, which nothing else hears.
    assert exact <= -0.95
    assert outside(target)[1] <= -1.0


@pytest.mark.parametrize("preset", ["youtube", "ebu-r128", "podcast-stereo", "apple-music", "web"])
def test_presets_are_reached(tmp_path: Path, preset: str) -> None:
    ending = {"youtube": ".mp4", "podcast-stereo": ".mp3", "apple-music": ".m4a", "web": ".m4a"}
    target = tmp_path / f"out{ending.get(preset, '.wav')}"
    made = delivered(music(tmp_path / "in.wav"), target, preset=preset)
    assert made.met and not made.missed
    (check,) = made.after.presets
    assert check.met or check.not_judged
    aim = presets()[preset].integrated_lufs
    if aim is not None:
        assert outside(target)[0] == pytest.approx(aim, abs=0.11)
        assert made.after.integrated_lufs == pytest.approx(aim, abs=0.1)
    assert abs(made.shift_ms) <= 0.03


def test_a_linear_gain_is_a_linear_gain(tmp_path: Path) -> None:
    source, target = music(tmp_path / "in.wav"), tmp_path / "out.wav"
    made = delivered(source, target, integrated_lufs=-30.0, true_peak_dbtp=-1.0)
    assert made.max_reduction_db == 0 and made.gain_low_db == made.gain_high_db
    was, now = read_audio(source, RATE).samples, read_audio(target, RATE).samples
    assert now == pytest.approx(was * 10 ** (made.gain_db / 20), abs=2**-23)


def test_what_needs_nothing_comes_back_bit_for_bit(tmp_path: Path) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "out.flac"
    samples = read_audio(music(tmp_path / "float.wav"), RATE).samples
    write_audio(source, samples, RATE, "pcm_s16le")
    made = delivered(source, target, bit_depth=16)
    assert made.met and made.gain_db == 0
    assert np.array_equal(read_audio(source, RATE).samples, read_audio(target, RATE).samples)


def test_several_deliveries_come_of_one_decode(tmp_path: Path) -> None:
    steps: list[str] = []
    request = MasterRequest(
        path=str(music(tmp_path / "in.wav")),
        deliveries=[
            Delivery(output_path=str(tmp_path / "a.wav"), preset="ebu-r128"),
            Delivery(output_path=str(tmp_path / "b.m4a"), preset="tiktok"),
            Delivery(output_path=str(tmp_path / "c.mp3"), preset="podcast-mono"),
        ],
    )
    fractions: list[float] = []

    def report(fraction: float, step: str) -> None:
        steps.append(step)
        fractions.append(fraction)

    result = master.run(request, Progress(report))
    assert [made.met for made in result.delivered] == [True] * 3
    assert [made.after.layout for made in result.delivered] == ["stereo", "stereo", "mono"]
    assert [made.after.sample_rate_hz for made in result.delivered] == [48000, 44100, 44100]
    assert fractions == sorted(fractions)
    assert sum(step.startswith("Decoding") for step in dict.fromkeys(steps)) == 1


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    source = music(tmp_path / "in.wav")
    for ending in (".wav", ".m4a", ".mp3", ".flac", ".opus"):
        one, other = tmp_path / f"one{ending}", tmp_path / f"other{ending}"
        first = delivered(source, one, integrated_lufs=-14.0, true_peak_dbtp=-1.0, bit_depth=16)
        again = delivered(source, other, integrated_lufs=-14.0, true_peak_dbtp=-1.0, bit_depth=16)
        assert first.sha256 == again.sha256, ending


def test_surround_is_kept_or_mixed_as_the_preset_asks(tmp_path: Path) -> None:
    source = music(tmp_path / "in.wav", channels=6)
    kept = delivered(source, tmp_path / "kept.wav", preset="ebu-r128")
    assert kept.after.channels == 6 and kept.met
    mixed = delivered(source, tmp_path / "mixed.wav", preset="ebu-r128-s2", codec="pcm")
    assert mixed.after.layout == "stereo"
    assert any("BS.775" in note for note in mixed.notes)


def test_six_channels_without_places_are_taken_for_surround(tmp_path: Path) -> None:
    known = music(tmp_path / "known.wav", channels=6)
    samples = read_audio(known, RATE).samples
    write_audio(tmp_path / "in.wav", samples, RATE, "pcm_s24le", "6 channels")
    made = delivered(tmp_path / "in.wav", tmp_path / "out.wav", preset="ebu-r128")
    assert made.met and made.after.layout == "5.1(side)"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"preset": "nonesuch"}, "no delivery preset"),
        ({"preset": "ebu-r128", "output_path": "out.mp3"}, "asks for pcm"),
        ({"output_path": "out.xyz"}, "no file extension that can be delivered"),
        ({"output_path": "out.wav", "codec": "aac"}, "cannot hold aac"),
        ({"integrated_lufs": 3.0}, "out of range"),
        ({"true_peak_dbtp": 2.0}, "A ceiling of 2 dBTP is out of range"),
        ({"peak_dbtp": 2.0}, "A peak of 2 dBTP is out of range"),
        ({"bit_depth": 8}, "bit depth of 8"),
        ({"preset": "cinema-trailer"}, "5.1"),
    ],
)
def test_what_cannot_be_is_said_before_any_work(
    tmp_path: Path, wanted: dict[str, object], message: str
) -> None:
    name = str(wanted.pop("output_path", "out.wav"))
    with pytest.raises(RequestError, match=message):
        delivered(music(tmp_path / "in.wav", 4), tmp_path / name, **wanted)
    assert [path.name for path in tmp_path.iterdir()] == ["in.wav"]


def test_bad_input_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    source = music(tmp_path / "in.wav", 4)
    with pytest.raises(OutputError, match="the input itself"):
        delivered(source, source)
    with pytest.raises(MediaError, match="does not exist"):
        delivered(tmp_path / "none.wav", tmp_path / "out.wav")
    samples = read_audio(source, RATE).samples
    samples[RATE, 0] = np.inf
    write_broken(tmp_path / "broken.wav", samples)
    with pytest.raises(MediaError, match=r"broken\.wav"):
        delivered(tmp_path / "broken.wav", tmp_path / "out.wav")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.wav", "in.wav"]
    request = MasterRequest(
        path=str(tmp_path / "broken.wav"),
        deliveries=[Delivery(output_path=str(tmp_path / "out.wav"), preset="ebu-r128")],
        repair=True,
    )
    (made,) = master.run(request).delivered
    assert made.met and "1 sample was not a number, and made silent." in made.notes


def write_broken(path: Path, samples: np.ndarray) -> None:
    """A float WAV whose samples need not be numbers."""
    whole = path.with_name("whole.wav")
    write_audio(whole, np.nan_to_num(samples, posinf=0.123), RATE, "pcm_f32le")
    data = whole.read_bytes()
    path.write_bytes(data.replace(np.float32(0.123).tobytes(), np.float32(np.inf).tobytes()))
    whole.unlink()


def test_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    source = music(tmp_path / "in.wav")
    request = MasterRequest(
        path=str(source),
        deliveries=[
            Delivery(output_path=str(tmp_path / "out.m4a"), preset="youtube", integrated_lufs=-9.0)
        ],
    )
    for wanted in ("Decoding", "Writing", "Limiting"):
        seen: list[str] = []

        def report(fraction: float, step: str, seen: list[str] = seen) -> None:
            del fraction
            seen.append(step)

        def cancelled(seen: list[str] = seen, wanted: str = wanted) -> bool:
            return any(step.startswith(wanted) for step in seen)

        with pytest.raises(CancelledError):
            master.run(request, Progress(report, cancelled))
        assert [path.name for path in tmp_path.iterdir()] == ["in.wav"]


def test_too_short_and_silent_recordings_are_delivered_as_they_are(tmp_path: Path) -> None:
    write_audio(tmp_path / "in.wav", np.zeros((RATE, 2), np.float32), RATE)
    made = delivered(tmp_path / "in.wav", tmp_path / "out.wav", preset="ebu-r128")
    assert not made.met and "gate" in made.missed and made.gain_db == 0
    assert not read_audio(tmp_path / "out.wav", RATE).samples.any()


def test_a_high_pass_takes_out_what_lies_below(tmp_path: Path) -> None:
    time_s = np.arange(4 * RATE) / RATE
    low, high = np.sin(2 * np.pi * 10 * time_s), np.sin(2 * np.pi * 1000 * time_s)
    write_audio(
        tmp_path / "in.wav", (0.3 * low + 0.1 * high)[:, np.newaxis].astype(np.float32), RATE
    )
    delivered(tmp_path / "in.wav", tmp_path / "out.wav", high_pass_hz=80.0)
    spectrum = np.abs(np.fft.rfft(read_audio(tmp_path / "out.wav", RATE).samples[:, 0]))
    assert spectrum[40] < 0.06 * spectrum[4000]


def test_channels_against_one_another_are_found_where_they_belong(tmp_path: Path) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "out.m4a"
    line = read_audio(music(tmp_path / "song.wav"), RATE).samples[:, :1]
    write_audio(source, np.concatenate([line, -line], axis=1), RATE, "pcm_f32le")
    made = delivered(source, target, integrated_lufs=-16.0, true_peak_dbtp=-1.0)
    assert made.shift_ms == 0
    assert made.met


def test_the_loudness_range_is_levelled_on_request(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    parts = [rng.normal(0, 10 ** (level / 20), (10 * RATE, 1)) for level in (-34, -24, -34, -24)]
    write_audio(tmp_path / "in.wav", np.concatenate(parts).astype(np.float32), RATE)
    made = delivered(
        tmp_path / "in.wav", tmp_path / "out.wav", lra_max_lu=5.0, integrated_lufs=-23.0
    )
    assert made.before.lra_lu > 9
    assert made.after.lra_lu == pytest.approx(5, abs=0.3)
    assert made.met and any("levelled" in note for note in made.notes)


@pytest.mark.parametrize("ending", [".html", ".json"])
def test_a_loudness_log_is_written_beside(tmp_path: Path, ending: str) -> None:
    log = tmp_path / f"log{ending}"
    made = delivered(
        music(tmp_path / "in.wav"), tmp_path / "o.wav", preset="ebu-r128", log_path=str(log)
    )
    text = log.read_text()
    assert made.sha256 in text
    with pytest.raises(RequestError, match="no known kind"):
        delivered(tmp_path / "in.wav", tmp_path / "p.wav", log_path=str(tmp_path / "log.txt"))
    assert not (tmp_path / "p.wav").exists()


def edit(folder: Path) -> Path:
    """A song on one sound track, from timecode 01:00:00:00 on."""
    source = music(folder / "song.wav", seconds=8)
    rate = 25.0
    whole = otio.opentime.TimeRange(
        otio.opentime.RationalTime(0, rate), otio.opentime.RationalTime(200, rate)
    )
    timeline = otio.schema.Timeline("cut")
    timeline.global_start_time = otio.opentime.RationalTime(90000, rate)
    track = otio.schema.Track("Music", kind="Audio")
    timeline.tracks.append(track)
    track.append(otio.schema.Clip("song", otio.schema.ExternalReference(str(source), whole), whole))
    path = folder / "cut.otio"
    otio.adapters.write_to_file(timeline, str(path))
    return path


def test_a_timeline_is_mixed_mastered_and_gets_its_master(tmp_path: Path) -> None:
    path, target, after = edit(tmp_path), tmp_path / "master.wav", tmp_path / "after.otio"
    before = path.read_bytes()
    request = MasterRequest(
        path=str(path),
        deliveries=[Delivery(output_path=str(target), preset="ebu-r128")],
        timeline_path=str(after),
    )
    result = master.run(request)
    assert result.delivered[0].met
    assert [track.role for track in result.rendered.tracks] == ["music"]
    assert path.read_bytes() == before
    timeline = otio.adapters.read_from_file(str(after))
    old, new = timeline.tracks
    assert (old.enabled, new.enabled, new.name) == (False, True, "Backbeat master")
    (clip,) = new
    assert clip.source_range.start_time.value == 90000
    assert clip.media_reference.target_url == str(target)
    assert clip.metadata["backbeat"]["sha256"] == result.delivered[0].sha256
    # What the new timeline plays is the master.
    mix = tmp_path / "again.wav"
    render.run(RenderRequest(edit_path=str(after), output_path=str(mix)))
    assert np.array_equal(read_audio(mix, RATE).samples, read_audio(target, RATE).samples)
    data = target.read_bytes()
    at = data.index(b"bext") + 8 + 338
    assert int.from_bytes(data[at : at + 8], "little") == 3600 * RATE


def test_a_recording_has_no_timeline_to_write(tmp_path: Path) -> None:
    request = MasterRequest(
        path=str(music(tmp_path / "in.wav")),
        deliveries=[Delivery(output_path=str(tmp_path / "out.wav"), preset="ebu-r128")],
        timeline_path=str(tmp_path / "out.otio"),
    )
    with pytest.raises(RequestError, match="no timeline"):
        master.run(request)


@pytest.mark.shared
def test_dialogue_lands_where_netflix_wants_it(tmp_path: Path, shared: Path) -> None:
    made = delivered(
        shared / "data/lips/speech/librivox_0870.wav", tmp_path / "out.wav", preset="netflix"
    )
    assert made.met and made.after.dialogue_lufs == pytest.approx(-27, abs=0.1)
    quiet = delivered(music(tmp_path / "in.wav"), tmp_path / "song.wav", preset="netflix")
    assert quiet.met and quiet.after.integrated_lufs == pytest.approx(-24, abs=0.1)
    with pytest.raises(RequestError, match="there is no speech"):
        delivered(tmp_path / "in.wav", tmp_path / "no.wav", preset="prime-video")


@pytest.mark.parametrize("ending", [".m4a", ".opus", ".flac", ".wav", ".mka"])
@pytest.mark.parametrize("layout", ["5.1", "5.1(side)", "7.1"])
def test_surround_is_delivered_in_every_codec_that_has_it(
    tmp_path: Path, ending: str, layout: str
) -> None:
    known = music(tmp_path / "known.wav", seconds=4, channels=8 if layout == "7.1" else 6)
    samples = read_audio(known, RATE).samples
    write_audio(tmp_path / "in.wav", samples, RATE, "pcm_s24le", layout)
    made = delivered(tmp_path / "in.wav", tmp_path / f"out{ending}", integrated_lufs=-23.0)
    assert made.met and made.after.channels == samples.shape[1]


def test_a_failure_names_the_output_as_the_user_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, *arguments: object) -> None:
        raise OutputError(f"{path} cannot be written: the disk is full.", "Free some space.")

    monkeypatch.setattr("backbeat.workflows.master.encoding.deliver_sound", fail)
    target = tmp_path / "out.wav"
    with pytest.raises(OutputError) as caught:
        delivered(music(tmp_path / "in.wav"), target, preset="ebu-r128")
    assert caught.value.message.startswith(f"{target} cannot")


def test_tags_that_a_wav_cannot_hold_are_named(tmp_path: Path) -> None:
    plain, tagged = music(tmp_path / "in.wav"), tmp_path / "in.flac"
    with av.open(str(plain)) as source, av.open(str(tagged), "w") as made:
        made.metadata.update({"title": "T", "composer": "C", "lyrics": "L"})
        stream = made.add_stream("flac", rate=source.streams.audio[0].rate)
        for frame in source.decode(audio=0):
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    done = delivered(tagged, tmp_path / "out.wav", integrated_lufs=-20)
    assert "Not copied: tags composer, lyrics." in done.notes

"""The job on files: shoots of several devices, timelines, copies, reports."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import AlreadyExistsError, BackbeatError, OutputError
from backbeat.files.seal import is_sealed_file
from backbeat.media.decode import AudioBuffer, read_audio
from backbeat.media.encode import write_audio, write_video
from backbeat.v1.sync_pb2 import AlignRequest, AlignResult
from backbeat.workflows.align.job import run
from backbeat.workflows.align.recordings import device_of
from tests import material
from tests.scenes import RATE, Mono, in_bad_room, recorded, scene, write_clap

EVENT = scene(70, seed=21)


def written(path: Path, sound: Mono, rate: int = RATE, channels: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if rate != RATE:
        import soxr

        sound = soxr.resample(sound, RATE, rate)
    write_audio(path, np.repeat(sound[:, np.newaxis], channels, axis=1), rate)
    return path


def aligned(folder: Path, *others: str | Path, **more: object) -> AlignResult:
    paths = [str(folder / other) for other in others]
    return run(AlignRequest(reference_path=str(folder / "ref.wav"), other_paths=paths, **more))


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    return written(tmp_path / "ref.wav", EVENT[8 * RATE : 56 * RATE], 48000)


def test_a_folder_of_twelve_devices_with_stops_and_starts(tmp_path: Path, reference: Path) -> None:
    """Some parts lie outside the reference, and are placed by other devices."""
    rng, truth = np.random.default_rng(6), {}
    for number in range(12):
        at, take = float(rng.uniform(0, 5)), 0
        ppm = float(rng.choice([0, 15, -40, 90]))
        while at < 58:
            seconds = min(float(rng.uniform(9, 30)), 69 - at)
            sound = recorded(EVENT, at, ppm, seconds, -14, seed=100 * number + take)
            if number % 4 == 3:
                sound = in_bad_room(sound, number)
            path = tmp_path / f"shoot/cam {number + 1}/A{take:03}.wav"
            written(path, sound, (RATE, 48000, 44100)[number % 3], 1 + number % 2)
            truth[str(path)] = (at - 8, ppm)
            at, take = at + seconds + float(rng.uniform(0.3, 6)), take + 1
    result = aligned(tmp_path, "shoot", output_path=str(tmp_path / "synced.otio"))
    assert len(result.recordings) == len(truth) > 24
    for recording in result.recordings:
        assert recording.placed, recording
        offset_s, ppm = truth[recording.path]
        (piece,) = recording.pieces
        middle = (piece.start_s + piece.end_s) / 2
        lies = piece.offset_s + middle * (1 + piece.drift_ppm * 1e-6)
        in_room = int(recording.device.split()[1]) % 4 == 0
        assert abs(lies - offset_s - middle * (1 + ppm * 1e-6)) < (0.025 if in_room else 0.001)
    tracks = otio.adapters.read_from_file(str(tmp_path / "synced.otio")).tracks
    assert [track.name for track in tracks][:2] == ["ref (reference)", "cam 1"]
    assert len(tracks) == 13
    _check_places(tracks, {path: offset for path, (offset, _) in truth.items()}, 0.026)


def _check_places(tracks: otio.schema.Stack, offsets: dict[str, float], most_s: float) -> None:
    """Every clip plays, on the clock of the reference's clip, what was recorded then."""
    (zero,) = tracks[0].find_clips()
    start = zero.range_in_parent().start_time.to_seconds()
    start -= zero.source_range.start_time.to_seconds()
    for track in tracks[1:]:
        for clip in track.find_clips():
            record = clip.range_in_parent().start_time.to_seconds() - start
            media = clip.media_reference
            source = clip.source_range.start_time - media.available_range.start_time
            assert clip.source_range.duration.value.is_integer()
            off = record - (offsets[media.target_url] + source.to_seconds())
            assert abs(off) < most_s, clip.name


def test_places_in_the_timeline_are_exact_to_the_sample(tmp_path: Path, reference: Path) -> None:
    written(tmp_path / "mic.wav", recorded(EVENT, 11.01, 0, 20), 48000)
    aligned(tmp_path, "mic.wav", output_path=str(tmp_path / "synced.otio"), rate="30000/1001")
    tracks = otio.adapters.read_from_file(str(tmp_path / "synced.otio")).tracks
    _check_places(tracks, {str(tmp_path / "mic.wav"): 3.01}, 1 / 48000)


def test_a_copy_lies_and_runs_as_the_reference(tmp_path: Path, reference: Path) -> None:
    """Read back, and measured by plain correlation of wave forms."""
    written(tmp_path / "in/mic.wav", recorded(EVENT, 5.5, 180, 60, -30), 48000, 2)
    written(tmp_path / "in/late.wav", recorded(EVENT, 20.25, 0, 20, -30), 44100)
    result = aligned(tmp_path, "in", fixed_folder=str(tmp_path / "fixed"))
    whole = read_audio(reference, 48000).samples[:, 0]
    for recording in result.recordings:
        copy = read_audio(recording.fixed_path, 48000).samples
        assert abs(len(copy) - len(whole)) <= 1
        assert copy.shape[1] == (2 if "mic" in recording.path else 1)
        for second in (14, 22, 30):
            span = slice(second * 48000, (second + 1) * 48000)
            assert abs(_lag(whole[span], copy[span, 0])) <= 3, second
    late = read_audio(tmp_path / "fixed/late.wav", 48000).samples[:, 0]
    assert not late[: 12 * 48000].any() and not late[33 * 48000 :].any()


def _lag(one: Mono, two: Mono) -> int:
    size = 1 << 17
    product = np.fft.rfft(two, size) * np.fft.rfft(one, size).conj()
    lag = int(np.fft.irfft(product, size).argmax())
    return lag if lag < size // 2 else lag - size


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(tmp_path: Path, reference: Path) -> None:
    written(tmp_path / "good.wav", recorded(EVENT, 12, 0, 20))
    written(tmp_path / "silent.wav", np.zeros(5 * RATE, np.float32))
    written(tmp_path / "foreign.wav", scene(20, seed=99))
    material.write_clip(tmp_path / "mute.mov", 2)
    (tmp_path / "text.wav").write_text("this is no sound")
    names = ("good", "silent", "foreign", "mute", "text", "missing")
    others = [f"{name}.{'mov' if name == 'mute' else 'wav'}" for name in names]
    result = aligned(tmp_path, *others)
    placed = {Path(each.path).stem: each for each in result.recordings}
    assert [placed[name].placed for name in names] == [True] + 5 * [False]
    for name in names[1:]:
        assert placed[name].reason.endswith(".") and not placed[name].pieces, name
    assert "no sound" in placed["mute"].reason and "silent" in placed["silent"].reason


def test_copies_are_no_recordings(tmp_path: Path, reference: Path) -> None:
    written(tmp_path / "in/mic.wav", recorded(EVENT, 12, 0, 20))
    for _ in range(2):
        result = aligned(tmp_path, "in", fixed_folder=str(tmp_path / "in/fixed"))
        assert [Path(each.path).name for each in result.recordings] == ["mic.wav"]


def test_videos_keep_their_timecode_and_their_sound(tmp_path: Path, reference: Path) -> None:
    sound = recorded(EVENT, 18.0, 0, 12)[:, np.newaxis]
    pictures = [np.full((36, 64, 3), number % 200, np.uint8) for number in range(300)]
    write_video(
        tmp_path / "cam.mov",
        pictures,
        material.Fraction(25),
        start_timecode="10:00:00:00",
        audio=AudioBuffer(sound, RATE),
    )
    result = aligned(
        tmp_path,
        "cam.mov",
        output_path=str(tmp_path / "synced.otio"),
        fixed_folder=str(tmp_path / "fixed"),
    )
    assert abs(result.recordings[0].pieces[0].offset_s - 10) < 0.001
    assert not result.recordings[0].fixed_path
    assert any("is a video" in warning for warning in result.warnings)
    made = otio.adapters.read_from_file(str(tmp_path / "synced.otio"))
    assert [track.kind for track in made.tracks] == ["Video", "Audio", "Audio"]
    for clip in (*made.tracks[0].find_clips(), *made.tracks[2].find_clips()):
        assert clip.media_reference.available_range.start_time.value == 10 * 3600 * 25
        assert clip.range_in_parent().start_time.value == 250
        assert abs(clip.source_range.start_time.value - 10 * 3600 * 25) < 0.01


@pytest.mark.parametrize("ending", [".fcpxml", ".xml"])
def test_other_formats_of_timelines(tmp_path: Path, reference: Path, ending: str) -> None:
    from backbeat.timeline import document

    written(tmp_path / "mic.wav", recorded(EVENT, 12, 0, 20), 48000)
    aligned(tmp_path, "mic.wav", output_path=str(tmp_path / f"synced{ending}"))
    made = document.load(tmp_path / f"synced{ending}").root
    clips = {clip.name: clip for clip in made.find_clips()}
    assert any("mic" in name for name in clips)


def test_the_delay_of_a_picture(tmp_path: Path) -> None:
    for late in (0, 3):
        write_clap(tmp_path / f"clap{late}.mov", late)
    write_clap(tmp_path / "dark.mov", 0, flash=False)
    write_audio(tmp_path / "ref.wav", read_audio(tmp_path / "clap0.mov", RATE).samples, RATE)
    result = aligned(tmp_path, "clap0.mov", "clap3.mov", "dark.mov", clap=True)
    on_time, late_one, dark = result.recordings
    assert abs(on_time.picture_delay_ms) < 20
    assert abs(late_one.picture_delay_ms - 120) < 20
    assert not dark.HasField("picture_delay_ms")
    assert any("dark.mov has no clap" in warning for warning in result.warnings)


def test_reports_and_the_same_bytes_each_time(tmp_path: Path, reference: Path) -> None:
    written(tmp_path / "mic.wav", recorded(EVENT, 12, 40, 30, -20), 48000)
    outputs = [tmp_path / name for name in ("r.csv", "r.json", "s.otio")]
    bytes_before = None
    for _ in range(2):
        aligned(
            tmp_path,
            "mic.wav",
            output_path=str(outputs[2]),
            report_paths=[str(outputs[0]), str(outputs[1])],
        )
        assert all(is_sealed_file(path) for path in outputs)
        content = [path.read_bytes() for path in outputs]
        assert bytes_before is None or content == bytes_before
        bytes_before = content
    (row,) = csv.DictReader(outputs[0].read_text().splitlines())
    assert row["placed"] == "yes" and abs(float(row["offset_s"]) - 4) < 0.001
    told = json.loads(outputs[1].read_text())["recordings"][0]
    assert abs(told["pieces"][0]["driftPpm"] - 40) < 20


def test_inputs_are_never_written_over(tmp_path: Path, reference: Path) -> None:
    written(tmp_path / "mic.wav", recorded(EVENT, 12, 0, 20), 48000)
    with pytest.raises(OutputError):
        aligned(tmp_path, "mic.wav", fixed_folder=str(tmp_path))
    (tmp_path / "mine.otio").write_text("{}")
    with pytest.raises(AlreadyExistsError):
        aligned(tmp_path, "mic.wav", output_path=str(tmp_path / "mine.otio"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "magic"},
        {"rate": "fast"},
        {"rate": "1/0"},
        {"output_path": "/tmp/x.edl"},
        {"report_paths": ["/tmp/x.txt"]},
        {"other_paths": []},
    ],
)
def test_requests_that_make_no_sense(tmp_path: Path, reference: Path, wrong: dict) -> None:
    written(tmp_path / "mic.wav", recorded(EVENT, 12, 0, 5))
    fields = {"other_paths": [str(tmp_path / "mic.wav")], **wrong}
    with pytest.raises(BackbeatError) as caught:
        run(AlignRequest(reference_path=str(reference), **fields))
    assert caught.value.statuses.exit_status == 2


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("ZOOM0001_Tr1.WAV", "ZOOM"),
        ("GX010045.MP4", "GX"),
        ("cam-b 12.mov", "cam-b"),
        ("interview.wav", "interview"),
        ("00012.MTS", "card"),
    ],
)
def test_devices_by_name(name: str, device: str) -> None:
    assert device_of(Path("/card") / name) == device

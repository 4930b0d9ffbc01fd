"""The visemes job on real speech: methods, rules, and shares of right pictures."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import OutputError, RequestError
from backbeat.lipsync.visemes.names import SETS
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.v1.speech_pb2 import VisemesRequest, VisemeTrack
from backbeat.workflows.visemes.job import rate_of, run
from tests.commands import write_clicks
from tests.loudness.synthetic_speech import synthetic_speech

_FPS = 25


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home into which nobody pulled the speech model."""
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "empty home"))


@pytest.fixture(scope="module")
def speech(shared: Path) -> Path:
    return shared / "data/lips/speech"


@pytest.fixture(scope="module")
def chatter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chatter") / "chatter.wav"
    write_audio(path, [synthetic_speech(3)[:, np.newaxis]], 48_000)
    return path


def _labelled(path: Path) -> list[tuple[float, float, str]]:
    """Phones that people labelled, from a Praat TextGrid."""
    text = path.read_text()
    found = re.findall(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "(.*?)"', text)
    return [(float(start), float(end), name) for start, end, name in found]


def _shape_at(track: VisemeTrack, time_s: float) -> str:
    return next(v.name for v in track.visemes if v.start_s <= time_s < v.end_s)


def _alike(one: VisemeTrack, other: VisemeTrack) -> float:
    times = (np.arange(int(one.duration_s * _FPS)) + 0.5) / _FPS
    return float(np.mean([_shape_at(one, time) == _shape_at(other, time) for time in times]))


def _check_rules(track: VisemeTrack) -> None:
    rate = Fraction(track.rate)
    assert track.visemes[0].start_s == 0
    assert track.visemes[-1].end_s == track.duration_s
    for one, other in zip(track.visemes, track.visemes[1:], strict=False):
        assert one.end_s == other.start_s
        assert one.name != other.name
        assert one.end_s - one.start_s > 1.99 / rate
        assert other.start_s * rate == pytest.approx(round(other.start_s * rate), abs=1e-6)


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize("rate", ["", "24000/1001", "60"])
@pytest.mark.parametrize("name", SETS)
def test_rules_hold_in_every_set_and_rate(chatter: Path, name: str, rate: str) -> None:
    track = run(VisemesRequest(path=str(chatter), set=name, rate=rate))
    _check_rules(track)
    assert {viseme.name for viseme in track.visemes} <= set(SETS[name].shapes)
    assert len(track.visemes) > 3


@pytest.mark.usefixtures("no_model")
def test_closures_that_people_labelled_are_seen(speech: Path) -> None:
    request = VisemesRequest(path=str(speech / "bobby.wav"), text="Bobby ripped his ledger")
    track = run(request)
    assert track.method == "text"
    labelled = _labelled(speech / "bobby_phones.TextGrid")
    stops = [(start_s, end_s) for start_s, end_s, phone in labelled if phone in ("B", "PT")]
    assert len(stops) == 3
    for start_s, end_s in stops:
        near = np.arange(start_s - 0.04, end_s + 0.04, 0.005)
        assert "A" in [_shape_at(track, time) for time in near if time >= 0]


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize("name", ["librivox_0870", "librivox_0890", "librivox_0920"])
def test_recognised_shapes_are_those_of_the_text(speech: Path, name: str) -> None:
    """Readings of a novel: the small network, which never heard a person, against the aligner."""
    recording = str(speech / f"{name}.wav")
    text = (speech / f"{name}.txt").read_text()
    aligned = run(VisemesRequest(path=recording, text=text))
    small = run(VisemesRequest(path=recording))
    assert (aligned.method, small.method) == ("text", "spectrum")
    assert "backbeat models pull speech" in small.warnings[0]
    _check_rules(aligned)
    _check_rules(small)
    assert _alike(small, aligned) > 0.6


def test_the_speech_model_hears_better(speech: Path, speech_model: None) -> None:
    recording = str(speech / "librivox_0870.wav")
    aligned = run(VisemesRequest(path=recording, text=(speech / "librivox_0870.txt").read_text()))
    by_features = run(VisemesRequest(path=recording))
    assert by_features.method == "features"
    assert not by_features.warnings
    assert _alike(by_features, aligned) > 0.7


@pytest.mark.usefixtures("no_model")
def test_another_text_is_not_believed(speech: Path) -> None:
    text = (speech / "librivox_0890.txt").read_text()
    track = run(VisemesRequest(path=str(speech / "librivox_0870.wav"), text=text))
    assert track.method != "text"
    assert "so the shapes are those that were recognised" in track.warnings[0]


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize("text", ["Съешь ещё этих мягких французских булок", "qwrt zxcv bnmp"])
def test_text_that_is_not_english(chatter: Path, text: str) -> None:
    track = run(VisemesRequest(path=str(chatter), text=text))
    assert track.method == "spectrum"
    assert track.warnings[0].startswith("Only English text can be aligned")


@pytest.mark.usefixtures("no_model")
def test_confidence_is_lower_in_noise(speech: Path, tmp_path: Path) -> None:
    clean = read_audio(speech / "librivox_0870.wav", 16_000, 1).samples
    noise = np.random.default_rng(0).normal(0, clean.std(), clean.shape).astype(np.float32)
    write_audio(tmp_path / "noisy.wav", [(clean + noise) / 2], 16_000)

    def mean(path: Path) -> float:
        visemes = [v for v in run(VisemesRequest(path=str(path))).visemes if v.name != "X"]
        return sum(v.confidence for v in visemes) / max(1, len(visemes))

    assert mean(tmp_path / "noisy.wav") < mean(speech / "librivox_0870.wav") - 0.05


@pytest.mark.usefixtures("no_model")
def test_silence_is_rest(tmp_path: Path) -> None:
    write_audio(tmp_path / "silence.wav", [np.zeros((32_000, 1), np.float32)], 16_000)
    track = run(VisemesRequest(path=str(tmp_path / "silence.wav")))
    assert [(viseme.name, viseme.end_s) for viseme in track.visemes] == [("X", 2.0)]


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize("samples", [1, 100, 500, 1000])
def test_recordings_shorter_than_a_word(tmp_path: Path, samples: int) -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, (samples, 1)).astype(np.float32)
    write_audio(tmp_path / "short.wav", [sound], 16_000)
    track = run(VisemesRequest(path=str(tmp_path / "short.wav"), text="a"))
    assert track.visemes[-1].end_s == pytest.approx(samples / 16_000)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (VisemesRequest(), "needs a path"),
        (VisemesRequest(path="x.wav", set="disney"), "no set of mouth shapes"),
        (VisemesRequest(path="x.wav", rate="0"), "is no frame rate"),
        (VisemesRequest(path="x.wav", rate="fast"), "is no frame rate"),
        (VisemesRequest(path="x.wav", output_paths=["shapes.doc"]), "of no known kind"),
    ],
)
def test_requests_that_make_no_sense(request_: VisemesRequest, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        run(request_)


def test_the_recording_is_never_replaced(chatter: Path) -> None:
    copy = chatter.with_suffix(".json")
    copy.write_bytes(chatter.read_bytes())
    with pytest.raises(OutputError, match="is the input itself"):
        run(VisemesRequest(path=str(copy), output_paths=[str(copy)], overwrite=True))


@pytest.mark.parametrize(
    ("text", "rate"),
    [("25", 25), ("23.976", Fraction(24000, 1001)), ("30000/1001", Fraction(30000, 1001))],
)
def test_rates(text: str, rate: Fraction) -> None:
    assert rate_of(text) == rate


@pytest.mark.usefixtures("no_model")
def test_music_is_rest(tmp_path: Path) -> None:
    write_clicks(tmp_path / "clicks.wav", 6)
    track = run(VisemesRequest(path=str(tmp_path / "clicks.wav")))
    assert [viseme.name for viseme in track.visemes] == ["X"]

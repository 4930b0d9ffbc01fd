"""The `dub` job on videos in which a voice by rule speaks, whose places are known."""

from __future__ import annotations

import base64
import json
import threading
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
from numpy.typing import NDArray

from backbeat.errors import CancelledError, MediaError, PermissionDeniedError, RequestError
from backbeat.loudness import measure
from backbeat.loudness.meter import programme
from backbeat.media.decode import AudioBuffer, read_audio
from backbeat.media.encode import write_audio
from backbeat.media.generated import generated_by
from backbeat.media.picture_digest import picture_digest
from backbeat.media.probe import AudioStream, probe
from backbeat.progress import Progress
from backbeat.v1.dubbing_pb2 import DubRequest, DubResult, DubTrack
from backbeat.v1.rendering_pb2 import RenderRequest
from backbeat.workflows.dub.job import run
from backbeat.workflows.render.job import run as render
from tests import material
from tests.doubles.services.server import KEY, Double, Fault, running

RATE = 48_000
SAID = [(1.0, 2.5), (4.0, 5.2), (7.0, 9.0)]
DUBBED = [(0.5, 2.1), (3.0, 4.15), (5.5, 7.4)]
"""The dub's lines in its recording: a little longer, shorter, and as good as the same."""
_EDGE_S = 0.12
"""How surely the beginning of speech is recognised."""


# Voices by rule say no words: lines are found by pauses, as without the speech model.
pytestmark = pytest.mark.usefixtures("no_models")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dub")
    material.write_talk(made / "talk.mov", 10, SAID)
    material.write_voice(made / "dub.wav", 8, DUBBED, seed=7)
    material.write_voice(made / "two.wav", 5, DUBBED[:2], seed=7)
    return made


@pytest.fixture(scope="module")
def dubbed(
    folder: Path, no_models: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[DubResult, Path]:
    """The dub as a video."""
    output = tmp_path_factory.mktemp("dubbed") / "out.mov"
    reports = [str(output.with_name(name)) for name in ("r.html", "r.csv", "r.json")]
    return run(_request(folder, output, report_paths=reports)), output


def _request(folder: Path, output: Path, **more: object) -> DubRequest:
    fields = {"dub_path": str(folder / "dub.wav"), **more}
    return DubRequest(
        path=str(folder / "talk.mov"), output_path=str(output), no_lips=True, **fields
    )


def _sound(path: Path, stream: int = 0) -> NDArray[np.float32]:
    return read_audio(path, RATE, stream=stream).samples


def _beginnings_s(sound: NDArray[np.float32]) -> list[float]:
    """Where it gets loud after 0.3 s of quiet."""
    loud = np.flatnonzero(np.abs(sound[:, 0]) > 0.03) / RATE
    return [float(one) for one in loud[np.diff(loud, prepend=-1.0) > 0.3]]


def test_lines_begin_where_the_originals_do(dubbed: tuple[DubResult, Path]) -> None:
    result, output = dubbed
    (language,) = result.languages
    assert [line.problem for line in language.lines] == ["", "", ""]
    found = _beginnings_s(_sound(output))
    assert np.allclose(found, [start for start, _ in SAID], atol=_EDGE_S)
    assert all(abs(line.stretch - 1) <= 0.08 + 1e-6 for line in language.lines)
    assert all(abs(line.offset_ms) < 1 for line in language.lines)


def test_the_picture_is_copied_and_pauses_stay_as_they_were(
    folder: Path, dubbed: tuple[DubResult, Path]
) -> None:
    _, output = dubbed
    assert picture_digest(output).sha256 == picture_digest(folder / "talk.mov").sha256
    was, now = _sound(folder / "talk.mov"), _sound(output)
    assert len(now) == len(was)
    for start, end in ((0, 0.7), (2.95, 3.7), (5.65, 6.7), (9.4, 10)):
        part = slice(round(start * RATE), round(end * RATE))
        # A bit of 24 on the way.
        assert np.abs(now[part] - was[part]).max() < 2**-21


def test_nothing_of_the_original_voice_is_left(
    folder: Path, dubbed: tuple[DubResult, Path]
) -> None:
    _, output = dubbed
    was, now = _sound(folder / "talk.mov")[:, 0], _sound(output)[:, 0]
    for start, end in SAID:
        part = slice(round((start + 0.2) * RATE), round((end - 0.2) * RATE))
        alike = np.corrcoef(was[part], now[part])[0, 1]
        assert abs(alike) < 0.1


def test_the_dub_is_as_loud_as_the_original(folder: Path, tmp_path: Path) -> None:
    quiet = read_audio(folder / "dub.wav", RATE).samples * 0.05
    write_audio(tmp_path / "quiet.wav", quiet, RATE)
    request = _request(folder, tmp_path / "out.mov", dub_path=str(tmp_path / "quiet.wav"))
    result = run(request)
    before, after = (
        programme(measure(_sound(path), RATE))
        for path in (folder / "talk.mov", tmp_path / "out.mov")
    )
    assert before is not None
    assert after == pytest.approx(before, abs=1.0)
    assert result.languages[0].lufs == pytest.approx(result.languages[0].original_lufs, abs=0.5)


def test_a_line_that_nobody_says_anew_is_heard_as_it_was(folder: Path, tmp_path: Path) -> None:
    request = _request(folder, tmp_path / "out.mov", dub_path=str(folder / "two.wav"))
    lines = run(request).languages[0].lines
    assert [bool(line.stretch) for line in lines] == [True, True, False]
    assert "the original is heard" in lines[2].problem
    was, now = _sound(folder / "talk.mov"), _sound(tmp_path / "out.mov")
    part = slice(round(7.0 * RATE), round(9.0 * RATE))
    assert np.abs(now[part] - was[part]).max() < 2**-21


def test_languages_are_tracks_of_the_video(folder: Path, tmp_path: Path) -> None:
    track = DubTrack(language="de", dub_path=str(folder / "two.wav"))
    run(_request(folder, tmp_path / "out.mp4", language="es", tracks=[track]))
    sounds = [s for s in probe(tmp_path / "out.mp4").streams if isinstance(s, AudioStream)]
    assert [sound.language for sound in sounds] == ["spa", "deu"]
    # The third line is dubbed in Spanish only.
    spanish, german = (_sound(tmp_path / "out.mp4", stream) for stream in (0, 1))
    part = slice(round(7.2 * RATE), round(8.8 * RATE))
    original = _sound(folder / "talk.mov")[part, 0]
    assert np.corrcoef(german[part, 0], original)[0, 1] > 0.95
    assert abs(np.corrcoef(spanish[part, 0], original)[0, 1]) < 0.2


def test_a_timeline_has_the_lines_as_clips_and_sounds_like_the_video(
    folder: Path, dubbed: tuple[DubResult, Path], tmp_path: Path
) -> None:
    _, output = dubbed
    result = run(_request(folder, tmp_path / "out.otio", language="es"))
    made = otio.adapters.read_from_file(str(tmp_path / "out.otio"))
    assert [track.name for track in made.tracks] == ["Video 1", "Original", "Ambience", "Dub es"]
    assert [track.enabled for track in made.tracks] == [True, False, True, True]
    lines = [item for item in made.tracks[3] if isinstance(item, otio.schema.Clip)]
    starts = [clip.range_in_parent().start_time.to_seconds() for clip in lines]
    assert starts == pytest.approx([line.placed_s for line in result.languages[0].lines], abs=1e-3)
    assert Path(result.languages[0].sound_path) == tmp_path / "out dub" / "es.wav"
    render(
        RenderRequest(edit_path=str(tmp_path / "out.otio"), output_path=str(tmp_path / "mix.wav"))
    )
    mixed, video = _sound(tmp_path / "mix.wav"), _sound(output)
    length = min(len(mixed), len(video))
    assert np.abs(mixed[:length] - video[:length]).max() < 1e-4


def test_effects_that_are_given_are_what_is_heard_besides(folder: Path, tmp_path: Path) -> None:
    tone = np.sin(np.arange(10 * RATE) * 0.05)[:, np.newaxis] * np.array([[0.1, 0.1]])
    write_audio(tmp_path / "effects.wav", tone.astype(np.float32), RATE)
    request = _request(folder, tmp_path / "out.mov", effects_path=str(tmp_path / "effects.wav"))
    result = run(request)
    now = _sound(tmp_path / "out.mov")
    part = slice(round(2.8 * RATE), round(3.6 * RATE))
    assert np.abs(now[part] - tone[part]).max() < 1e-5
    assert "effects.wav" in result.ambience


def test_of_surround_sound_only_the_centre_is_made_anew(folder: Path, tmp_path: Path) -> None:
    talk = _sound(folder / "talk.mov")[:, :1]
    noise = 0.01 * np.random.default_rng(5).standard_normal((len(talk), 6))
    noise[:, 2] += talk[:, 0]
    write_audio(tmp_path / "six.wav", noise.astype(np.float32), RATE, layout="5.1")
    video = _with_sound(folder / "talk.mov", tmp_path / "six.mov", noise.astype(np.float32))
    request = _request(folder, tmp_path / "out.mov")
    request.path = str(video)
    result = run(request)
    was, now = _sound(video), _sound(tmp_path / "out.mov")
    others = [0, 1, 3, 4, 5]
    assert np.abs(now[:, others] - was[:, others]).max() < 2**-21
    assert np.abs(now[:, 2] - was[:, 2]).max() > 0.1
    assert "other channels than that of the speech are kept" in result.ambience


def _with_sound(video: Path, target: Path, sound: NDArray[np.float32]) -> Path:
    from fractions import Fraction

    from backbeat.media.encode import write_video

    pictures = [material.texture(1, 96, 96)] * 250
    write_video(target, pictures, Fraction(25), audio=AudioBuffer(sound, RATE))
    return target


def test_a_script_with_times_puts_its_lines_there(folder: Path, tmp_path: Path) -> None:
    for number, (start, end) in enumerate(DUBBED):
        part = _sound(folder / "dub.wav")[round(start * RATE) : round(end * RATE)]
        write_audio(tmp_path / f"{number}.wav", part, RATE)
    rows = ["start;text;file", "1.0;eins;0.wav", "0:04.0;zwei;1.wav", "7;drei;2.wav"]
    (tmp_path / "lines.csv").write_text("\n".join(rows))
    request = _request(
        folder, tmp_path / "out.mov", dub_path="", script_path=str(tmp_path / "lines.csv")
    )
    lines = run(request).languages[0].lines
    assert [line.text for line in lines] == ["eins", "zwei", "drei"]
    found = _beginnings_s(_sound(tmp_path / "out.mov"))
    assert np.allclose(found, [start for start, _ in SAID], atol=_EDGE_S)


def test_a_line_without_a_recording_needs_a_voice(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("start,text\n1,Guten Tag\n")
    request = _request(
        folder, tmp_path / "out.mov", dub_path="", script_path=str(tmp_path / "lines.csv")
    )
    result: DubResult = run(request)
    assert "Nobody says it" in result.languages[0].lines[0].problem
    assert not result.languages[0].synthetic_voice


def test_commands_run_only_where_they_are_allowed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lines.csv").write_text("start,text\n1,Guten Tag\n")
    request = _request(
        folder,
        tmp_path / "out.mov",
        dub_path="",
        script_path=str(tmp_path / "lines.csv"),
        voice=f"command:cp {folder / 'two.wav'} {{out}} {{text}}",
    )
    monkeypatch.delenv("BACKBEAT_COMMANDS", raising=False)
    with pytest.raises(PermissionDeniedError, match="runs no commands"):
        run(request)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines.csv"]


def test_a_voice_by_command_says_lines_and_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKBEAT_COMMANDS", "1")
    (tmp_path / "lines.csv").write_text(
        'start,text,direction\n1,Tom & Co,"<prosody rate=""slow"">{text}</prosody>"\n'
    )
    script = tmp_path / "voice.sh"
    script.write_text(f'#!/bin/sh\ncp "$1" {tmp_path}/said.txt\ncp {folder}/two.wav "$2"\n')
    script.chmod(0o755)
    request = _request(
        folder,
        tmp_path / "out.mov",
        dub_path="",
        script_path=str(tmp_path / "lines.csv"),
        voice=f"command:{script} {{text}} {{out}}",
        consent="on paper",
    )
    result = run(request)
    said = (tmp_path / "said.txt").read_text()
    assert said == '<speak><prosody rate="slow">Tom &amp; Co</prosody></speak>\n'
    assert result.languages[0].synthetic_voice
    assert result.consent == "on paper"
    assert any("spoken by a machine" in warning for warning in result.warnings)
    assert result.languages[0].lines[0].source_path == ""
    mark = generated_by(tmp_path / "out.mov")
    assert mark is not None
    assert "spoken by a machine" in mark.generated
    assert mark.consent == "on paper"
    assert result.mark == mark.kind


def test_what_people_say_is_not_marked_as_generated(dubbed: tuple[DubResult, Path]) -> None:
    result, output = dubbed
    assert result.mark == ""
    assert generated_by(output) is None


def test_a_service_that_is_off_says_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("start,text\n1,Guten Tag\n")
    request = _request(
        folder,
        tmp_path / "out.mov",
        dub_path="",
        script_path=str(tmp_path / "lines.csv"),
        voice="service:elevenlabs/anna",
    )
    with pytest.raises(PermissionDeniedError, match="it is off"):
        run(request)
    request.voice = "anna"
    with pytest.raises(RequestError, match="There is no voice 'anna'"):
        run(request)


def test_what_makes_no_sense_is_said_before_anything_is_done(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mov"
    with pytest.raises(RequestError, match="needs new lines"):
        run(_request(folder, output, dub_path=""))
    with pytest.raises(RequestError, match=r"no language 'xx'"):
        run(_request(folder, output, language="xx"))
    with pytest.raises(RequestError, match="cannot be stretched by 40"):
        run(_request(folder, output, max_stretch_percent=40))
    with pytest.raises(RequestError, match="by whose leave a machine speaks"):
        run(_request(folder, output, commercial=True, voice="service:elevenlabs/anna"))
    with pytest.raises(RequestError, match="of no known kind"):
        run(_request(folder, tmp_path / "out.avi"))
    with pytest.raises(RequestError, match="not all say their language"):
        run(_request(folder, output, tracks=[DubTrack(dub_path=str(folder / "two.wav"))]))
    with pytest.raises(MediaError, match=r"nowhere\.wav"):
        run(_request(folder, output, dub_path=str(tmp_path / "nowhere.wav")))
    material.write_clip(tmp_path / "still.mov", 2, sound=True)
    silent = _request(folder, output)
    silent.path = str(tmp_path / "still.mov")
    with pytest.raises(RequestError, match="Nobody is heard to speak"):
        run(silent)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["still.mov"]


def test_a_cancelled_job_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def report(fraction: float, step: str) -> None:
        del step
        if fraction > 0.35:
            stop.set()

    with pytest.raises(CancelledError):
        run(_request(folder, tmp_path / "out.otio"), Progress(report, stop.is_set))
    assert list(tmp_path.iterdir()) == []


def test_reports_say_the_same(dubbed: tuple[DubResult, Path]) -> None:
    result, output = dubbed
    page, table = (output.with_name(name).read_text() for name in ("r.html", "r.csv"))
    assert table.count("\n") == 4
    assert page.count('class="at" data-in="original"') == 3
    assert page.count("<img ") == 15
    assert 'src="out.mov"' in page
    assert [Path(path).name for path in result.report_paths] == ["r.html", "r.csv", "r.json"]


def test_a_voice_of_a_service_says_lines_and_its_terms_are_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lines.csv").write_text("start,text\n1,Guten Tag\n")
    said = base64.b64encode((folder / "two.wav").read_bytes()).decode()
    with running(Double()) as double:
        double.faults = [Fault("/synthesize", body=json.dumps({"audio_content": said}).encode())]
        monkeypatch.setenv("BACKBEAT_SERVICES", "resemble")
        monkeypatch.setenv("BACKBEAT_RESEMBLE_URL", double.url)
        monkeypatch.setenv("RESEMBLE_API_KEY", KEY)
        request = _request(
            folder,
            tmp_path / "out.mov",
            dub_path="",
            script_path=str(tmp_path / "lines.csv"),
            voice="service:resemble/anna",
        )
        result = run(request)
    language = result.languages[0]
    assert language.synthetic_voice
    assert "resemble.ai" in language.voice_licence
    assert any(double.url[7:] in warning for warning in result.warnings)
    assert KEY not in str(result)
    mark = generated_by(tmp_path / "out.mov")
    assert mark is not None
    assert mark.licence == language.voice_licence

"""The whole job on small pictures: spotted, chosen, placed, landed, measured, and landed again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import AlreadyExistsError, RequestError, TimelineError
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.media.probe import probe
from backbeat.v1.foley_pb2 import FoleyRequest, FoleyResult, SoundSwap
from backbeat.workflows.foley.job import run
from backbeat.workflows.outputs import is_ours
from tests import material

KNOCKS = (0.5, 1.3)
CUES = "cue,in,description\n1,0.5,footstep gravel\n2,1.3,door slam wood\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip whose own sound knocks twice, and cues for it."""
    folder = tmp_path_factory.mktemp("foley")
    material.write_knocks(folder / "knocks.mov", 2, KNOCKS)
    (folder / "cues.csv").write_text(CUES)
    return folder


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))


def _request(folder: Path, out: Path, **more: object) -> FoleyRequest:
    named = {"sources": ["starter", "synthesis"], "spot": ["markers"], **more}
    return FoleyRequest(
        path=str(folder / "knocks.mov"),
        cue_paths=[str(folder / "cues.csv")],
        output_path=str(out),
        **named,
    )


def _onsets(path: Path) -> list[float]:
    """Where sound begins that was not there 20 ms before, by plain energy."""
    samples = read_audio(path, 48000).samples.mean(axis=1)
    power = np.abs(samples[: len(samples) // 48 * 48].reshape(-1, 48)).max(axis=1)
    loud = power > 0.05
    return [k / 1000 for k in range(20, len(loud)) if loud[k] and not loud[k - 20 : k].any()]


def test_cues_are_heard_where_they_are_seen_and_reported(folder: Path, tmp_path: Path) -> None:
    out, stem = tmp_path / "out.otio", tmp_path / "stem.wav"
    reports = [str(tmp_path / name) for name in ("r.html", "r.csv", "r.json")]
    result = run(
        _request(
            folder,
            out,
            stem_path=str(stem),
            cue_sheet_path=str(tmp_path / "sheet.csv"),
            credits_path=str(tmp_path / "credits.txt"),
            report_paths=reports,
        )
    )
    assert [(cue.number, cue.placed, cue.layer) for cue in result.cues] == [
        ("1", True, "FOLEY"),
        ("2", True, "HARD FX"),
    ]
    heard = _onsets(stem)
    assert len(heard) >= 2
    for at in KNOCKS:
        assert min(abs(one - at) for one in heard) <= 0.005
    for cue in result.cues:
        assert abs(cue.hit_error_ms) <= 2
        assert Path(cue.sound.rendered_path).is_file()
    for path in (*reports, result.cue_sheet_path, result.credits_path):
        assert Path(path).stat().st_size > 0
    assert json.loads(Path(reports[2]).read_text())["cues"][0]["number"] == "1"
    names = [track.name for track in otio.adapters.read_from_file(str(out)).audio_tracks()]
    assert names == ["Audio 1", "FOLEY", "HARD FX"]


def test_the_same_request_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    stems = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        stem = tmp_path / name / "stem.wav"
        run(_request(folder, tmp_path / name / "o.otio", stem_path=str(stem)))
        stems.append(stem.read_bytes())
    assert stems[0] == stems[1]


def test_a_cue_sheet_that_was_written_gives_the_same_cues(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    first = run(_request(folder, tmp_path / "a.otio", cue_sheet_path=str(sheet)))
    request = _request(folder, tmp_path / "b.otio")
    request.cue_paths[:] = [str(sheet)]
    again = run(request)

    def told(result: FoleyResult) -> list[tuple[object, ...]]:
        return [
            (cue.number, round(cue.time_s, 6), cue.kind, cue.description, cue.sound.key)
            for cue in result.cues
        ]

    assert told(again) == told(first)


def test_knocks_of_the_guide_are_found_without_cues(folder: Path, tmp_path: Path) -> None:
    request = _request(folder, tmp_path / "out.otio", spot=["guide"])
    del request.cue_paths[:]
    result = run(request)
    assert len(result.cues) == len(KNOCKS)
    for cue, at in zip(result.cues, KNOCKS, strict=True):
        assert abs(cue.time_s - at) <= 0.005
        assert cue.evidence[0].kind == "guide"
        assert 0 < cue.confidence < 1


def test_spotting_alone_places_nothing(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.otio"
    result = run(_request(folder, out, spot_only=True))
    assert [cue.placed for cue in result.cues] == [False, False]
    timeline = otio.adapters.read_from_file(str(out))
    assert [track.name for track in timeline.audio_tracks()] == ["Audio 1"]
    assert len(timeline.tracks.markers) == 2


def test_a_swap_changes_its_cue_alone(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.otio", tmp_path / "b.otio"
    before = run(_request(folder, first))
    tone = np.sin(np.arange(9600) * 0.05) * np.exp(-np.arange(9600) / 1500)
    write_audio(tmp_path / "thud.wav", [np.float32(tone)[:, np.newaxis]], 48000)
    swap = SoundSwap(cue="2", sound=str(tmp_path / "thud.wav"))
    after = run(FoleyRequest(path=str(first), output_path=str(second), swaps=[swap]))
    assert after.cues[0].sound.rendered_path == before.cues[0].sound.rendered_path
    assert after.cues[1].sound.path == str(tmp_path / "thud.wav")
    assert after.cues[1].number == "2"
    assert after.cues[1].sound.rendered_path != before.cues[1].sound.rendered_path


def test_a_cue_that_is_not_there_cannot_be_swapped(folder: Path, tmp_path: Path) -> None:
    request = _request(folder, tmp_path / "o.otio", swaps=[SoundSwap(cue="9", sound="door")])
    with pytest.raises(RequestError, match="no cue 9"):
        run(request)
    assert not (tmp_path / "o.otio").exists()


def test_the_mix_has_the_picture_as_it_was(folder: Path, tmp_path: Path) -> None:
    mix = tmp_path / "mix.mov"
    request = _request(folder, tmp_path / "o.otio", mix_path=str(mix))
    request.output_path = ""
    result = run(request)
    assert result.mix_path == str(mix)
    was, now = probe(folder / "knocks.mov"), probe(mix)
    assert was.video is not None
    assert now.video is not None
    assert (now.video.codec, now.video.frames) == (was.video.codec, was.video.frames)
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["mix.mov"]


def test_a_run_on_its_own_result_keeps_numbers_and_tracks(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.otio", tmp_path / "b.otio"
    before = run(_request(folder, first))
    request = _request(folder, second)
    request.path = str(first)
    after = run(request)
    assert [cue.number for cue in after.cues] == [cue.number for cue in before.cues]
    names = [track.name for track in otio.adapters.read_from_file(str(second)).audio_tracks()]
    assert names == ["Audio 1", "FOLEY", "HARD FX"]


def test_what_makes_no_sense_is_refused_at_once(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.otio"
    for wrong, said in (
        ({"spot": ["smell"]}, "smell"),
        ({"place_from": 1.5}, "1.5"),
        ({"level_db": 99.0}, "99"),
        ({"mapping_path": "/m.json"}, "recogniser"),
        ({"spot_only": True, "stem_path": str(tmp_path / "s.wav")}, "only spotted"),
    ):
        with pytest.raises(RequestError, match=said):
            run(_request(folder, out, **wrong))
    request = _request(folder, out)
    request.output_path = ""
    with pytest.raises(RequestError, match="Nothing would be written"):
        run(request)
    assert not list(tmp_path.glob("out*"))


def test_nothing_of_others_is_replaced(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.otio"
    out.write_text("mine")
    with pytest.raises(AlreadyExistsError):
        run(_request(folder, out))
    assert out.read_text() == "mine"
    with pytest.raises((RequestError, TimelineError)):
        run(_request(folder, tmp_path / "out.aaf"))


def test_a_picture_without_cues_gives_tables_that_are_known_as_ours(
    folder: Path, tmp_path: Path
) -> None:
    sheet, table = tmp_path / "sheet.csv", tmp_path / "report.csv"
    request = _request(folder, tmp_path / "o.otio", cue_sheet_path=str(sheet))
    request.report_paths.append(str(table))
    del request.cue_paths[:]
    assert not run(request).cues
    assert is_ours(sheet)
    assert is_ours(table)
    # An empty sheet asks for nothing, and is read without complaint.
    request.cue_paths.append(str(sheet))
    request.cue_sheet_path = ""
    assert not run(request).cues

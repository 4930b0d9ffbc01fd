from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import MediaError, NotFoundError, RequestError
from backbeat.v1.sounds_pb2 import SoundsAddRequest, SoundsSearchRequest, SoundsSearchResult
from backbeat.workflows.sounds_add.job import run as add
from backbeat.workflows.sounds_search.job import run
from tests.sounds import made


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    folder = tmp_path / "library"
    folder.mkdir()
    for number in (1, 2, 3):
        made.write(folder / f"gravel_step.{number}.wav", made.hit(0.1, seed=number))
    for number in (1, 2):
        made.write(folder / f"hum.{number}.wav", made.hum(1.0 + number, 100 + number))
    add(SoundsAddRequest(paths=[str(folder)]))
    return folder


def search(**fields: object) -> SoundsSearchResult:
    return run(SoundsSearchRequest(**fields))  # type: ignore[arg-type]


def test_words_find_sounds_and_categories(library: Path) -> None:
    result = search(query="footsteps on gravel", limit=2)
    assert [Path(sound.path).name for sound in result.sounds] == [
        "gravel_step.1.wav", "gravel_step.2.wav",
    ]  # fmt: skip
    assert result.categories[0].cat_id == "FEETHmn"
    assert (result.categories[0].category, result.categories[0].subcategory) == (
        "FOOTSTEPS", "HUMAN",
    )  # fmt: skip
    assert result.total == 5
    first = result.sounds[0]
    assert (first.variants, first.takes, first.rate, first.sync_from) == (3, 1, 48000, "attack")
    assert first.sync_s == pytest.approx(0.1, abs=0.002)
    assert 0 < first.score <= 1


def test_a_sound_finds_those_like_it(library: Path, tmp_path: Path) -> None:
    inside = search(like_path=str(library / "hum.1.wav"), limit=1)
    assert [Path(sound.path).name for sound in inside.sounds] == ["hum.2.wav"]
    assert inside.method == "sound"
    outside = made.write(tmp_path / "other.wav", made.hit(0.2, seed=9))
    found = search(like_path=str(outside), limit=3)
    assert all("gravel" in sound.path for sound in found.sounds)


def test_what_cannot_be_looked_for_is_said(library: Path) -> None:
    with pytest.raises(RequestError, match="needs words"):
        search()
    with pytest.raises(RequestError, match="needs words"):
        search(query="x", like_path="/x.wav")
    with pytest.raises(RequestError, match="no category 'FOO'"):
        search(query="x", ucs=["FOO"])
    with pytest.raises(RequestError, match="cannot be asked for"):
        search(query="x", limit=5000)
    with pytest.raises(MediaError):
        search(like_path=str(library / "none.wav"))


def test_an_empty_index_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path))
    with pytest.raises(NotFoundError, match="no sounds in the index"):
        search(query="door")

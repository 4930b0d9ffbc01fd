"""Corrections of beats: kept beside the song, and the same file that `--edits` reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.cli.edits import music_edits
from backbeat.errors import (
    AlreadyExistsError,
    InputError,
    MediaError,
    NotFoundError,
    OutputError,
    RequestError,
)
from backbeat.panel.music_edits import load_edits, save_edits
from backbeat.v1.music_pb2 import (
    ENERGY_LEVEL_HIGH,
    Emphasis,
    EnergyEdit,
    MusicEdits,
    UserBeat,
)
from backbeat.v1.panel_pb2 import LoadMusicEditsRequest, SavedMusicEdits, SaveMusicEditsRequest
from tests.commands import write_clicks
from tests.material import write_clip

EDITS = MusicEdits(
    beats=[UserBeat(time_s=0.5, downbeat=True), UserBeat(time_s=1.25)],
    removed_beats_s=[2.0],
    emphasis=[Emphasis(time_s=3, strength=0.5)],
    energy=[EnergyEdit(start_s=1, end_s=2, level=ENERGY_LEVEL_HIGH)],
)


@pytest.fixture(scope="module")
def clicks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clicks(tmp_path_factory.mktemp("song") / "song.wav", 4)


@pytest.fixture
def song(clicks: Path) -> Path:
    for path in clicks.parent.iterdir():
        if path != clicks:
            path.unlink()
    return clicks


def save(song: Path, edits: MusicEdits = EDITS, **more: object) -> SavedMusicEdits:
    return save_edits(SaveMusicEditsRequest(path=str(song), edits=edits, **more))  # type: ignore[arg-type]


def load(song: Path) -> SavedMusicEdits:
    return load_edits(LoadMusicEditsRequest(path=str(song)))


def test_what_is_saved_is_loaded(song: Path) -> None:
    saved = save(song)
    assert saved.path == f"{song}.edits.json"
    assert saved.edits == EDITS
    assert load(song) == saved
    assert [path.name for path in sorted(song.parent.iterdir())] == [
        "song.wav",
        "song.wav.edits.json",
    ]


def test_the_command_line_reads_the_same_file(song: Path) -> None:
    read = music_edits(save(song).path, [], [])
    assert read is not None
    assert read.written_by.startswith("Backbeat ")
    read.written_by = ""
    assert read == EDITS


def test_a_song_without_corrections_has_none(song: Path) -> None:
    assert load(song) == SavedMusicEdits()


def test_our_own_file_is_replaced_and_one_that_was_changed_is_not(song: Path) -> None:
    save(song)
    path = Path(save(song, MusicEdits(removed_beats_s=[1])).path)
    path.write_text(path.read_text().replace("1.0", "1.5"))
    with pytest.raises(AlreadyExistsError):
        save(song)
    assert load(song).edits.removed_beats_s == [1.5]
    save(song, overwrite=True)
    assert load(song).edits == EDITS


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0, 3.9), max_size=6), st.randoms(use_true_random=False))
def test_order_does_not_matter(song: Path, times: list[float], random: object) -> None:
    shuffled = list(times)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    texts = [
        Path(
            save(
                song,
                MusicEdits(removed_beats_s=order, beats=[UserBeat(time_s=one) for one in order]),
            ).path
        ).read_text()
        for order in (times, shuffled)
    ]
    assert texts[0] == texts[1]
    assert list(load(song).edits.removed_beats_s) == sorted(times)


def test_the_order_of_energy_stays_since_the_later_wins(song: Path) -> None:
    energy = [EnergyEdit(start_s=2, end_s=3, gain_lu=2), EnergyEdit(start_s=1, end_s=3, gain_lu=1)]
    assert [one.start_s for one in save(song, MusicEdits(energy=energy)).edits.energy] == [2, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        MusicEdits(beats=[UserBeat(time_s=-0.1)]),
        MusicEdits(beats=[UserBeat(time_s=99)]),
        MusicEdits(removed_beats_s=[float("nan")]),
        MusicEdits(emphasis=[Emphasis(time_s=float("inf"))]),
        MusicEdits(emphasis=[Emphasis(time_s=1, strength=2)]),
        MusicEdits(energy=[EnergyEdit(start_s=3, end_s=2)]),
    ],
)
def test_what_lies_outside_the_song_is_refused(wrong: MusicEdits, song: Path) -> None:
    with pytest.raises(RequestError):
        save(song, wrong)
    assert not Path(f"{song}.edits.json").exists()


def test_another_place_can_be_named(song: Path) -> None:
    other = song.with_name("mine.json")
    assert save(song, output_path=str(other)).path == str(other)
    assert json.loads(other.read_text())["removedBeatsS"] == [2]
    for wrong, error in (
        ("mine.txt", RequestError),
        (str(song.with_name("mine.txt")), RequestError),
        ("relative.json", RequestError),
        (str(song.with_name("no folder") / "mine.json"), OutputError),
    ):
        with pytest.raises(error):
            save(song, output_path=wrong)


@pytest.mark.parametrize("said", ["", "[]", "{", '{"beats": 3}', '{"unknown": 1}', "[" * 9000])
def test_a_file_that_is_something_else_is_named(said: str, song: Path) -> None:
    Path(f"{song}.edits.json").write_text(said)
    with pytest.raises(InputError, match=r"song\.wav\.edits\.json"):
        load(song)


def test_there_must_be_a_song(song: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        save(tmp_path / "nothing.wav")
    with pytest.raises(MediaError):
        save(write_clip(tmp_path / "silent.mp4", 0.2))
    with pytest.raises(RequestError):
        load(Path("song.wav"))

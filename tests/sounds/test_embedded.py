from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.sounds.embedded import Embedded, embedded_in_tags, embedded_in_wave
from backbeat.sounds.facts import CuePoint
from backbeat.sounds.licence_tables import Terms
from backbeat.sounds.saying import said_by
from tests.sounds import made


def test_chunks_of_sound_editors_are_read(tmp_path: Path) -> None:
    path = made.write(
        tmp_path / "x.wav", made.hit(0.1),
        chunks=[
            made.ixml(CATID="DOORWood", FXNAME="Old Door", DESCRIPTION="Heavy oak &amp; iron",
                      KEYWORDS="castle", DESIGNER="Ann", LIBRARY="Castles"),
            made.bext("Broadcast description", "Recorder"),
            *made.cues([(24000, "two"), (4800, "sync")]),
        ],
    )  # fmt: skip
    found = embedded_in_wave(path)
    assert (found.cat_id, found.title) == ("DOORWood", "Old Door")
    assert found.description == "Heavy oak & iron"
    assert (found.keywords, found.artist, found.library) == ("castle", "Ann", "Castles")
    assert found.cues == (CuePoint(0.1, "sync"), CuePoint(0.5, "two"))


def test_broadcast_and_info_chunks_stand_in(tmp_path: Path) -> None:
    info = made.chunk(b"LIST", b"INFO" + made.chunk(b"INAM", b"Caf\xc3\xa9 door\0")
                      + made.chunk(b"IART", b"Ben\0") + made.chunk(b"IKEY", b"wood\0"))  # fmt: skip
    path = made.write(
        tmp_path / "x.wav", made.hit(0.1), chunks=[made.bext("t\xfcr, schwer", "R2"), info]
    )
    found = embedded_in_wave(path)
    assert (found.title, found.artist, found.keywords) == ("Café door", "Ben", "wood")
    assert found.description == "tür, schwer"


@settings(max_examples=60)
@given(st.integers(36, 700), st.binary(min_size=1, max_size=8))
def test_damaged_chunks_are_passed_over(
    tmp_path_factory: pytest.TempPathFactory, at: int, damage: bytes
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "x.wav"
    made.write(
        path, made.hit(0.0, 0.002),
        chunks=[made.bext("x"), *made.cues([(5, "sync")]), made.ixml(CATID="RAIN")],
    )  # fmt: skip
    data = bytearray(path.read_bytes())
    data[at : at + len(damage)] = damage
    path.write_bytes(data)
    assert isinstance(embedded_in_wave(path), Embedded)


def test_what_is_no_wave_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(b"RIFF")
    assert embedded_in_wave(path) == Embedded()
    assert embedded_in_wave(tmp_path / "none.wav") == Embedded()


def test_tags_of_other_files_are_read() -> None:
    found = embedded_in_tags({"TITLE": "Rain", "artist": "Ann", "LICENSE": "CC0", "Comment": "x"})
    assert (found.title, found.artist, found.licence, found.description) == (
        "Rain", "Ann", "CC0", "x",
    )  # fmt: skip


def test_the_file_itself_says_its_category_before_its_name_does() -> None:
    def said(path: str, inside: Embedded | None = None) -> str:
        return said_by(path, inside or Embedded(), Terms(), Terms()).cat_id

    assert said("/a/DOORWood_Slam_A_B.wav") == "DOORWood"
    assert said("/a/DOORWood_Slam_A_B.wav", Embedded(cat_id="DOORMetl")) == "DOORMetl"
    assert said("/a/slam.wav", Embedded(category="DOORS-WOOD")) == "DOORWood"
    assert said("/a/slam.wav", Embedded(cat_id="NOPE")) == ""


def test_terms_come_from_the_table_then_the_file_then_what_was_given() -> None:
    given_terms = Terms("MIT", "Me")
    inside = Embedded(licence="CC-BY-4.0", artist="Ann")
    one = said_by("/a/x.wav", inside, Terms("CC0", "Ben"), given_terms)
    assert (one.licence, one.credit) == ("CC0", "Ben")
    two = said_by("/a/x.wav", inside, Terms(), given_terms)
    assert (two.licence, two.credit) == ("CC-BY-4.0", "Ann")
    three = said_by("/a/x.wav", Embedded(), Terms(), given_terms)
    assert (three.licence, three.credit) == ("MIT", "Me")

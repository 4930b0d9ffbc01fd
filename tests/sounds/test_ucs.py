from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backbeat.sounds import ucs


def test_there_are_752_categories_by_their_own_spelling() -> None:
    known = ucs.categories()
    assert len(known) == 752
    assert len({one.category for one in known.values()}) == 82
    door = ucs.category("DOORWood")
    assert door is not None
    assert (door.category, door.subcategory) == ("DOORS", "WOOD")
    assert ucs.category("doorwood") is None


def test_a_person_may_name_a_category_in_any_way() -> None:
    assert ucs.meant_by("doorwood") == ["DOORWood"]
    assert "DOORWood" in ucs.meant_by("DOORS")
    assert ucs.meant_by("DOOR") == ucs.meant_by("DOORS")
    assert ucs.meant_by("RAIN")[0] == "RAIN"
    assert ucs.meant_by("nothing") == ucs.meant_by("") == []


def test_words_mean_categories() -> None:
    meant = {
        "thunder": "THUN",
        "heartbeat": "HMNHart",
        "man snoring": "HMNSnor",
        "typewriter": "COMType",
        "camera shutter": "COMCam",
        "coins": "OBJCoin",
        "crow cawing": "BIRDCrow",
        "glass shatters": "GLASBrk",
        "footsteps on gravel": "FEETHmn",
        "explosion": "EXPLReal",
        "crowd applause": "CRWDApls",
        "helicopter": "AEROHeli",
        "door creaks": "DOORCreak",
    }
    for words, cat_id in meant.items():
        assert ucs.guess(words, 1)[0].cat_id == cat_id, words


def test_genres_that_nobody_names_stand_back() -> None:
    assert ucs.guess("door", 1)[0].cat_id.startswith("DOOR")
    assert ucs.guess("spaceship door", 1)[0].cat_id.startswith("SCI")
    assert ucs.guess("water", 1)[0].cat_id.startswith("WATR")


def test_what_says_nothing_means_nothing() -> None:
    assert ucs.guess("") == []
    assert ucs.guess("xqzt vvbn") == []


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=40))
def test_confidences_are_a_share_of_one(words: str) -> None:
    guesses = ucs.guess(words, 5)
    assert sum(guess.confidence for guess in guesses) <= 1 + 1e-9
    assert all(0.05 <= guess.confidence <= 1 for guess in guesses)
    assert guesses == sorted(guesses, key=lambda guess: -guess.confidence)


def test_whooshes_are_put_by_their_peak() -> None:
    assert ucs.peaks_at_hit("WHSH")
    assert ucs.peaks_at_hit("SWSH")
    assert not ucs.peaks_at_hit("DOORWood")
    assert not ucs.peaks_at_hit("")

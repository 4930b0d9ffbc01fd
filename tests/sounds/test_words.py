from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backbeat.sounds.words import stem, stems_of, words_of


def test_humps_separators_and_numbers_part_words() -> None:
    assert words_of("Slam_oldHouse03") == ["slam", "old", "house", "03"]
    assert words_of("DOORWood") == ["door", "wood"]
    assert words_of("Café brûlé") == ["cafe", "brule"]
    assert words_of("808 kick, 3d printer") == ["808", "kick", "3d", "printer"]


def test_forms_of_a_word_have_one_stem() -> None:
    families = (
        ("creak", "creaks", "creaking", "creaked", "creaky"),
        ("explode", "explosion", "explosions", "exploding", "explosive"),
        ("footstep", "footsteps"),
        ("squeak", "squeaky", "squeaking"),
        ("splash", "splashes", "splashing"),
        ("wood", "wooden"),
        ("break", "broken", "breaking", "breaks"),
        ("close", "closing", "closed", "closes"),
        ("snap", "snapping", "snapped"),
        ("bubble", "bubbling", "bubbles", "bubbly"),
        ("thunder", "thundering"),
        ("wave", "waves"),
        ("heavy", "heavy"),
        ("knife", "knives"),
        ("pony", "ponies"),
    )
    for family in families:
        assert len({stem(word) for word in family}) == 1, family


def test_words_that_are_others_keep_apart() -> None:
    for one, other in (("bell", "belt"), ("rain", "train"), ("glass", "grass"), ("wind", "window"),
                       ("hammer", "ham"), ("water", "wat"), ("bus", "bu")):  # fmt: skip
        assert stem(one) != stem(other)


def test_stop_words_say_nothing() -> None:
    assert stems_of("the sound of a door") == ["door"]
    assert stems_of("a the of") == []


@given(st.text(max_size=60))
def test_any_text_has_stems_that_stay(text: str) -> None:
    for word in stems_of(text):
        assert word
        assert word == word.lower()
        assert " " not in word

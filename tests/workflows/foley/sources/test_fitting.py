"""How well sounds fit, and which of them are the same again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.cues import Kind, Layer
from backbeat.foley.found import FoundSound, Take, Wanted
from backbeat.workflows.foley.sources.fitting import agreement, fit, query_of, suited
from backbeat.workflows.foley.sources.ranking import (
    LEAST,
    Offer,
    is_answer,
    ranked,
    without_repeats,
)

_TEXTS = st.sampled_from(
    ("", "door slam", "heavy door slam metal", "footstep gravel", "bell", "Schritte auf Kies", "a")
)
_IDS = st.sampled_from(("", "DOORWood", "DOORMetl", "FEETHmn", "WIND", "no such"))


def wanted(words: str = "", ucs: str = "", kind: Kind = Kind.EFFECT, **more: object) -> Wanted:
    return Wanted(words, ucs, kind, Layer.HARD_FX, **more)  # type: ignore[arg-type]


def sound(name: str, score: float = 0.8, key: str = "", **more: object) -> FoundSound:
    takes = (Take(0, 1, 0),)
    return FoundSound(
        key or f"library:{name}", "library", name, "", "", 1.0, takes, score=score, **more
    )  # type: ignore[arg-type]


@settings(max_examples=60)
@given(words=_TEXTS, ucs=_IDS, surface=_TEXTS, name=_TEXTS, said=_TEXTS, theirs=_IDS)
def test_a_score_is_from_0_to_1(
    words: str, ucs: str, surface: str, name: str, said: str, theirs: str
) -> None:
    score = fit(wanted(words, ucs, surface=surface), name, said, theirs)
    assert 0 <= score <= 1
    assert score <= fit(wanted(words, ucs, surface=surface), f"{name} {words} {surface}", said, ucs)


def test_more_of_what_is_wanted_fits_better() -> None:
    asked = wanted("heavy door slam metal", "DOORMetl")
    order = [
        fit(asked, "heavy metal door slam", "", "DOORMetl"),
        fit(asked, "metal door shut", "", "DOORMetl"),
        fit(asked, "door slam", "", "DOORWood"),
        fit(asked, "door creak", "", "DOORCreak"),
        fit(asked, "dog bark", "", "ANMLDog"),
    ]
    assert order == sorted(order, reverse=True)
    assert order[0] == 1.0
    assert order[-1] < LEAST < order[2]


def test_a_category_speaks_for_words_of_another_language() -> None:
    kies = wanted("Schritte auf Kies", "FEETHmn", Kind.FOOTSTEP)
    assert fit(kies, "gravel walk", "", "FEETHmn") >= LEAST
    assert fit(kies, "gravel pour", "", "ROCKMisc") < LEAST


def test_categories_agree_in_part() -> None:
    assert agreement("DOORWood", "DOORWood") == 1
    assert 0 < agreement("DOORWood", "DOORMetl") < 1
    assert agreement("DOORWood", "WIND") == agreement("", "WIND") == agreement("WIND", "") == 0


def test_what_is_looked_for_has_words() -> None:
    assert query_of(wanted("footstep gravel", surface="gravel", shoe="boots")) == (
        "footstep gravel boots"
    )
    assert query_of(wanted(ucs="DOORWood")) == "doors wood"
    assert query_of(wanted()) == ""


def test_lengths_that_do_not_suit_cost() -> None:
    bed, hit = wanted("wind", kind=Kind.AMBIENCE), wanted("bang", kind=Kind.IMPACT)
    assert suited(0.9, bed, 2.0, False, 1) < suited(0.9, bed, 20.0, False, 1) == 0.9
    assert suited(0.9, bed, 0.0, True, 1) == 0.9
    assert suited(0.9, hit, 60.0, False, 1) < suited(0.9, hit, 60.0, False, 30) == 0.9
    assert suited(0.9, hit, 1.0, True, 1) < 0.9
    long = wanted("dog barking", seconds=6.0)
    assert suited(0.9, long, 1.0, False, 1) < suited(0.9, long, 4.0, False, 1) == 0.9


def test_the_order_of_sources_is_a_preference_and_no_wall() -> None:
    alike = [Offer(sound("a", 0.8), 1), Offer(sound("b", 0.8), 0)]
    assert [offer.sound.name for offer in ranked(alike)] == ["b", "a"]
    better = [Offer(sound("a", 0.95), 2), Offer(sound("b", 0.8), 0)]
    assert [offer.sound.name for offer in ranked(better)] == ["a", "b"]
    stand_in = [Offer(sound("a", 0.85, temporary=True), 0), Offer(sound("b", 0.8), 0)]
    assert [offer.sound.name for offer in ranked(stand_in)] == ["b", "a"]
    assert not is_answer(sound("c", LEAST - 0.01)) and not ranked([Offer(sound("c", 0.1), 0)])


def test_variants_are_the_same_sound_again() -> None:
    step = sound("step", path="/s/step_01.wav", variants=("library:far",))
    others = [
        sound("step", path="/s/step_02.wav", key="library:2"),
        sound("step", path="/s/STEP-3.wav", key="library:3"),
        sound("far away", path="/s/other.wav", key="library:far"),
        sound("door", path="/s/door.wav"),
        sound("door", path="/s/door 2.wav", key="library:4"),
        sound("step", path="/elsewhere/step_02.wav", key="library:5"),
    ]
    kept = without_repeats(others, step)
    assert [one.path for one in kept] == ["/s/door.wav", "/elsewhere/step_02.wav"]

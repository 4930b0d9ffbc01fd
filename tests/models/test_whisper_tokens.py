"""Tokens as text and as words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import InputError, RequestError
from backbeat.models.registry import pulled_path
from backbeat.models.whisper_tokens import LANGUAGES, Vocabulary, check_language


@pytest.fixture(scope="module")
def vocabulary(speech_model: None) -> Vocabulary:
    return Vocabulary()


def _tokens(vocabulary: Vocabulary, *pieces: str) -> list[int]:
    """Tokens by how the file spells them, Ġ for a space."""
    lines = pulled_path("speech", "vocabulary.txt").read_text("utf-8").split("\n")
    return [lines.index(piece) for piece in pieces]


def test_the_languages_are_those_of_the_model(vocabulary: Vocabulary) -> None:
    lines = pulled_path("speech", "vocabulary.txt").read_text("utf-8").split("\n")
    first = lines.index("<|startoftranscript|>") + 1
    assert tuple(line[2:-2] for line in lines[first : lines.index("<|translate|>")]) == LANGUAGES
    check_language("")
    check_language("pt")
    with pytest.raises(RequestError, match="no language 'english'"):
        check_language("english")


def test_punctuation_and_hyphens_belong_to_words(vocabulary: Vocabulary) -> None:
    tokens = _tokens(
        vocabulary, "<|0.00|>", "ĠHe", "Ġsaid", ",", 'Ġ"', "Ġwell", "-", "known", '."', "<|2.00|>"
    )
    words = vocabulary.words(tokens, "en")
    assert [word.text for word in words][:2] == ["He", "said,"]
    assert words[-1].text.endswith('well-known."')
    assert vocabulary.seconds(tokens[-1]) == 2.0 and vocabulary.seconds(tokens[1]) is None


def test_characters_of_several_tokens_stay_whole(vocabulary: Vocabulary) -> None:
    # The bytes of 龘, which is no token of its own, in the letters that stand for them.
    tokens = _tokens(vocabulary, "é", "¾", "ĺ", "ä½ł", "ãĢĤ")
    assert vocabulary.text(tokens) == "龘你。"
    assert [word.text for word in vocabulary.words(tokens, "zh")] == ["龘", "你。"]


@given(numbers=st.lists(st.integers(0, 50363), max_size=30), language=st.sampled_from(["en", "th"]))
def test_words_part_the_text(vocabulary: Vocabulary, numbers: list[int], language: str) -> None:
    """Any tokens, valid text or not: in order, each once, none lost but what is blank."""
    words = vocabulary.words(numbers, language)
    kept = [token for word in words for token in word.tokens]
    texts = [token for token in numbers if vocabulary.is_text(token)]
    rest = iter(texts)
    assert all(token in rest for token in kept)
    assert all(word.text == word.text.strip() != "" for word in words)


def test_another_file_is_no_vocabulary(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.txt"
    path.write_text("a\nb\n")
    with pytest.raises(InputError, match=r"vocabulary\.txt is no vocabulary"):
        Vocabulary(path)

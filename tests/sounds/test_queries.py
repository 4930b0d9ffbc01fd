"""Whether the right sound comes first, among names of real libraries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from backbeat.models.sentences import sentence_model
from backbeat.sounds.index import Index
from tests.sounds.queries import FURTHER, OURS, REFERENCE
from tests.sounds.test_index import sound

Queries = Iterable[tuple[str, str]]


def filled(home: Path, names: str) -> None:
    """An index of the sounds of a list, known by their names alone."""
    with Index.open(home) as index:
        for path in (Path(__file__).parent / names).read_text().splitlines():
            index.put(sound(path))
        index.commit()


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("debian")
    filled(home, "debian_names.txt")
    return home


def missed(index: Index, queries: Queries) -> list[str]:
    """The queries whose first answer is wrong."""
    wrong = []
    for words, pattern in queries:
        found = index.search(words, limit=1)
        if not found or re.search(pattern, found[0].path) is None:
            wrong.append(words)
    return wrong


def test_the_right_sound_comes_first(debian: Path) -> None:
    with Index.open(debian) as index:
        assert missed(index, REFERENCE) == []
        assert len(missed(index, OURS)) <= 0.15 * len(OURS)


def test_the_right_sound_comes_first_in_a_library_that_nothing_was_tuned_on(
    tmp_path: Path,
) -> None:
    filled(tmp_path, "further_names.txt")
    with Index.open(tmp_path) as index:
        assert len(missed(index, FURTHER)) <= 0.15 * len(FURTHER)


@pytest.mark.whole
def test_meaning_takes_nothing_away(debian: Path) -> None:
    model = sentence_model()
    if model is None:
        pytest.skip("the package of the extra search is not installed")
    with Index.open(debian, model) as index:
        rows = index.without_meaning(1000)
        for first in range(0, len(rows), 64):
            part = rows[first : first + 64]
            for (row_id, _), vector in zip(
                part, model.embed([text for _, text in part]), strict=True
            ):
                index.put_meaning(row_id, vector)
        index.commit()
        assert missed(index, REFERENCE) == []
        assert len(missed(index, OURS)) <= 0.15 * len(OURS)

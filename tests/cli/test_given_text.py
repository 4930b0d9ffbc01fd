"""Text that an option takes as it is, or from a file."""

from __future__ import annotations

from pathlib import Path

from backbeat.cli.given_text import text_of


def test_words_are_those_of_a_file_where_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("new wörds\n", encoding="utf-8")
    assert text_of(str(path)) == "new wörds\n"
    assert text_of("words that are no file") == "words that are no file"

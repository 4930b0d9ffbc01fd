"""Scripts are read as spreadsheets write them, and what is wrong with one is named by its row."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import InputError
from backbeat.workflows.dub.script import ScriptLine, read_script


def _read(folder: Path, text: str) -> list[ScriptLine]:
    path = folder / "lines.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    return read_script(path)


def test_columns_are_found_by_their_names_in_any_order(tmp_path: Path) -> None:
    (line,) = _read(tmp_path, "Text;END;Start;Speaker\nHallo, du;1:03,5;62;Anna\n")
    assert (line.start_s, line.end_s, line.speaker, line.text) == (62, 63.5, 1, "Hallo, du")


def test_lines_without_times_keep_their_order_and_empty_rows_are_left_out(tmp_path: Path) -> None:
    lines = _read(tmp_path, "speaker,text\nBo,one\n,\nAl,two\nbo,three\n7,four\n")
    assert [line.text for line in lines] == ["one", "two", "three", "four"]
    assert [line.speaker for line in lines] == [1, 2, 1, 7]
    assert [line.number for line in lines] == [1, 3, 4, 5]


def test_lines_with_times_are_put_in_their_order(tmp_path: Path) -> None:
    lines = _read(tmp_path, "start,text\n9,b\n2,a\n")
    assert [line.text for line in lines] == ["a", "b"]


def test_files_are_looked_for_beside_the_script(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"sound")
    (line,) = _read(tmp_path, "file\na.wav\n")
    assert line.file == tmp_path / "a.wav"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "no column called text"),
        ("words,when\nhello,1\n", "no column called text"),
        ("text\n", "has no lines"),
        ("start,text\nnoon,a\n", "row 1: start is 'noon'"),
        ("start,text\n1,a\n,b\n", "row 2 has no start"),
        ("start,end,text\n3,2,a\n", "row 1 ends before"),
        ("end,text\n2,a\n", "row 1 ends before"),
        ("start,text\n1,\n", "row 1 has neither"),
        ("file\nnone.wav\n", r"row 1 names .*none\.wav"),
        ('text\n"open\n', "is no table"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(InputError, match=wrong):
        _read(tmp_path, text)


def test_other_encodings_and_missing_files_are_said(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes("text\nGrüße\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_script(tmp_path / "old.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_script(tmp_path / "none.csv")


@given(st.text(max_size=200), st.sampled_from(["", "start,text\n", "text;file;speaker\n"]))
def test_any_text_is_read_or_refused_in_one_sentence(text: str, head: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.csv"
        path.write_bytes((head + text).encode("utf-8", "surrogatepass"))
        try:
            lines = read_script(path)
        except InputError as error:
            assert str(path) in error.message
        else:
            assert lines
            assert all(line.text or line.file for line in lines)

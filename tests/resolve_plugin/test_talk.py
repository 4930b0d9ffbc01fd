"""What the user hears: on the console, in the log, in the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat_resolve.talk import Talk


class Board:
    """A window that keeps what it is shown."""

    def __init__(self) -> None:
        self.steps: list[tuple[float, str]] = []
        self.end = ""
        self.cancelled = False

    def show_progress(self, fraction: float, step: str) -> None:
        self.steps.append((fraction, step))

    def is_cancelled(self) -> bool:
        return self.cancelled

    def show_end(self, words: str) -> None:
        self.end = words


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    clock = [100.0]
    monkeypatch.setattr("backbeat_resolve.talk.time.monotonic", lambda: clock[0])
    return clock


def talking(folder: Path, board: Board | None = None) -> Talk:
    return Talk("Snap to Beats", folder / "resolve.log", board)  # type: ignore[arg-type]


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_the_console_hears_a_step_once_and_then_twice_a_second(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], now: list[float]
) -> None:
    talk = talking(tmp_path)
    for number in range(101):
        talk.report(number / 100, "Placing")
        now[0] += 0.1
    lines = printed(capsys)
    assert lines[:2] == ["Backbeat: Placing (0 %)", "Backbeat: Placing (5 %)"]
    assert 20 <= len(lines) <= 26
    talk.report(1.0, "Looking")
    assert printed(capsys) == ["Backbeat: Looking (100 %)"]


def test_the_window_hears_every_report(tmp_path: Path, now: list[float]) -> None:
    board = Board()
    talk = talking(tmp_path, board)
    for number in range(5):
        talk.report(number / 4, "Placing")
    assert [fraction for fraction, _ in board.steps] == [0, 0.25, 0.5, 0.75, 1]


def test_a_part_of_the_progress_stays_within_it(tmp_path: Path) -> None:
    board = Board()
    part = talking(tmp_path, board).part(0.2, 0.6)
    for fraction in (-1, 0, 0.5, 1, 7):
        part(fraction, "x")
    assert [fraction for fraction, _ in board.steps] == pytest.approx([0.2, 0.2, 0.4, 0.6, 0.6])


def test_words_go_to_the_console_and_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    talk = talking(tmp_path)
    talk.say("The music is “Müsik”.")
    talk.note("for the log alone")
    assert printed(capsys) == ["Backbeat: The music is “Müsik”."]
    lines = (tmp_path / "resolve.log").read_text(encoding="utf-8").splitlines()
    assert [line.split(" Snap to Beats: ")[1] for line in lines] == [
        "The music is “Müsik”.",
        "for the log alone",
    ]


def test_last_words_go_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    board = Board()
    talking(tmp_path, board).finish("One.\nTwo.")
    assert printed(capsys) == ["Backbeat: One.", "Backbeat: Two."]
    assert board.end == "One.\nTwo."
    assert (tmp_path / "resolve.log").read_text().count("\n") == 2


def test_without_a_window_nobody_can_cancel_and_with_one_the_user_can(tmp_path: Path) -> None:
    assert not talking(tmp_path).cancelled()
    board = Board()
    talk = talking(tmp_path, board)
    assert not talk.cancelled()
    board.cancelled = True
    assert talk.cancelled()


def test_a_log_that_cannot_be_written_does_not_hide_the_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "resolve.log").mkdir()
    talking(tmp_path).finish("The reason.")
    assert printed(capsys) == ["Backbeat: The reason."]


def test_a_log_of_more_than_a_megabyte_is_put_aside(tmp_path: Path) -> None:
    log, aside = tmp_path / "resolve.log", tmp_path / "resolve.log.1"
    aside.write_text("the one before")
    log.write_text("x" * (1 << 20))
    talking(tmp_path).note("short")
    assert aside.read_text() == "the one before"
    talking(tmp_path).note("fresh")
    assert aside.stat().st_size > 1 << 20
    assert log.read_text().endswith("Snap to Beats: fresh\n")
    assert log.stat().st_size < 100

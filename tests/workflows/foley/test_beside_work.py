from __future__ import annotations

import threading

import pytest

from backbeat.errors import CancelledError, MediaError
from backbeat.progress import SILENT, Progress
from backbeat.workflows.foley.beside_work import meanwhile


def test_both_run_at_once_and_the_result_comes_when_it_is_asked_for() -> None:
    together = threading.Barrier(2, timeout=20)

    def work(progress: Progress) -> int:
        together.wait()
        progress(0.5, "working")
        return 7

    with meanwhile(work, SILENT) as result:
        together.wait()
        assert result() == 7
        assert result() == 7


def test_its_progress_is_told_only_while_it_is_waited_for() -> None:
    told: list[tuple[float, str]] = []
    reported, go_on = threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        progress(0.1, "early")
        reported.set()
        go_on.wait(20)
        progress(0.9, "late")

    with meanwhile(work, Progress(lambda f, s: told.append((f, s))).part(0.5, 1)) as result:
        assert reported.wait(20)
        assert told == []
        threading.Timer(0.1, go_on.set).start()
        result()
    assert told == [(pytest.approx(0.95), "late")]


def test_what_it_raises_is_raised_where_it_is_waited_for() -> None:
    def work(progress: Progress) -> None:
        raise MediaError("a.mov cannot be read.", "Export it again.")

    with pytest.raises(MediaError, match=r"a\.mov"), meanwhile(work, SILENT) as result:
        result()


def test_it_is_cancelled_when_the_block_fails() -> None:
    begun, ended = threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        try:
            while True:
                progress.check()
        except CancelledError:
            ended.set()
            raise

    with pytest.raises(ValueError, match="wrong"), meanwhile(work, SILENT):
        assert begun.wait(20)
        raise ValueError("wrong")
    assert ended.is_set()

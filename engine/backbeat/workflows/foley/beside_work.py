"""Two long looks at the same picture at once: one in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from backbeat.progress import Progress

_T = TypeVar("_T")


@contextmanager
def meanwhile(work: Callable[[Progress], _T], progress: Progress) -> Iterator[Callable[[], _T]]:
    """Runs `work` in a thread while the block does something else.

    Its progress is reported once somebody waits for it, so that reports never go back and forth. If
    the block raises, the work is cancelled.

    Args:
        work: takes the progress that it reports to.
        progress: what is reported while it is waited for; may cancel.

    Yields:
        waits for the work and gives its result, or raises what it raised.
    """
    awaited, dropped = threading.Event(), threading.Event()

    def report(fraction: float, step: str) -> None:
        if awaited.is_set():
            progress(fraction, step)

    def cancelled() -> bool:
        return dropped.is_set() or progress.cancelled()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, Progress(report, cancelled))

        def result() -> _T:
            awaited.set()
            return future.result()

        try:
            yield result
        except BaseException:
            dropped.set()
            raise

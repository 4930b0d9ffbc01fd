"""Bounded queues between the threads of a pipeline, which all stop when one does."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

_T = TypeVar("_T")
_POLL_S = 0.1
"""How long a thread waits before it looks whether all are to stop, in seconds."""


class Stopped(Exception):  # noqa: N818
    """Another thread has failed, or the job was cancelled."""


class Threads:
    """Threads that are stopped and waited for when the block ends; the first error is raised."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._error: BaseException | None = None

    @property
    def stopped(self) -> bool:
        """Whether all are to stop."""
        return self._stop.is_set()

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Starts a thread."""
        thread = threading.Thread(target=self._run, args=(work,), name=f"backbeat-{name}")
        self._threads.append(thread)
        thread.start()

    def wait(self) -> None:
        """Waits until all have ended by themselves. Raises: what one of them raised."""
        for thread in self._threads:
            thread.join()
        if self._error is not None:
            raise self._error

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Threads started inside are gone when the block ends."""
        try:
            yield
        except Stopped:
            self._end()
            if self._error is not None:
                raise self._error from None
            raise
        except BaseException:
            self._end()
            raise
        self.wait()

    def _end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Stopped:
            pass
        except BaseException as error:
            if self._error is None:
                self._error = error
            self._stop.set()


class Belt(Generic[_T]):
    """A queue from one thread to another that holds few items.

    Args:
        threads: that use it.
        length: most items that it holds.
    """

    def __init__(self, threads: Threads, length: int) -> None:
        self._threads = threads
        self._queue: queue.Queue[_T] = queue.Queue(length)

    def put(self, item: _T) -> None:
        """Adds an item, and waits until there is room. Raises: Stopped."""
        while not self._threads.stopped:
            with contextlib.suppress(queue.Full):
                self._queue.put(item, timeout=_POLL_S)
                return
        raise Stopped

    def get(self) -> _T:
        """Waits for the next item. Raises: Stopped."""
        while not self._threads.stopped:
            with contextlib.suppress(queue.Empty):
                return self._queue.get(timeout=_POLL_S)
        raise Stopped

"""Does the same to many things, several at once, and gives the results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from backbeat.progress import Progress
from backbeat.threads import processors

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_AHEAD = 4
"""Things in work or waiting to be taken, for each processor."""


def side_by_side(
    do: Callable[[_In, Progress], _Out], things: Sequence[_In], progress: Progress
) -> Iterator[_Out]:
    """Yields what `do` makes of each thing, in order, with as many at once as there are processors.

    Raises:
        CancelledError: the job was cancelled; those in work end first.
    """
    count = processors()
    only_cancels = Progress(cancelled=progress.cancelled)
    with ThreadPoolExecutor(count) as pool:
        waiting: deque[Future[_Out]] = deque()
        try:
            for thing in things:
                progress.check()
                waiting.append(pool.submit(do, thing, only_cancels))
                if len(waiting) >= count * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                progress.check()
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

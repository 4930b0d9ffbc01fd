"""What an engine does now and then, so that one that runs for months keeps no more than others."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from backbeat.errors import BackbeatError
from backbeat.jobs.signals import block_signals
from backbeat.jobs.store import JobStore
from backbeat.server.transfers.keeping import Keeping

FORGET_S = 25 * 3600.0
"""Seconds between two looks for old jobs: a look less than a day after the last counts for none."""
SWEEP_S = 3600.0
"""Seconds between two looks for files of other machines that nobody uses any more."""
RETRY_S = 600.0
"""Seconds after which a chore that failed is tried again, where its turn is not sooner."""
_END_S = 2.0
"""Seconds that a chore under way gets when the engine stops."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """Something to do again and again."""

    says: str
    """What is logged of it, with `%d` for how many things it removed."""
    do: Callable[[int], int]
    """Called with the time by the clock, in nanoseconds since the Unix epoch; returns how many."""
    every_s: float
    """Seconds from one time to the next; a clock that is set does not change them."""
    first_s: float = 0.0
    """Seconds before the first time."""


class Upkeep:
    """Chores in a thread; one that fails is logged and tried again, and holds up no other."""

    def __init__(self, chores: tuple[Chore, ...]) -> None:
        self._chores = chores
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="upkeep")

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def end(self) -> None:
        """Ends it; a chore under way is not waited for longer than moments."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(_END_S)

    def _run(self) -> None:
        block_signals()
        due_s = [time.monotonic() + chore.first_s for chore in self._chores]
        while not self._over.wait(max(0.0, min(due_s) - time.monotonic())):
            turn = due_s.index(min(due_s))
            chore = self._chores[turn]
            wait_s = chore.every_s if self._does(chore) else min(RETRY_S, chore.every_s)
            due_s[turn] = time.monotonic() + wait_s

    def _does(self, chore: Chore) -> bool:
        try:
            count = chore.do(time.time_ns())
        except (BackbeatError, OSError) as error:
            if not self._over.is_set():
                _LOG.warning("upkeep is put off: %s", error)
            return False
        except Exception:
            _LOG.exception("upkeep failed")
            return False
        if count:
            _LOG.info(chore.says, count)
        return True


def chores_of(store: JobStore, keeping: Keeping) -> tuple[Chore, ...]:
    """The chores of an engine, which has looked for old jobs when it started."""
    return (
        Chore("%d jobs of long ago are forgotten", store.forget_old, FORGET_S, FORGET_S),
        Chore("removed %d files of other machines, unused for days", keeping.sweep, SWEEP_S),
    )

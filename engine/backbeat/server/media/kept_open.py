"""Decoders that stay open between a page's requests, a few at a time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

_IDLE_S = 120.0


class _Closes(Protocol):
    def close(self) -> None: ...


Opened = TypeVar("Opened", bound=_Closes)
Key = TypeVar("Key")


class _Slot(Generic[Opened]):
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.opened: Opened | None = None
        self.used = time.monotonic()


class KeptOpen(Generic[Key, Opened]):
    """At most so many open files, each used by one thread at a time; thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._slots: OrderedDict[Key, _Slot[Opened]] = OrderedDict()

    @contextmanager
    def use(self, key: Key, opening: Callable[[], Opened]) -> Iterator[Opened]:
        """The file of a key, opened where it is not; closed where using it fails."""
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            slot.used = time.monotonic()
            over = self._over(key)
        for old in over:
            _close(old)
        with slot.lock:
            if slot.opened is None:
                slot.opened = opening()
            try:
                yield slot.opened
            except BaseException:
                slot.opened.close()
                slot.opened = None
                raise

    def close(self) -> None:
        """Closes all."""
        with self._lock:
            slots = list(self._slots.values())
            self._slots.clear()
        for slot in slots:
            _close(slot)

    def _over(self, keep: Key) -> list[_Slot[Opened]]:
        now = time.monotonic()
        old = [
            key
            for place, (key, slot) in enumerate(reversed(self._slots.items()))
            if key != keep and (place >= self._most or now - slot.used > _IDLE_S)
        ]
        return [self._slots.pop(key) for key in old]


def _close(slot: _Slot[Opened]) -> None:
    with slot.lock:
        if slot.opened is not None:
            slot.opened.close()
            slot.opened = None

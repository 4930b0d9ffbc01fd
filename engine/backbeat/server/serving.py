"""Runs an engine until somebody asks it to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

from backbeat.client.discovery import Discovery
from backbeat.server.engine import Engine, ServeOptions

_LOOK_S = 0.5


def _say_nothing(discovery: Discovery) -> None:
    del discovery


def serve(options: ServeOptions, ready: Callable[[Discovery], None] = _say_nothing) -> None:
    """Runs an engine until SIGTERM or Ctrl-C; a second one ends its patience with running jobs.

    Call it from the main thread.

    Args:
        options: how it is run.
        ready: called once both faces answer.

    Raises:
        EngineUnavailableError: another engine has the folder or a port.
    """
    engine = Engine(options)
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        del number, frame
        if asked.is_set():
            engine.hurry()
        asked.set()

    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        ready(engine.start())
        # On Windows a wait without an end is deaf to Ctrl-C.
        while not asked.wait(_LOOK_S):
            pass
    finally:
        engine.stop()
        for number, handler in before.items():
            signal.signal(number, handler)

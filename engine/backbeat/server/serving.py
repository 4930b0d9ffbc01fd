"""Running an engine until a signal stops it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

from backbeat.client.discovery import Discovery
from backbeat.server import systemd
from backbeat.server.engine import Engine, ServeOptions

_POLL_S = 0.5
"""Seconds between two checks for a signal."""


def _ignore(discovery: Discovery) -> None:
    del discovery


def serve(options: ServeOptions, ready: Callable[[Discovery], None] = _ignore) -> None:
    """Runs an engine until SIGTERM, Ctrl-C or the end of its terminal.

    A second signal ends the grace period of running jobs.

    Must be called from the main thread.

    Args:
        options: options of the engine.
        ready: called once both servers answer.

    Raises:
        EngineUnavailableError: the folder is in use by another engine, or a port is taken.
    """
    engine = Engine(options)
    stop_requested = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        del number, frame
        if stop_requested.is_set():
            engine.end_grace()
        stop_requested.set()

    names = ["SIGINT", "SIGTERM", "SIGBREAK"]
    # Under `nohup` an engine is to outlive its terminal.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        names.append("SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    previous = {number: signal.signal(number, on_signal) for number in numbers}
    try:
        ready(engine.start())
        systemd.notify("READY=1")
        # On Windows a wait without a timeout cannot be interrupted by Ctrl-C.
        while not stop_requested.wait(_POLL_S):
            pass
    finally:
        systemd.notify("STOPPING=1")
        engine.stop()
        for number, handler in previous.items():
            signal.signal(number, handler)

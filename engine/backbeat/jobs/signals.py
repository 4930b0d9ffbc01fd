"""Signals, which only the main thread handles."""

from __future__ import annotations

import signal


def block_signals() -> None:
    """Blocks SIGINT and SIGTERM in this thread, which leaves them to the main thread.

    Workers inherit the mask, so Ctrl-C cannot end one before it has set its own handlers.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})

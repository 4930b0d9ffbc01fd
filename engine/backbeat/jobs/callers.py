"""Who makes the call that is being answered, as far as limits and queues tell callers apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CLIENT: ContextVar[str] = ContextVar("client", default="")


def client() -> str:
    """Stands for the caller; empty where nobody calls, or somebody without a token."""
    return _CLIENT.get()


@contextmanager
def called_by(client: str) -> Iterator[None]:
    """Answers a call of `client` in the block, in this thread."""
    before = _CLIENT.set(client)
    try:
        yield
    finally:
        _CLIENT.reset(before)

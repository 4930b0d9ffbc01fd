from __future__ import annotations

import pytest

from backbeat.errors import LimitError
from backbeat.server.clients import client_of
from backbeat.server.pace import Pace


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_the_rate_for_each_client() -> None:
    clock = _Clock()
    pace = Pace(5, clock)
    for _ in range(10):
        pace.take("one")
    with pytest.raises(LimitError, match="more than 5 times a second") as refused:
        pace.take("one")
    assert "Come again in 1 s" in refused.value.hint
    assert refused.value.retry_after_s == 1
    pace.take("other")
    clock.now += 1
    for _ in range(5):
        pace.take("one")
    with pytest.raises(LimitError):
        pace.take("one")


def test_clients_are_told_apart_by_their_token_and_it_is_not_kept() -> None:
    one = client_of("Bearer secret-one")
    assert one == client_of(b"bearer  secret-one")
    assert one != client_of("Bearer secret-two")
    assert "secret" not in one
    assert client_of(None) == client_of("") == ""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from backbeat.services.calling import Patience
from backbeat.services.seats import SEATS
from backbeat.services.switches import Access, access_to
from tests.doubles.services.server import KEY, Double, running

HASTY = Patience(timeout_s=0.5, tries=3, pause_s=0.01, poll_s=0.01, longest_s=2)


@pytest.fixture
def double() -> Iterator[Double]:
    """All services, on loopback."""
    with running(Double()) as one:
        yield one


@pytest.fixture
def access(double: Double, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Access]:
    """Access to the double of a service, as a user gets it."""

    def given(name: str) -> Access:
        seat = SEATS[name]
        monkeypatch.setenv("BACKBEAT_SERVICES", name)
        monkeypatch.setenv(seat.url_variable, double.url)
        monkeypatch.setenv(seat.key_variable, KEY)
        if seat.user_variable:
            monkeypatch.setenv(seat.user_variable, "somebody")
        return access_to(seat)

    return given

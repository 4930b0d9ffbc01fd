from __future__ import annotations

import re

from backbeat.cli.remaining import Clock


def left_s(said: str) -> int | None:
    found = re.search(r"about (?:(\d+):)?(\d+):(\d+) left", said)
    return found and int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def test_a_short_job_says_no_times() -> None:
    clock = Clock(100.0)
    assert [clock.at(100 + second, 0.2 * second) for second in range(4)] == [""] * 4


def test_an_even_pace_is_told_exactly() -> None:
    clock = Clock(0.0)
    for second in range(100):
        said = clock.at(float(second), second / 100)
        if second >= 4:
            wanted = 100 - second
            assert abs((left_s(said) or 0) - wanted) <= max(3, wanted * 0.05)


def test_a_leap_of_the_fraction_is_no_leap_of_the_estimate() -> None:
    clock = Clock(0.0)
    before = None
    for tick in range(5, 300):
        fraction = 0.1 if tick < 150 else 0.5 + (tick - 150) / 1000
        now = left_s(clock.at(tick / 5, fraction))
        if before is not None and now is not None:
            assert abs(now - before) <= 30
        before = now
    assert before is not None

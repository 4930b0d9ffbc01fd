from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from backbeat.jobs.throttle import INTERVAL_S, Step, Throttle


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_at_most_one_step_an_interval_and_never_without_the_last(gaps: list[float]) -> None:
    throttle = Throttle()
    now, passed = 0.0, []
    for number, gap in enumerate(gaps):
        now += gap
        throttle.offer(Step(number / len(gaps), str(number)))
        step = throttle.due(now)
        if step is not None:
            passed.append((now, step.text))
    times = [time for time, _ in passed]
    assert passed[0] == (gaps[0], "0")
    assert all(later - sooner >= INTERVAL_S - 1e-9 for sooner, later in itertools.pairwise(times))
    last = throttle.last()
    assert (last.text if last else passed[-1][1]) == str(len(gaps) - 1)


def test_a_held_step_comes_due_by_itself() -> None:
    throttle = Throttle()
    throttle.offer(Step(0.1, "first"))
    assert throttle.due(10.0) == Step(0.1, "first")
    assert throttle.wait_s(10.0) is None
    throttle.offer(Step(0.2, "second"))
    throttle.offer(Step(0.3, "third"))
    assert throttle.due(10.1) is None
    wait_s = throttle.wait_s(10.1)
    assert wait_s is not None
    assert throttle.due(10.1 + wait_s + 1e-9) == Step(0.3, "third")
    assert throttle.last() is None

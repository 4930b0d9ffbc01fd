from __future__ import annotations

from backbeat.jobs.fair_queue import FairQueue


def _taken(queue: FairQueue[str], running: dict[str, float]) -> list[str]:
    """Takes all, one after the other, each running on one processor."""
    order = []
    while (taken := queue.take(running)) is not None:
        project, name = taken
        running[project] = running.get(project, 0.0) + 1
        order.append(name)
    return order


def _queue(*names: str) -> FairQueue[str]:
    queue: FairQueue[str] = FairQueue()
    for name in names:
        queue.put(name[0], name, name)
    return queue


def test_projects_take_turns() -> None:
    queue = _queue("a1", "a2", "a3", "b1", "b2", "c1")
    assert _taken(queue, {}) == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_a_project_that_comes_late_does_not_wait_for_a_thousand_jobs() -> None:
    queue = _queue(*(f"a{number}" for number in range(1000)), "b1")
    assert queue.take({"a": 8.0}) == ("b", "b1")


def test_a_project_that_occupies_more_waits() -> None:
    queue = _queue("a1", "b1", "b2")
    assert _taken(queue, {"a": 1.5}) == ["b1", "b2", "a1"]


def test_jobs_of_one_project_keep_their_order() -> None:
    assert _taken(_queue("a1", "a2", "a3"), {}) == ["a1", "a2", "a3"]


def test_turns_go_on_where_nothing_runs_for_long() -> None:
    queue = _queue("a1", "a2", "b1", "b2")
    assert [queue.take({}) for _ in range(4)] == [
        ("a", "a1"),
        ("b", "b1"),
        ("a", "a2"),
        ("b", "b2"),
    ]


def test_a_job_is_removed_by_its_name() -> None:
    queue = _queue("a1", "b1")
    assert queue.remove("a1") == "a1"
    assert queue.remove("a1") is None
    assert len(queue) == 1
    assert _taken(queue, {}) == ["b1"]

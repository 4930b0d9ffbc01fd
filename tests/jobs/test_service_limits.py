from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from pathlib import Path

import pytest

from backbeat.errors import LimitError, RequestError
from backbeat.jobs import service_limits
from backbeat.jobs.backlog import Backlog
from backbeat.jobs.service_limits import ServiceLimits, limits_of

ENGINE_GUIDE = Path(__file__).parents[2] / "docs" / "engine.md"


def test_changes_are_by_name() -> None:
    changed = limits_of(["watchers=7", "jobs_queued=2"])
    assert (changed.watchers, changed.jobs_queued) == (7, 2)
    assert changed.media_tickets == ServiceLimits().media_tickets


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("watcher=7", "names no limit"),
        ("watchers", "names no limit"),
        ("watchers=", "is ''"),
        ("watchers=0", "is '0'"),
        ("watchers=-1", "is '-1'"),
        ("watchers=1e3", "is '1e3'"),
        ("watchers=" + "9" * 5000, "is '999"),
    ],
)
def test_a_change_that_makes_no_sense(change: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        limits_of([change])


def test_every_limit_says_what_it_is_and_stands_in_the_guide() -> None:
    (described,) = (
        node
        for node in ast.walk(ast.parse(inspect.getsource(service_limits)))
        if isinstance(node, ast.ClassDef)
    )
    statements = [type(node).__name__ for node in described.body[1:]]
    assert statements == ["AnnAssign", "Expr"] * len(fields(ServiceLimits))
    guide = ENGINE_GUIDE.read_text("utf-8")
    for field in fields(ServiceLimits):
        assert f"| `{field.name}` | {field.default:,} |" in guide, field.name


def test_each_client_has_a_share_of_the_queue() -> None:
    backlog = Backlog(ServiceLimits(jobs_queued=3, jobs_queued_per_client=2))
    for name in ("jobs/1", "jobs/2"):
        backlog.check_room("one")
        backlog.add(name, "one")
    with pytest.raises(LimitError, match=r"Your share of the queue is full \(2 waiting\)") as full:
        backlog.check_room("one")
    assert full.value.retry_after_s > 0
    backlog.check_room("other")
    backlog.add("jobs/3", "other")
    with pytest.raises(LimitError, match=r"The queue is full \(3 waiting\)"):
        backlog.check_room("other")
    backlog.remove("jobs/1")
    backlog.remove("jobs/1")
    backlog.check_room("one")
    backlog.check_room("other")

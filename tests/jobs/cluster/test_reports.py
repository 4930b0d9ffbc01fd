from __future__ import annotations

import asyncio

from backbeat.jobs.cluster.reports import Begun, Reports, Stepped


def test_only_the_latest_step_of_a_job_is_taken() -> None:
    async def check() -> None:
        reports = Reports()
        assert await reports.begin("jobs/a", "here", 7) == 1
        for number in range(3):
            assert not await reports.step("jobs/a", 1, number / 10, str(number))
        assert await reports.take(1.0) == [
            Begun("jobs/a", 1, "here", 7),
            Stepped("jobs/a", 0.2, "2"),
        ]
        assert await reports.take(0.01) == []

    asyncio.run(check())


def test_a_cancelled_job_is_told_when_it_reports() -> None:
    async def check() -> None:
        reports = Reports()
        await reports.begin("jobs/a", "here", 7)
        await reports.cancel("jobs/a")
        assert await reports.step("jobs/a", 1, 0.5, "")
        await reports.forget("jobs/a")
        await reports.begin("jobs/a", "here", 7)
        assert not await reports.step("jobs/a", 1, 0.5, "")

    asyncio.run(check())


def test_an_attempt_that_was_taken_for_dead_is_told_to_stop() -> None:
    async def check() -> None:
        reports = Reports()
        await reports.begin("jobs/a", "here", 7)
        assert await reports.begin("jobs/a", "there", 8) == 2
        assert await reports.step("jobs/a", 1, 0.9, "of the first")
        assert not await reports.step("jobs/a", 2, 0.1, "of the second")
        steps = [one for one in await reports.take(1.0) if isinstance(one, Stepped)]
        assert steps == [Stepped("jobs/a", 0.1, "of the second")]

    asyncio.run(check())

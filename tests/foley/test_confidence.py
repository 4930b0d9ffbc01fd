"""Confidences as they are written."""

from __future__ import annotations

from backbeat.foley.confidence import percent


def test_percent_are_rounded_down() -> None:
    assert [percent(one) for one in (0.7499, 0.75, 0.999, 0.005)] == ["74%", "75%", "99%", "0%"]


def test_whole_percent_stay() -> None:
    assert [percent(number / 100) for number in range(101)] == [f"{n}%" for n in range(101)]

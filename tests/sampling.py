"""What `make test` runs of a long table of cases; `make test-all` runs it whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pytest

_Case = TypeVar("_Case")


def sampled(cases: Iterable[_Case], kept: Callable[[int, _Case], bool]) -> list[Any]:
    """The cases for `parametrize`, those not `kept` marked `whole`.

    Args:
        cases: single values, or tuples of several.
        kept: told a case's place and itself.
    """
    return [
        case
        if kept(place, case)
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.whole)
        for place, case in enumerate(cases)
    ]

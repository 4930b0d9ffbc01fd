"""A real cluster of three nodes on this machine, and what an executor says of its jobs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import clusters, engines

_LONG_S = 900
"""Sound that is decoded and analysed for some seconds."""


@pytest.fixture(scope="package")
def cluster() -> Iterator[Any]:
    """Three nodes of one processor each."""
    pytest.importorskip("ray", reason="the extra ray is not installed")
    with clusters.nodes(3) as made:
        yield made


@pytest.fixture
def notes() -> clusters.Notes:
    return clusters.Notes()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return engines.write_long(tmp_path_factory.mktemp("long") / "long.wav", _LONG_S)

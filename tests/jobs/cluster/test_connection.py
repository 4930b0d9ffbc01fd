from __future__ import annotations

import sys

import pytest

from backbeat.errors import EngineUnavailableError
from backbeat.jobs.cluster.connection import connect


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(EngineUnavailableError, match="not installed") as refused:
        connect("auto")
    assert "backbeat[ray]" in refused.value.hint


@pytest.mark.cluster
@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense", "localhost:99999"])
def test_a_cluster_that_is_not_there_is_named_at_once(address: str) -> None:
    pytest.importorskip("ray", reason="the extra ray is not installed")
    with pytest.raises(EngineUnavailableError, match=f"at {address}") as refused:
        connect(address)
    assert "ray start" in refused.value.hint

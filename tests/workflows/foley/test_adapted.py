"""A head fitted to the user's footage, as it is kept in their home."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backbeat.foley.impacts.adapting import Adaptation
from backbeat.foley.impacts.heads import Head
from backbeat.models.impacts import ImpactNetwork
from backbeat.workflows.foley.adapted import forget, head_in_use, keep, place


@pytest.fixture(scope="module")
def network() -> ImpactNetwork:
    return ImpactNetwork()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))


def _found(network: ImpactNetwork) -> Adaptation:
    head = Head.shipped(network.shipped)
    weights = np.random.default_rng(0).normal(0, 1, (3, head.weights.shape[1]))
    made = replace(head, weights=weights.astype(np.float32), bias=-1.25, propose_from=0.4)
    return Adaptation(made, 60, 0.41, 0.63, True, "")


def test_what_is_kept_is_used_until_it_is_forgotten(network: ImpactNetwork) -> None:
    before = head_in_use(network)
    assert (before.adapted, before.sha256) == (False, network.sha256)
    found = _found(network)
    keep(found, network, {"a.mp4": "0" * 64})
    used = head_in_use(network)
    assert used.adapted
    assert used.sha256 != network.sha256
    assert np.array_equal(used.head.weights, found.head.weights)
    for name in ("bias", "scores", "chances", "propose_from", "early"):
        assert getattr(used.head, name) == getattr(found.head, name)
    assert not head_in_use(network, unadapted=True).adapted
    values = json.loads(place().read_text())
    assert values["footage"] == {"a.mp4": "0" * 64}
    assert (values["f_before"], values["f_after"]) == (0.41, 0.63)
    assert forget()
    assert not forget()
    assert not head_in_use(network).adapted


def test_what_suits_no_more_is_left_aside_with_a_warning(network: ImpactNetwork) -> None:
    keep(_found(network), network, {})
    values = json.loads(place().read_text())
    for damage in (
        {**values, "network_sha256": "another"},
        {**values, "head": {**values["head"], "weights": [[1.0, 2.0]]}},
        {**values, "head": {**values["head"], "chances": [0.1]}},
        {},
    ):
        place().write_text(json.dumps(damage))
        used = head_in_use(network)
        assert not used.adapted
        assert "--adapt" in used.warning
    place().write_text("{")
    assert head_in_use(network).warning

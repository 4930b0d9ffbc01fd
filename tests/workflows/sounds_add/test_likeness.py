"""Whether real sounds that are alike are near one another by their timbre."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.probe import probe
from backbeat.sounds.names import variant_group
from backbeat.sounds.timbre import Scale
from backbeat.workflows.sounds_add.listening import timbre_of

FAMILIES = ("gravel|sand|dirt|snow|grass", "metal|steel", "glass", "water", "fire", "door|gate")


@pytest.mark.shared
def test_variants_and_families_of_the_test_library_are_near(shared: Path) -> None:
    folder = shared / "data/sfx/library"
    paths = sorted([*folder.glob("*.ogg"), *folder.glob("*.flac")])
    vectors = []
    for path in paths:
        audio = probe(path).audio
        assert audio is not None
        vectors.append(timbre_of(path, audio))
    scaled = Scale.of(np.array(vectors)).applied(np.array(vectors))
    orders = np.argsort(-(scaled @ scaled.T), axis=1)[:, 1:].tolist()
    groups = [variant_group(path.name) for path in paths]
    several = [place for place, group in enumerate(groups) if groups.count(group) > 1]
    found = [groups[place] in [groups[other] for other in orders[place][:3]] for place in several]
    # By chance it were one in ten.
    assert np.mean(found) >= 0.85

    families = [
        next((family for family in FAMILIES if re.search(family, path.name)), "") for path in paths
    ]
    shares, chances = [], []
    for place, order in enumerate(orders):
        others = [other for other in order if groups[other] != groups[place]]
        same = [families[other] == families[place] for other in others]
        if families[place] and any(same):
            shares.append(np.mean(same[:5]))
            chances.append(np.mean(same))
    assert np.mean(shares) > 1.3 * np.mean(chances)

"""A few seconds of fuzzing each time, longer where the whole tables run; and the fuzzer itself."""

from __future__ import annotations

import random
import time

import pytest

from tests.fuzz.mutating import mutated
from tests.fuzz.running import corpus_of, run
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", list(TARGETS))
def test_no_input_crashes_hangs_or_floods(target: str) -> None:
    outcome = run(target, 400, seed=1, seconds=4)
    assert outcome.cases >= len(corpus_of(target))
    assert outcome.faults == {}


@pytest.mark.whole
@pytest.mark.parametrize("target", list(TARGETS))
def test_no_input_crashes_hangs_or_floods_for_a_minute(target: str) -> None:
    outcome = run(target, 1_000_000, seed=time.time_ns(), seconds=60)
    assert outcome.faults == {}


def test_the_same_seed_makes_the_same_inputs() -> None:
    corpus = corpus_of("request")
    made = [[mutated(corpus, luck) for _ in range(50)] for luck in map(random.Random, (7, 7, 8))]
    assert made[0] == made[1] != made[2]

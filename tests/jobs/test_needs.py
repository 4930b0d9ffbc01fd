from __future__ import annotations

import pytest

from backbeat.jobs.needs import needs_of
from backbeat.jobs.run import KINDS
from backbeat.v1.jobs_pb2 import JobRequest


def test_every_kind_of_job_needs_something() -> None:
    for kind in KINDS:
        request = JobRequest()
        getattr(request, kind).SetInParent()
        needs = needs_of(request)
        assert needs.cores >= 1
        assert needs.memory_mib >= 512
        assert needs.gpus == 0


@pytest.mark.parametrize("kind", ["lipsync", "dub"])
def test_only_a_generator_asks_for_a_card(kind: str) -> None:
    for backend, cards in (("onnx:wav2lip", 1), ("warp", 0), ("service:lips", 0), ("", 0)):
        request = JobRequest()
        getattr(request, kind).backend = backend
        getattr(request, kind).SetInParent()
        assert needs_of(request).gpus == cards

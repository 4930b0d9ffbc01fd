"""What a job needs of the machine it runs on, for farms that place jobs by it."""

from __future__ import annotations

from dataclasses import dataclass

from backbeat.jobs.run import kind_of
from backbeat.v1.jobs_pb2 import JobRequest


@dataclass(frozen=True, order=True)
class Needs:
    """What one job is given. It uses no more processors than that; memory is what it may reach."""

    cores: int
    memory_mib: int
    gpus: int = 0


# Of memory more than twice the peaks in benchmarks/RESULTS.md: 350 MB for the beats of two hours,
# 371 MB for a snap of 10,000 clips, 600 MB for foley with its mix. The others are estimates.
_LIGHT = Needs(1, 1024)
_MEDIUM = Needs(1, 2048)
_WIDE = Needs(2, 3072)
_BY_KIND = {
    "beats": _MEDIUM,
    "loudness": _LIGHT,
    "plan": _MEDIUM,
    "snap": _MEDIUM,
    "render": _LIGHT,
    "master": _LIGHT,
    "sounds_search": _LIGHT,
    "foley_conform": _MEDIUM,
    "align": _MEDIUM,
}
"""Kinds that are not here read many clips at once, or pictures."""
_GENERATED = Needs(2, 6144, gpus=1)
_ON_A_CARD = "onnx:"
"""How the backends of lip-sync begin that a graphics card makes faster."""


def needs_of(request: JobRequest) -> Needs:
    """What the job of a request needs.

    Only a generator of mouths asks for a graphics card: nothing else runs on one.

    Raises:
        RequestError: the request has no kind.
    """
    kind = kind_of(request)
    if kind in ("lipsync", "dub") and getattr(request, kind).backend.startswith(_ON_A_CARD):
        return _GENERATED
    return _BY_KIND.get(kind, _WIDE)

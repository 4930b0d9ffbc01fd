from __future__ import annotations

from backbeat.jobs.repeating import is_repeatable
from backbeat.jobs.run import KINDS
from backbeat.v1.dubbing_pb2 import DubRequest
from backbeat.v1.foley_pb2 import FoleyRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.lipsync_pb2 import LipSyncRequest


def test_what_runs_on_this_machine_alone_may_run_again() -> None:
    for kind in KINDS:
        request = JobRequest()
        getattr(request, kind).SetInParent()
        assert is_repeatable(request)
    assert is_repeatable(JobRequest(lipsync=LipSyncRequest(path="/a.mov", backend="onnx:wav2lip")))


def test_what_others_are_paid_or_called_for_may_not() -> None:
    for request in (
        JobRequest(lipsync=LipSyncRequest(backend="service:hedra")),
        JobRequest(dub=DubRequest(voice="command:say {text} {out}")),
        JobRequest(dub=DubRequest(translation="service:deepl")),
        JobRequest(foley=FoleyRequest(sources=["starter", "elevenlabs"])),
        JobRequest(foley=FoleyRequest(sources=["command:make {out}"])),
    ):
        assert not is_repeatable(request)

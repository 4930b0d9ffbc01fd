from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from backbeat import jobs
from backbeat.errors import InternalError, MediaError, RequestError
from backbeat.jobs.run import kind_of
from backbeat.v1.jobs_pb2 import JobRequest
from tests import commands, engines


def test_every_kind_of_the_contract_has_a_workflow() -> None:
    oneof = JobRequest.DESCRIPTOR.oneofs_by_name["kind"]
    assert tuple(field.name for field in oneof.fields) == jobs.KINDS


def test_an_empty_request_is_refused() -> None:
    with pytest.raises(RequestError, match="asks for no work"):
        jobs.run(JobRequest())


def test_the_result_is_of_the_kind_asked_for(tmp_path: Path) -> None:
    request = engines.beats(commands.write_clicks(tmp_path / "click.wav"))
    result = jobs.run(request)
    assert kind_of(request) == result.WhichOneof("kind") == "beats"
    assert result.beats.tempo_bpm == pytest.approx(120, abs=1)


def test_errors_of_a_workflow_pass_unchanged(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="missing"):
        jobs.run(engines.beats(tmp_path / "missing.wav"))


def test_a_fault_becomes_an_internal_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(request: object, progress: object) -> None:
        raise ZeroDivisionError("seven by nothing")

    broken = ModuleType("backbeat.workflows.beats.job")
    broken.run = fail  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, broken.__name__, broken)
    monkeypatch.setattr("backbeat.workflows.beats.job", broken, raising=False)
    with pytest.raises(InternalError, match="ZeroDivisionError: seven by nothing") as caught:
        jobs.run(engines.beats(Path("/any.wav")))
    assert "report" in caught.value.hint
    assert "Traceback" in caplog.text

"""Every field of every job through the three faces, generated from the descriptors."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor

from backbeat.client import EngineClient
from backbeat.errors import BackbeatError
from backbeat.jobs.recorder import job_error
from backbeat.jobs.run import run
from backbeat.v1.jobs_pb2 import Job, JobRequest
from tests.contract import fields, http, inputs
from tests.contract.inputs import Material
from tests.contract.samples import SAMPLES, Sample
from tests.engines import EngineProcess, engine_process

PATHS = {
    kind.name: [(kind, *path) for path in fields.paths(kind.message_type)]
    for kind in JobRequest.DESCRIPTOR.oneofs_by_name["kind"].fields
}
"""Of each kind of job, every field that holds a value."""
KINDS = sorted(PATHS, key=lambda kind: (kind == "master", kind))
"""`master` last: it mixes as `render` does."""


@dataclass(frozen=True)
class Outcome:
    """What a caller sees: the result or the error, and the files that were written."""

    said: dict[str, Any]
    files: dict[str, str]


@dataclass
class Case:
    """A request, and for each field that is looked at the same request without it."""

    name: str
    request: JobRequest
    without: dict[str, JobRequest] = field(default_factory=dict)
    stands: tuple[str, ...] = ()
    many: bool = False
    """Whether it sets many fields at once."""


class Here:
    """Jobs in this process, each run once."""

    def __init__(self, made: Material) -> None:
        self._made = made
        self._known: dict[tuple[bytes, tuple[str, ...]], Outcome] = {}

    def outcome(self, request: JobRequest, stands: tuple[str, ...]) -> Outcome:
        key = (request.SerializeToString(deterministic=True), stands)
        if key not in self._known:
            self._known[key] = _with_files(partial(_run, request), self._made, stands)
        return self._known[key]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Material]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKBEAT_HOME", str(tmp_path_factory.mktemp("here")))
        yield inputs.write_material(tmp_path_factory.mktemp("fields"))


@pytest.fixture(scope="module")
def here(made: Material) -> Here:
    return Here(made)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    with engine_process(tmp_path_factory.mktemp("home"), "--workers", "1") as running:
        yield running


def test_every_field_has_a_sample() -> None:
    known = {fields.name(path) for paths in PATHS.values() for path in paths}
    assert not known - SAMPLES.keys(), "give these fields a value in tests/contract/samples.py"
    assert not SAMPLES.keys() - known, "these fields are gone"


def test_every_sample_matters(made: Material, here: Here) -> None:
    """A message that several kinds of job share may matter to one of them only."""
    matters = set()
    for kind in KINDS:
        for case in _cases(kind, made):
            outcome = here.outcome(case.request, case.stands)
            for name, without in case.without.items():
                if name not in matters and outcome != here.outcome(without, case.stands):
                    matters.add(name)
    assert sorted(SAMPLES.keys() - matters) == [], "these change nothing"


@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.whole)])
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_goes_through_every_face(
    kind: str, turn: int, made: Material, here: Here, engine: EngineProcess
) -> None:
    """A request of many fields over both faces; of the others the first over gRPC, the next over
    HTTP, and so on, and the other way round at the second turn."""
    with engine.client() as client:
        faces = (partial(_over_grpc, client), partial(_over_http, engine))
        for place, case in enumerate(_cases(kind, made)):
            taken = (faces if turn == 0 else ()) if case.many else (faces[(place + turn) % 2],)
            for face in taken:
                there = _with_files(partial(face, case.request), made, case.stands)
                assert there == here.outcome(case.request, case.stands), case.name


def _cases(kind: str, made: Material) -> Iterator[Case]:
    """Requests that set every field of a kind of job.

    The message of another kind's request (the `BeatOptions` of a snap) is looked at field by field
    with the kind that has it first; here all its fields go in one request besides.
    """
    together = _together(kind, made)
    yield together
    shared = _messages_before(kind)
    borrowed: dict[str, Any] = {}
    for path in PATHS[kind]:
        name, sample = fields.name(path), SAMPLES[fields.name(path)]
        if path[-1].containing_type in shared:
            borrowed[name] = sample.value
            continue
        base = together.request
        if sample.beside is not None:
            base = _with(inputs.bases(made)[kind], kind, sample.beside, made)
            request = _with(base, kind, {name: sample.value}, made)
            yield Case(name, request, {name: base}, sample.stands)
        for value in _further_values(path, sample):
            request = _with(base, kind, {name: value}, made)
            yield Case(f"{name} = {value}", request)
    if borrowed:
        request = _with(inputs.bases(made)[kind], kind, borrowed, made)
        yield Case("borrowed", request, many=True)


def _messages_before(kind: str) -> set[Descriptor]:
    """The messages that a kind of job shares with one that comes before it."""
    before = KINDS[: KINDS.index(kind)]
    return {path[-1].containing_type for other in before for path in PATHS[other]}


def _together(kind: str, made: Material) -> Case:
    """One request with every sample that goes with others."""
    paths = [path for path in PATHS[kind] if SAMPLES[fields.name(path)].beside is None]
    values = {fields.name(path): SAMPLES[fields.name(path)].value for path in paths}
    case = Case("together", _with(inputs.bases(made)[kind], kind, values, made), many=True)
    for path in paths:
        without = _with(case.request, kind, {}, made)
        fields.clear(without, path)
        case.without[fields.name(path)] = without
    return case


def _further_values(path: fields.Path, sample: Sample) -> Iterator[int]:
    """Of an enumeration, what is neither its default nor the sample."""
    if path[-1].enum_type is not None:
        numbers = (value.number for value in path[-1].enum_type.values)
        yield from (number for number in numbers if number not in (0, sample.value))


def _with(request: JobRequest, kind: str, values: Mapping[str, Any], made: Material) -> JobRequest:
    """A copy with some fields set."""
    copy = JobRequest()
    copy.CopyFrom(request)
    for path in PATHS[kind]:
        if fields.name(path) in values:
            value = values[fields.name(path)]
            fields.put(copy, path, value(made) if callable(value) else value)
    return copy


def _run(request: JobRequest) -> dict[str, Any]:
    try:
        return _plain(run(request))
    except BackbeatError as error:
        return _plain(job_error(error))


def _over_grpc(client: EngineClient, request: JobRequest) -> dict[str, Any]:
    name = client.submit(request).name
    for _ in client.watch(name):
        pass
    job = client.get(name)
    assert job.request == request
    return _outcome(job)


def _over_http(engine: EngineProcess, request: JobRequest) -> dict[str, Any]:
    job = json_format.ParseDict(http.ended(engine, request), Job())
    assert job.request == request
    return _outcome(job)


def _outcome(job: Job) -> dict[str, Any]:
    return _plain(job.error if job.HasField("error") else job.result)


def _plain(message: Any) -> dict[str, Any]:
    return dict(json_format.MessageToDict(message))


def _with_files(
    work: Callable[[], dict[str, Any]], made: Material, stands: tuple[str, ...]
) -> Outcome:
    out = Path(made.out(""))
    shutil.rmtree(out)
    out.mkdir()
    for name in stands:
        (out / name).write_text("somebody else's")
    said = work()
    written = sorted(path for path in out.rglob("*") if path.is_file())
    digests = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in written}
    return Outcome(said, digests)

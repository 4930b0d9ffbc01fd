"""Files of other machines, over TLS, on an engine held to folders elsewhere."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

import backbeat.client
from backbeat import roots
from backbeat.client import EngineClient
from backbeat.client.tls import ClientTls
from backbeat.errors import (
    EngineUnavailableError,
    LimitError,
    NotFoundError,
    OutsideRootsError,
    PermissionDeniedError,
    RequestError,
)
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.progress import SILENT
from backbeat.roots import Roots
from backbeat.server import Engine, ServeOptions
from backbeat.server.access.given_tokens import GivenTokens
from backbeat.server.access.scopes import Scope
from backbeat.server.certificate import make_certificate
from backbeat.server.doors import Remote, ServerTls
from backbeat.server.transfers import service
from backbeat.v1 import media_pb2 as pb
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.rendering_pb2 import RenderRequest
from tests import commands, edits, engines

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Outer:
    """An engine that other machines call, and two clients of it."""

    home: Path
    one: EngineClient
    other: EngineClient
    reader: EngineClient


@pytest.fixture(scope="module")
def outer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outer]:
    folder = tmp_path_factory.mktemp("outer")
    home, root = folder / "home", folder / "root"
    root.mkdir()
    certificate, key = make_certificate(folder / "tls", [HOST])
    options = ServeOptions(
        home=home,
        workers=1,
        roots=Roots.of([root]),
        remote=Remote(HOST, ServerTls(certificate, key)),
        limits=ServiceLimits(upload_bytes_per_client=1 << 20, transfers_per_client=2),
    )
    engine = Engine(options)
    found = engine.start()
    given = GivenTokens(home)
    tokens = [
        given.add("one", Scope.SUBMIT, None),
        given.add("other", Scope.SUBMIT, None),
        given.add("reader", Scope.READ, None),
    ]
    with ExitStack() as stack:
        stack.callback(engine.stop, 0)
        address = f"tls:{HOST}:{found.tls_port}"
        clients = [
            stack.enter_context(
                backbeat.client.connect(address, token, folder / "none", ClientTls(certificate))
            )
            for token in tokens
        ]
        yield Outer(home, *clients)


def _written(folder: Path, name: str = "song.wav", size: int = 5000) -> Path:
    path = folder / name
    path.write_bytes(hashlib.sha256(name.encode()).digest() * (size // 32))
    return path


def test_a_file_goes_in_once_and_only_its_client_may_name_it(outer: Outer, tmp_path: Path) -> None:
    path = _written(tmp_path)
    there = outer.one.media.send(path, SILENT)
    assert Path(there).read_bytes() == path.read_bytes()
    assert Path(there).is_relative_to(outer.home) and Path(there).name == "song.wav"
    assert outer.one.media.send(path, SILENT) == there
    # It is let through to the decoder, which finds that it is no sound.
    job = outer.one.submit(engines.beats(Path(there)))
    assert [event.seq for event in outer.one.watch(job.name)]
    assert "outside" not in outer.one.get(job.name).error.message
    with pytest.raises(PermissionDeniedError, match="engine's own folder"):
        outer.other.submit(engines.beats(Path(there)))
    with pytest.raises(PermissionDeniedError, match="engine's own folder"):
        outer.one.submit(engines.beats(Path(there), Path(there).with_name("out.json")))
    with pytest.raises(NotFoundError):
        outer.other.media.discard(there)
    outer.one.media.discard(there)
    assert not Path(there).exists()


def test_a_token_that_only_reads_sends_and_fetches_nothing(outer: Outer, tmp_path: Path) -> None:
    with pytest.raises(PermissionDeniedError, match="needs submit"):
        outer.reader.media.send(_written(tmp_path), SILENT)
    with pytest.raises(PermissionDeniedError, match="needs submit"):
        outer.reader.media.new_folder()


def test_outputs_are_fetched_and_only_ones_own(outer: Outer, tmp_path: Path) -> None:
    folder = Path(outer.one.media.new_folder())
    inside = _written(folder, "a.json")
    (folder / "sub").mkdir()
    _written(folder / "sub", "b.wav", 3 << 20)
    listed = outer.one.media.list(str(folder))
    assert [one.relative for one in listed] == ["a.json", "sub/b.wav"]
    target = tmp_path / "b.wav"
    target.write_bytes((folder / "sub" / "b.wav").read_bytes()[:100_000])  # Of an earlier try.
    outer.one.media.fetch(str(folder / "sub" / "b.wav"), target, SILENT)
    assert target.read_bytes() == (folder / "sub" / "b.wav").read_bytes()
    for call in (
        lambda: outer.other.media.fetch(str(inside), tmp_path / "x", SILENT),
        lambda: outer.other.media.list(str(folder)),
        lambda: outer.other.media.discard(str(folder)),
    ):
        with pytest.raises(NotFoundError, match="none of your files"):
            call()
    outer.one.media.discard(str(folder))
    assert not folder.exists()


def test_dots_and_links_lead_nowhere(outer: Outer, tmp_path: Path) -> None:
    folder = Path(outer.one.media.new_folder())
    secret = outer.home / "tokens.json"
    (folder / "link.json").symlink_to(secret)
    (folder / "home").symlink_to(outer.home)
    assert outer.one.media.list(str(folder)) == []
    for path in (
        f"{folder}/link.json",
        f"{folder}/home/tokens.json",
        f"{folder}/../../../../tokens.json",
        str(secret),
        str(outer.home / "transfers"),
        str(folder.parent),
        "",
        "relative",
        "/etc/passwd",
        f"{folder}\0",
    ):
        with pytest.raises(NotFoundError):
            outer.one.media.fetch(path, tmp_path / "x", SILENT)
        with pytest.raises(NotFoundError):
            outer.one.media.discard(path)
    assert secret.exists()


def test_a_job_may_not_read_another_clients_file_through_a_link(
    outer: Outer, tmp_path: Path
) -> None:
    there = outer.one.media.send(_written(tmp_path), SILENT)
    folder = Path(outer.other.media.new_folder())
    (folder / "song.wav").symlink_to(there)
    with pytest.raises(PermissionDeniedError):
        outer.other.submit(engines.beats(folder / "song.wav"))


def test_a_timeline_may_not_name_another_clients_file(outer: Outer, tmp_path: Path) -> None:
    song = commands.write_clicks(tmp_path / "song.wav")
    there = Path(outer.one.media.send(song, SILENT))
    errors = []
    for client in (outer.one, outer.other):
        edit = edits.write_sound_edit(tmp_path / "edit.otio", there)
        sent = client.media.send(edit, SILENT)
        output = f"{client.media.new_folder()}/mix.wav"
        request = JobRequest(render=RenderRequest(edit_path=sent, output_path=output))
        job = client.submit(request)
        assert [event.seq for event in client.watch(job.name)]
        errors.append(client.get(job.name).error.message)
        assert Path(output).exists() is (client is outer.one)
    assert errors[0] == ""
    assert "engine's own folder" in errors[1]


def test_pages_open_no_files_of_other_machines(outer: Outer, tmp_path: Path) -> None:
    there = outer.one.media.send(commands.write_clicks(tmp_path / "song.wav"), SILENT)
    for path in (there, str(Path(there).parent), str(outer.home / "transfers")):
        with pytest.raises(OutsideRootsError):
            roots.check_read(path)
        assert not roots.may_read(path)


def test_the_quota_is_said(outer: Outer, tmp_path: Path) -> None:
    with pytest.raises(LimitError, match=r"big\.wav has 2,000,000 bytes, .* keeps for you"):
        outer.one.media.send(_written(tmp_path, "big.wav", 2_000_000), SILENT)


def test_streams_have_limits_too(
    outer: Outer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "IDLE_S", 3.0)
    stub = outer.one.media._stub
    # Two files: of one, a second upload ends the first.
    starts = [
        pb.UploadMediaRequest(
            start=pb.UploadStart(file=pb.FindMediaRequest(sha256=name * 64, size=10, name="a.wav"))
        )
        for name in "ab"
    ]
    start, chunk = starts[0], pb.UploadMediaRequest(chunk=b"x")

    def silent(start: pb.UploadMediaRequest) -> Iterator[pb.UploadMediaRequest]:
        yield start
        yield chunk
        call_ended.wait(20)

    call_ended = threading.Event()
    calls = [outer.one.open(stub.UploadMedia.future, silent(start)) for start in starts]
    engines.wait_for(lambda: _is_full(outer))
    for call in calls:
        with pytest.raises(Exception, match="CANCELLED") as caught:
            call.result(timeout=20)
        assert isinstance(outer.one.fault(caught.value), EngineUnavailableError)
    call_ended.set()
    engines.wait_for(lambda: not _is_full(outer))
    for wrong in ([chunk], [], [start, start]):
        with pytest.raises(Exception, match="INVALID_ARGUMENT") as caught:
            outer.one.open(stub.UploadMedia, iter(wrong))
        assert isinstance(outer.one.fault(caught.value), RequestError)
    with pytest.raises(Exception, match="RESOURCE_EXHAUSTED"):
        large = pb.UploadMediaRequest(chunk=bytes(5 << 20))
        outer.one.open(stub.UploadMedia, iter([start, large]))


def _is_full(outer: Outer) -> bool:
    """Whether no further transfer of the client is let in."""
    try:
        outer.one.media._fetch_rest("/none", outer.home / "x", SILENT)
    except LimitError as error:
        return "of yours are under way" in error.message
    except NotFoundError:
        return False
    return False

"""Commands on an engine process that has another disk, over TLS."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import backbeat.client
from backbeat.cli.main import main
from backbeat.client.tls import ClientTls
from backbeat.errors import CancelledError
from backbeat.progress import SILENT, Progress
from backbeat.server.access.given_tokens import GivenTokens
from backbeat.server.access.scopes import Scope
from backbeat.server.certificate import make_certificate
from tests import commands, edits, material
from tests.edits import Piece
from tests.engines import EngineProcess, engine_process

HOST = "127.0.0.1"
BIG = 40 << 20


class Away:
    """An engine on another machine, as this one is told of it."""

    def __init__(self, engine: EngineProcess, certificate: Path, token: str) -> None:
        self.home = engine.home
        self.certificate = certificate
        self.token = token
        self.port = engine.discovery().tls_port
        self.address = f"tls:{HOST}:{self.port}"

    def client(self, port: int) -> backbeat.client.EngineClient:
        tls = ClientTls(self.certificate)
        return backbeat.client.connect(f"tls:{HOST}:{port}", self.token, Path("/none"), tls)

    def uploads(self) -> list[str]:
        """Names of the files that it keeps."""
        return sorted(path.name for path in self.home.glob("transfers/*/uploads/*/*"))

    def artifacts(self) -> list[Path]:
        return list(self.home.glob("transfers/*/artifacts/*"))


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    folder = tmp_path_factory.mktemp("away")
    (folder / "root").mkdir()
    certificate, key = make_certificate(folder / "tls", [HOST])
    options = ("--host", HOST, "--tls-cert", certificate, "--tls-key", key)
    roots = ("--root", folder / "root", "--workers", "1")
    with engine_process(folder / "home", *map(str, (*options, *roots))) as engine:
        token = GivenTokens(folder / "home").add("edit-bay", Scope.SUBMIT, None)
        yield Away(engine, certificate, token)


@pytest.fixture(autouse=True)
def here(away: Away, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with what says how the engine is called."""
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BACKBEAT_TOKEN", away.token)
    monkeypatch.setenv("BACKBEAT_TLS_CA", str(away.certificate))
    for name in ("BACKBEAT_UPLOAD", "BACKBEAT_ENGINE_PATHS"):
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_beats_and_snap_write_the_same_bytes_as_here(
    away: Away, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    song = commands.write_clicks(here / "sóng 1.wav", 6)
    clip = material.write_clip(here / "shot.mov", 4)
    # The first clip does not say how much media it has: the engine must look.
    handles = ((22, None), (31, 5), (40, 5))
    pieces = [Piece(n, h, h, media_start=0, url=str(clip)) for n, h in handles]
    edits.written(edits.timeline([pieces]), here)
    names = ["song.json", "song.csv", "out.otio", "out.syncmap.json", "out.report.html"]
    said, written = [], []
    for where in ((), ("--engine", away.address)):
        assert main(["beats", song.name, "-o", "song.json", *where]) == 0
        assert main(["beats", song.name, "-o", "song.csv", *where]) == 0
        assert main(["snap", "edit.otio", "--music", song.name, "-o", "out.otio", *where]) == 0
        said.append(capsys.readouterr().out)
        written.append([(here / name).read_bytes() for name in names])
        for name in names:
            (here / name).unlink()
    assert said[0] == said[1]
    for name, ours, theirs in zip(names, *written, strict=True):
        assert ours == theirs, name
    assert away.uploads() == ["edit.otio", "shot.mov", song.name]
    assert away.artifacts() == []
    assert sorted(path.name for path in here.iterdir() if path.name != "home") == [
        "edit.otio",
        "shot.mov",
        song.name,
    ]


def test_messages_name_the_files_of_this_machine(
    away: Away, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "noise.wav").write_bytes(b"this is no sound at all")
    assert main(["beats", "noise.wav", "--engine", away.address]) == 3
    said = capsys.readouterr().err
    assert str(here / "noise.wav") in said and "transfers" not in said
    cases = (
        (["missing.wav"], "missing.wav does not exist"),
        ([str(here)], "is a folder, and only files are sent"),
        (["noise.wav", "-o", "noise.wav"], "noise.wav is of no known kind|the input itself"),
    )
    for words, expected in cases:
        assert main(["beats", *words, "--engine", away.address]) in (2, 3)
        said = capsys.readouterr().err
        assert any(one in said for one in expected.split("|")), said


def test_what_is_in_the_way_stays(
    away: Away, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    song = commands.write_clicks(here / "song.wav")
    (here / "song.json").write_text("mine")
    words = ["beats", song.name, "-o", "song.json", "--engine", away.address]
    assert main(words) == 2
    assert "song.json exists already" in capsys.readouterr().err
    assert (here / "song.json").read_text() == "mine"
    assert main([*words, "-y"]) == 0
    assert "transfers" not in (here / "song.json").read_text()


def test_shared_disks_need_no_sending(
    away: Away, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = away.home.parent / "root"
    before = away.uploads()
    song = commands.write_clicks(root / "song.wav")
    mapped = f"/Volumes/show={root}"
    words = ["/Volumes/show/song.wav", "-o", "/Volumes/show/song.json"]
    call = ["beats", *words, "--engine", away.address, "--engine-path", mapped]
    assert main(call) == 0
    assert "/Volumes/show/song.json" in capsys.readouterr().out
    assert (root / "song.json").exists() and away.uploads() == before
    song.write_bytes(b"no sound")
    assert main([*call, "-y"]) == 3
    assert "/Volumes/show/song.wav" in capsys.readouterr().err
    # What lies elsewhere is the engine's to refuse where nothing is sent.
    assert main(["beats", str(song), "--engine", away.address, "--no-upload"]) == 3
    assert main(["beats", "here.wav", "--engine", away.address, "--no-upload"]) == 4
    assert "--read-root" in capsys.readouterr().err


class Relay:
    """A road to the engine that is cut after some bytes, once, and counts them."""

    def __init__(self, port: int, cut_after: int) -> None:
        self._port, self._cut_after = port, cut_after
        self._closing = contextlib.ExitStack()
        self._listening = self._closing.enter_context(socket.create_server((HOST, 0)))
        self.port = self._listening.getsockname()[1]
        self.sent, self.cuts = 0, 0
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(20)
        self._closing.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self._closing.enter_context(self._listening.accept()[0])
                far = self._closing.enter_context(socket.create_connection((HOST, self._port)))
                for source, sink, counts in ((near, far, True), (far, near, False)):
                    pumping = threading.Thread(target=self._pump, args=(source, sink, counts))
                    self._threads.append(pumping)
                    pumping.start()

    def _pump(self, source: socket.socket, sink: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while block := source.recv(65536):
                self.sent += len(block) if counts else 0
                if counts and not self.cuts and self.sent > self._cut_after:
                    self.cuts += 1
                    break
                sink.sendall(block)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def test_an_upload_goes_on_where_the_connection_was_cut(away: Away, here: Path) -> None:
    big = here / "big.mov"
    big.write_bytes(os.urandom(BIG))
    relay = Relay(away.port, BIG // 2)
    with contextlib.closing(relay), away.client(relay.port) as client:
        there = client.media.send(big, SILENT)
        assert Path(there).read_bytes() == big.read_bytes()
        assert relay.cuts == 1
        assert relay.sent < BIG * 1.4, "what had arrived was not sent again"
        before = relay.sent
        assert client.media.send(big, SILENT) == there
        assert relay.sent - before < 10_000, "nothing is sent twice"
        client.media.discard(there)


def test_a_fetch_goes_on_where_it_was_cancelled(away: Away, here: Path) -> None:
    with away.client(away.port) as client:
        folder = Path(client.media.new_folder())
        content = os.urandom(BIG)
        (folder / "big.mov").write_bytes(content)
        target, seen = here / "big.mov", []

        def report(fraction: float, step: str) -> None:
            seen.append((fraction, step))

        stop = Progress(report, lambda: bool(seen) and seen[-1][0] > 0.3)
        with pytest.raises(CancelledError):
            client.media.fetch(str(folder / "big.mov"), target, stop)
        assert 0 < target.stat().st_size < BIG
        assert seen[0][1] == "fetching big.mov"
        seen.clear()
        client.media.fetch(str(folder / "big.mov"), target, Progress(report))
        assert seen[0][0] > 0.3 and target.read_bytes() == content
        client.media.discard(str(folder))


def test_an_upload_that_is_cancelled_leaves_its_start(away: Away, here: Path) -> None:
    big = here / "big.mov"
    big.write_bytes(os.urandom(BIG))
    seen: list[float] = []
    stop = Progress(lambda fraction, _: seen.append(fraction), lambda: bool(seen[10:]))
    with away.client(away.port) as client:
        with pytest.raises(CancelledError):
            client.media.send(big, stop)
        seen.clear()
        there = client.media.send(big, Progress(lambda fraction, _: seen.append(fraction)))
        assert seen[0] > 0.1
        client.media.discard(there)

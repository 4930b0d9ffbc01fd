"""The doors beside loopback: a Unix socket, and TLS for other machines."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import os
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import backbeat.client
from backbeat.client.discovery import Discovery
from backbeat.client.tls import ClientTls
from backbeat.errors import EngineUnavailableError, InputError, RequestError, UnauthenticatedError
from backbeat.roots import Roots
from backbeat.server import Engine, ServeOptions
from backbeat.server.certificate import make_certificate
from backbeat.server.doors import Remote, ServerTls, free_socket
from tests.server.conftest import Http

posix = pytest.mark.skipif(os.name == "nt", reason="there are no such sockets there")
HOST = "127.0.0.1"
"""Stands for the address by which other machines call."""


@contextlib.contextmanager
def _running(options: ServeOptions) -> Iterator[Discovery]:
    engine = Engine(options)
    try:
        yield engine.start()
    finally:
        engine.stop(0)


def _outer_options(folder: Path, remote: Remote) -> ServeOptions:
    roots = Roots.of([folder])
    return ServeOptions(home=folder / "home", workers=1, remote=remote, roots=roots)


@pytest.fixture
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose name leaves room for that of a socket."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="bb") as folder:
        yield Path(folder)


@posix
def test_a_socket_is_for_its_user_only_and_goes_with_the_engine(
    tmp_path: Path, short: Path
) -> None:
    path = short / "own" / "engine.sock"
    with _running(ServeOptions(home=tmp_path / "home", workers=1, socket=path)) as engine:
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert engine.socket == str(path)
        with backbeat.client.connect(f"unix:{path}", home=tmp_path / "home") as client:
            assert client.list().jobs == []
        with (
            backbeat.client.connect(f"unix:{path}", "wrong", tmp_path / "home") as client,
            pytest.raises(UnauthenticatedError),
        ):
            client.list()
        with pytest.raises(EngineUnavailableError, match="Another engine listens"):
            Engine(ServeOptions(home=tmp_path / "second", workers=1, socket=path)).start()
        with backbeat.client.connect(f"unix:{path}", home=tmp_path / "home") as client:
            assert client.list().jobs == []
    assert not path.exists()
    with pytest.raises(EngineUnavailableError, match="No engine answers"):
        backbeat.client.connect(f"unix:{path}", home=tmp_path / "home")


@posix
def test_what_is_in_the_way_of_a_socket(short: Path) -> None:
    left = short / "left.sock"
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(str(left))
    free_socket(left)
    assert not left.exists()
    left.write_text("mine")
    with pytest.raises(EngineUnavailableError, match="another kind"):
        free_socket(left)
    assert left.read_text() == "mine"
    short.chmod(0o777)
    with pytest.raises(EngineUnavailableError, match="is shared"):
        free_socket(left)
    assert short.stat().st_mode & 0o777 == 0o777
    with pytest.raises(EngineUnavailableError, match="too long"):
        free_socket(Path("/" + "x" * 200))


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_a_socket_of_another_user_gets_no_token(short: Path) -> None:
    path = short / "x.sock"
    with socket.socket(socket.AF_UNIX) as theirs:
        theirs.bind(str(path))
        os.chown(path, 12345, -1)
        with pytest.raises(EngineUnavailableError, match="another user"):
            backbeat.client.connect(f"unix:{path}", "token", short)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Certificates with their keys: of the engine, of a client, of somebody else."""
    folder = tmp_path_factory.mktemp("pairs")
    return {
        name: make_certificate(folder / name, [HOST]) for name in ("engine", "client", "somebody")
    }


@pytest.fixture(scope="module")
def outer(
    pairs: dict[str, tuple[Path, Path]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Discovery]:
    """An engine that other machines may call."""
    remote = Remote(HOST, ServerTls(*pairs["engine"]))
    home = tmp_path_factory.mktemp("home") / "outer"
    options = ServeOptions(home=home, workers=1, remote=remote, roots=Roots.of([home.parent]))
    with _running(options) as engine:
        yield engine


def _call(engine: Discovery, tls: ClientTls, host: str = HOST, token: str = "") -> None:
    address = f"tls:{host}:{engine.tls_port}"
    with backbeat.client.connect(address, token or engine.token, Path("/none"), tls) as client:
        client.list()


def test_others_are_let_in_with_the_certificate_and_a_token(
    outer: Discovery, pairs: dict[str, tuple[Path, Path]]
) -> None:
    believes = ClientTls(pairs["engine"][0])
    _call(outer, believes)
    _call(outer, believes, "localhost")
    with pytest.raises(UnauthenticatedError):
        _call(outer, believes, token="x")
    with pytest.raises(EngineUnavailableError, match="No encrypted connection"):
        _call(outer, ClientTls(pairs["somebody"][0]))
    # Nobody gets in without TLS: the token would be read on the way.
    with (
        backbeat.client.connect(f"{HOST}:{outer.tls_port}", outer.token, "/none") as client,
        pytest.raises(EngineUnavailableError),
    ):
        client.list()


def test_an_engine_that_wants_certificates_lets_in_who_has_one(
    tmp_path: Path, pairs: dict[str, tuple[Path, Path]]
) -> None:
    remote = Remote(HOST, ServerTls(*pairs["engine"], client_ca=pairs["client"][0]))
    ca = pairs["engine"][0]
    with _running(_outer_options(tmp_path, remote)) as engine:
        _call(engine, ClientTls(ca, *pairs["client"]))
        assert _https(engine, ca, pairs["client"]) == 200
        for tls in (ClientTls(ca), ClientTls(ca, *pairs["somebody"])):
            with pytest.raises(EngineUnavailableError):
                _call(engine, tls)
        for pair in (None, pairs["somebody"]):
            with pytest.raises(OSError):
                _https(engine, ca, pair)


def _https(
    engine: Discovery, ca: Path, pair: tuple[Path, Path] | None = None, **headers: str
) -> int:
    """The status of one call."""
    context = ssl.create_default_context(cafile=ca)
    if pair is not None:
        context.load_cert_chain(*pair)
    line = http.client.HTTPSConnection(HOST, engine.tls_http_port, timeout=20, context=context)
    sent = {"authorization": f"Bearer {engine.token}", "content-type": "application/json"}
    with contextlib.closing(line):
        line.request("POST", "/backbeat.v1.Jobs/ListJobs", b"{}", {**sent, **headers})
        return line.getresponse().status


def test_https_is_the_same_face_with_the_same_guards(
    outer: Discovery, pairs: dict[str, tuple[Path, Path]]
) -> None:
    ca, own = pairs["engine"][0], f"https://{HOST}:{outer.tls_http_port}"
    cases: tuple[tuple[dict[str, str], int], ...] = (
        ({}, 200),
        ({"origin": own}, 200),
        ({"authorization": "Bearer x"}, 401),
        ({"host": f"evil.example:{outer.tls_http_port}"}, 403),
        ({"host": f"localhost:{outer.tls_http_port}"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": own.replace("https", "http")}, 403),
    )
    for headers, status in cases:
        assert _https(outer, ca, **headers) == status, headers


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True):
            return True
    except (OSError, ValueError):
        return False


@pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")
def test_one_door_for_both_kinds_of_addresses(
    tmp_path: Path, pairs: dict[str, tuple[Path, Path]]
) -> None:
    remote = Remote("::", ServerTls(*pairs["engine"]))
    with _running(_outer_options(tmp_path, remote)) as engine:
        assert _https(engine, pairs["engine"][0]) == 200
        _call(engine, ClientTls(pairs["engine"][0]))


def test_a_client_that_never_greets_is_in_nobodys_way(
    outer: Discovery, pairs: dict[str, tuple[Path, Path]]
) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            address = (HOST, outer.tls_http_port)
            stack.enter_context(socket.create_connection(address, 20)).sendall(b"\x16\x03\x01")
        assert _https(outer, pairs["engine"][0]) == 200
        plain = http.client.HTTPConnection(HOST, outer.tls_http_port, timeout=20)
        with contextlib.closing(plain) as line:
            line.request("GET", "/healthz")
            with pytest.raises((OSError, http.client.HTTPException)):
                line.getresponse()


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (lambda tls: dataclasses.replace(tls, certificate=Path("/no/such")), "cannot be read"),
        (lambda tls: dataclasses.replace(tls, key=tls.certificate), "cannot be used for TLS"),
        (lambda tls: dataclasses.replace(tls, client_ca=Path(__file__)), "is not in PEM"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_said_before_a_door_opens(
    tmp_path: Path,
    pairs: dict[str, tuple[Path, Path]],
    broken: Callable[[ServerTls], ServerTls],
    words: str,
) -> None:
    tls = broken(ServerTls(*pairs["engine"]))
    options = _outer_options(tmp_path, Remote(HOST, tls))
    with pytest.raises(RequestError, match=words):
        Engine(options).start()
    assert not (tmp_path / "home" / "engine.json").exists()


@posix
def test_a_key_that_everybody_can_read_is_refused(
    tmp_path: Path, pairs: dict[str, tuple[Path, Path]]
) -> None:
    certificate, key = pairs["engine"]
    shown = tmp_path / "key.pem"
    shown.write_bytes(key.read_bytes())
    shown.chmod(0o644)
    with pytest.raises(RequestError, match=r"can read the key .*chmod 600"):
        ServerTls(certificate, shown).check()


def test_making_a_certificate_without_the_package_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(InputError, match=r"backbeat\[tls\]"):
        make_certificate(tmp_path / "tls", [])
    assert not (tmp_path / "tls").exists()


def test_loopback_is_no_door_for_the_names_of_others(http_server: Http) -> None:
    status, answer = http_server.call("Jobs/ListJobs", {}, host=f"{socket.gethostname()}:1")
    assert (status, answer["code"]) == (403, "permission_denied")


def test_an_engine_for_other_machines_must_be_held_to_folders(
    tmp_path: Path, pairs: dict[str, tuple[Path, Path]]
) -> None:
    remote = Remote(HOST, ServerTls(*pairs["engine"]))
    with pytest.raises(RequestError, match="which folders it may open"):
        Engine(ServeOptions(home=tmp_path / "home", workers=1, remote=remote)).start()

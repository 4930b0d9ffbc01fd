"""What each token may, over both servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

import backbeat.client
import backbeat.client.engine as client_engine
from backbeat.cli.main import main
from backbeat.client.discovery import Discovery
from backbeat.errors import PermissionDeniedError, UnauthenticatedError
from backbeat.server.access.given_tokens import GivenTokens
from backbeat.server.access.scopes import _NEEDS, Scope, needed
from backbeat.v1 import engine_pb2, jobs_pb2, media_pb2, pairing_pb2, panel_pb2
from tests import engines
from tests.server.conftest import Http

SAY = {
    "read": {"Jobs/ListJobs": 200, "Jobs/SubmitJob": 403, "Pairing/NewCode": 403},
    "submit": {"Jobs/ListJobs": 200, "Jobs/SubmitJob": 400, "Pairing/NewCode": 403},
    "admin": {"Jobs/ListJobs": 200, "Jobs/SubmitJob": 400, "Pairing/NewCode": 200},
}
"""Answers to an empty request: 400 is of one who may ask."""


@pytest.fixture(scope="module")
def tokens(home: Path, engine: Discovery) -> dict[str, str]:
    """A token of each scope, given out while the engine runs."""
    given = GivenTokens(home)
    return {name: given.add(name, Scope[name.upper()], None) for name in SAY}


def test_the_table_has_every_method_of_the_contract() -> None:
    methods = {
        f"{service.full_name}/{method.name}"
        for module in (jobs_pb2, engine_pb2, media_pb2, pairing_pb2, panel_pb2)
        for service in module.DESCRIPTOR.services_by_name.values()
        for method in service.methods
    }
    assert methods == {path for path in _NEEDS if path.startswith("backbeat.")}
    assert {path for path in methods if needed(f"/{path}") is None} == {
        "backbeat.v1.Pairing/Hello",
        "backbeat.v1.Pairing/Pair",
    }
    assert needed("/backbeat.v1.Jobs/NotInTheTable") is Scope.ADMIN


@pytest.mark.parametrize("scope", SAY)
def test_both_servers_ask_the_table(
    http_server: Http, engine: Discovery, tokens: dict[str, str], scope: str
) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}") as channel:
        for method, status in SAY[scope].items():
            bearer = f"Bearer {tokens[scope]}"
            answered, said = http_server.call(method, {}, authorization=bearer)
            assert answered == status, (method, said)
            call = channel.unary_unary(f"/backbeat.v1.{method}")
            code = grpc.StatusCode.OK
            try:
                call(b"", metadata=(("authorization", bearer),))
            except grpc.RpcError as error:
                code = error.code()
            assert (code == grpc.StatusCode.PERMISSION_DENIED) == (status == 403), method
            if status == 403:
                assert f"The token {scope} has the scope {scope}" in said["message"]


def test_a_client_is_told_what_its_token_lacks(engine: Discovery, tokens: dict[str, str]) -> None:
    address = f"127.0.0.1:{engine.grpc_port}"
    with backbeat.client.connect(address, tokens["read"], "/none") as client:
        assert client.info().server_id == engine.server_id
        for call in (
            lambda: client.submit(engines.beats(Path("/x.wav"))),
            lambda: client.cancel("jobs/x"),
            client.paired,
        ):
            with pytest.raises(PermissionDeniedError, match="has the scope read"):
                call()


def test_an_expired_token_says_so(engine: Discovery, home: Path) -> None:
    token = GivenTokens(home).add("short", Scope.READ, 1e-9)
    address = f"127.0.0.1:{engine.grpc_port}"
    with (
        backbeat.client.connect(address, token, "/none") as client,
        pytest.raises(UnauthenticatedError, match=r"The token short expired .*rotate short"),
    ):
        client.list()


@pytest.fixture
def command(home: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[object]:
    def ran(*words: str) -> tuple[int, str, str]:
        status = main(["tokens", *words, "--home", str(home)])
        out, errors = capsys.readouterr()
        return status, out.strip(), errors.strip()

    yield ran


def test_the_command(engine: Discovery, http_server: Http, home: Path, command: object) -> None:
    assert callable(command)
    status, token, said = command("add", "farm", "--scope", "submit", "--expires", "30")
    assert (status, said) == (0, "backbeat: this is the only time it is shown")
    listed = command("list")[1]
    assert "farm  submit  made " in listed
    assert token not in listed + command("list", "--json")[1]

    def answer(sent: str) -> int:
        return http_server.call("Jobs/ListJobs", {}, authorization=f"Bearer {sent}")[0]

    assert answer(token) == 200
    status, again, _ = command("rotate", "farm")
    assert (status, answer(token), answer(again)) == (0, 401, 200)
    assert command("revoke", "farm") == (0, "farm works no longer", "")
    assert answer(again) == 401
    status, _, said = command("revoke", "farm")
    assert (status, said) == (
        3,
        "backbeat: There is no token 'farm'. List them: backbeat tokens list.",
    )


@pytest.mark.parametrize("proven_s", [60.0, 0.0])
def test_the_engines_own_token_is_rotated_while_it_runs(
    engine: Discovery,
    http_server: Http,
    home: Path,
    command: object,
    monkeypatch: pytest.MonkeyPatch,
    proven_s: float,
) -> None:
    assert callable(command)
    monkeypatch.setattr(client_engine, "PROVEN_S", proven_s)
    with backbeat.client.connect(home=home) as before:
        before.list()
        status, out, said = command("rotate")
        assert (status, out) == (0, "")
        assert said == f"backbeat: the engine's new token is in {home / 'engine.json'}"
        with pytest.raises(UnauthenticatedError):
            before.list()
    assert http_server.call("Jobs/ListJobs", {})[0] == 401
    with backbeat.client.connect(home=home) as after:
        assert after.info().server_id == engine.server_id

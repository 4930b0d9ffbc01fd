from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import PermissionDeniedError, RequestError
from backbeat.services.seats import SEATS
from backbeat.services.switches import access_to, missing, switch, switched_on
from tests.commands import Cli


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BACKBEAT_SERVICES", raising=False)
    for seat in SEATS.values():
        for name in (seat.key_variable, seat.url_variable, seat.user_variable):
            if name:
                monkeypatch.delenv(name, raising=False)


def test_every_service_is_off_until_the_user_switches_it_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for seat in SEATS.values():
        monkeypatch.setenv(seat.key_variable, "key")
        with pytest.raises(PermissionDeniedError, match="cannot be used"):
            access_to(seat)
    switch(SEATS["heygen"], True)
    assert access_to(SEATS["heygen"]).host == "api.heygen.com"
    assert "key" not in (tmp_path / "home" / "services.json").read_text().split('"')
    switch(SEATS["heygen"], False)
    assert not switched_on()


def test_what_cannot_be_read_switches_nothing_on(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    for text in ("{", "[]", '{"on": 3}', '{"on": ["nobody"]}'):
        (tmp_path / "home" / "services.json").write_text(text)
        assert not switched_on()


def test_a_key_is_not_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_SERVICES", "heygen,libretranslate")
    monkeypatch.setenv("HEYGEN_API_KEY", "key")
    monkeypatch.setenv("BACKBEAT_HEYGEN_URL", "http://192.0.2.1")
    with pytest.raises(RequestError, match="without encryption") as caught:
        access_to(SEATS["heygen"])
    assert "key" not in caught.value.message.replace("the key", "")
    for url in ("ftp://x", "file:///etc/passwd", "nowhere"):
        monkeypatch.setenv("BACKBEAT_HEYGEN_URL", url)
        with pytest.raises(RequestError, match="no address"):
            access_to(SEATS["heygen"])
    monkeypatch.setenv("BACKBEAT_LIBRETRANSLATE_URL", "http://translator.home:5000/")
    assert access_to(SEATS["libretranslate"]).url == "http://translator.home:5000"


def test_free_accounts_of_deepl_have_a_host_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_SERVICES", "deepl")
    monkeypatch.setenv("DEEPL_API_KEY", "key:fx")
    assert access_to(SEATS["deepl"]).host == "api-free.deepl.com"


def test_a_closed_service_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "it was closed on 31 December 2025" in missing(SEATS["playht"])


def test_services_are_listed_and_switched(cli: Cli) -> None:
    assert (
        "heygen          lip-sync              HeyGen          it is off"
        in cli("services", "list").out
    )
    ran = cli("services", "on", "heygen")
    assert ran.status == 0 and "goes to https://api.heygen.com" in ran.out
    assert "HEYGEN_API_KEY is not set" in ran.out
    assert "HeyGen          HEYGEN_API_KEY" in cli("services", "list").out
    assert cli("services", "off", "heygen").out == "heygen is off\n"
    assert cli("services", "on", "nobody").status == 3

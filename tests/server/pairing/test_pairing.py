"""Pairing and its limits through a running engine."""

from __future__ import annotations

import json

from tests.server.conftest import Http

_BARE = {"authorization": None}


def _call(
    server: Http, method: str, body: dict[str, object], **headers: str | None
) -> tuple[int, dict[str, object]]:
    status, _, answer = server.send(
        "POST", f"/backbeat.v1.{method}", json.dumps(body).encode(), **headers
    )
    return status, json.loads(answer)


def test_hello_needs_no_token_and_says_no_more_than_who_is_here(http_server: Http) -> None:
    status, said = _call(http_server, "Pairing/Hello", {"protocol": 1}, **_BARE)
    assert status == 200
    assert said["product"] == "backbeat" and said["paired"] is False and said["mismatch"] == ""
    assert set(said) == {
        "product", "version", "serverId", "protocolMin", "protocolMax", "features", "mismatch",
        "paired",
    }  # fmt: skip
    assert _call(http_server, "Pairing/Hello", {"protocol": 1})[1]["paired"] is True


def test_versions_that_do_not_fit_are_said_with_what_to_do(http_server: Http) -> None:
    old = _call(http_server, "Pairing/Hello", {"protocol": 0}, **_BARE)[1]["mismatch"]
    new = _call(http_server, "Pairing/Hello", {"protocol": 99}, **_BARE)[1]["mismatch"]
    assert "backbeat plugins install premiere" in str(old)
    assert "Update Backbeat" in str(new)


def test_a_code_gives_a_token_that_works_over_both_until_it_is_unpaired(http_server: Http) -> None:
    _, code = _call(http_server, "Pairing/NewCode", {"client": "Premiere"})
    _, pair = _call(http_server, "Pairing/Pair", {"code": code["code"], "client": "mine"}, **_BARE)
    token = {"authorization": f"Bearer {pair['token']}"}
    status, panels = _call(http_server, "Pairing/ListPaired", {}, **token)
    assert status == 200
    assert [one["client"] for one in panels["panels"]] == ["mine"]  # type: ignore[attr-defined]
    assert _call(http_server, "Pairing/Unpair", {"name": pair["name"]})[0] == 200
    assert _call(http_server, "Pairing/ListPaired", {}, **token)[0] == 401


def test_a_token_is_needed_for_everything_else(http_server: Http) -> None:
    for method in (
        *("Pairing/NewCode", "Pairing/ListPaired", "Pairing/Unpair", "Panel/OpenFile"),
        *("Panel/ListFolder", "Panel/OpenMedia", "Jobs/ListJobs", "Engine/GetInfo"),
    ):
        for header in (None, "Bearer wrong", "Basic x", "Bearer "):
            assert _call(http_server, method, {}, authorization=header)[0] == 401


def test_a_page_of_another_origin_gets_nothing(http_server: Http) -> None:
    for origin in ("https://evil.example", "null", "file://", "http://127.0.0.1:1"):
        for path in ("/backbeat.v1.Pairing/Hello", "/", "/panel.js"):
            verb = "GET" if path in ("/", "/panel.js") else "POST"
            status, headers, _ = http_server.send(verb, path, b"{}", origin=origin)
            assert status == 403
            assert "access-control-allow-origin" not in headers
    # A script or picture is loaded without an origin; the browser says where it is wanted.
    status, headers, _ = http_server.send(
        "GET", "/panel.js", **{"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    )
    assert status == 403
    status, headers, _ = http_server.send("GET", "/panel.js")
    assert status == 200 and headers["cross-origin-resource-policy"] == "same-origin"


def test_the_page_is_served_with_a_strict_policy_and_nothing_beside_it(http_server: Http) -> None:
    status, headers, body = http_server.send("GET", "/?x=1", authorization=None)
    assert status == 200 and b"panel.js" in body
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for path in ("/../token.py", "/%2e%2e/token.py", "/panel.js/../../token.py", "//etc/passwd"):
        assert http_server.send("GET", path, authorization=None)[0] in (400, 401, 404)

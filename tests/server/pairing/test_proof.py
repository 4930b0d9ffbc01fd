"""An engine proves to a paired panel who it is, and to nobody what the token is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from backbeat.server.pairing.panels import FILE, PairedPanels
from backbeat.server.pairing.proof import panel_id, panel_proof
from tests.server.conftest import Http

CHALLENGE = "ab" * 32
_BARE = {"authorization": None}


def _paired(server: Http) -> tuple[str, str]:
    _, code = server.call("Pairing/NewCode", {"client": "Premiere"})
    _, pair = server.call("Pairing/Pair", {"code": code["code"]})
    return pair["name"], hashlib.sha256(pair["token"].encode()).hexdigest()


def test_the_panel_in_premiere_computes_the_same() -> None:
    """`test/engine/proof.test.ts` of the panel has the same numbers."""
    digest = hashlib.sha256(b"token").hexdigest()
    assert panel_id(digest) == "752b3670d47d852e4851c64ff3779540"
    proof = "f059fa598127611e662fefd3f0c8060934d37dbac9c090f2580d259d72ffd941"
    assert panel_proof(digest, 47613, CHALLENGE) == proof


def test_the_engine_answers_for_the_panels_that_it_paired(http_server: Http) -> None:
    name, digest = _paired(http_server)
    path = f"/proof/{CHALLENGE}/{panel_id(digest)}"
    status, _, proof = http_server.send("GET", path, **_BARE)
    assert status == 200
    assert proof.decode() == panel_proof(digest, http_server.found.http_port, CHALLENGE)
    http_server.call("Pairing/Unpair", {"name": name})
    status, _, said = http_server.send("GET", path, **_BARE)
    assert status == 404 and json.loads(said)["code"] == "not_found"


def test_what_is_no_challenge_of_a_panel_gets_nothing(http_server: Http) -> None:
    _, digest = _paired(http_server)
    own = panel_id(digest)
    for path in (CHALLENGE[1:] + f"/{own}", f"{CHALLENGE}/", f"{CHALLENGE}/{own[1:]}"):
        assert http_server.send("GET", f"/proof/{path}", **_BARE)[0] == 401
    for verb in ("POST", "PUT"):
        assert http_server.send(verb, f"/proof/{CHALLENGE}/{own}", **_BARE)[0] == 401
    foreign = {"origin": "https://evil.example", **_BARE}
    assert http_server.send("GET", f"/proof/{CHALLENGE}/{own}", **foreign)[0] == 403


def test_a_proof_is_of_one_panel_one_port_and_one_challenge(tmp_path: Path) -> None:
    panels = PairedPanels(tmp_path)
    ids = []
    for client in ("one", "two"):
        _, token = panels.add(client)
        ids.append(panel_id(hashlib.sha256(token.encode()).hexdigest()))
    asked = [(own, port, of) for own in ids for port in (1, 2) for of in (CHALLENGE, "0" * 64)]
    proofs = {panels.proof(*one) for one in asked}
    assert len(proofs) == len(asked) and None not in proofs
    assert {PairedPanels(tmp_path).proof(*one) for one in asked} == proofs
    # What the folder keeps is neither what is sent nor what is answered.
    kept = (tmp_path / FILE).read_text()
    assert not any(str(said) in kept for said in (*proofs, *ids))
    assert panels.proof("0" * 32, 1, CHALLENGE) is None

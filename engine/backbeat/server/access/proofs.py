"""The address where the engine proves who it is, to clients and to panels."""

from __future__ import annotations

import re

from backbeat.client.proof import CHALLENGE_DIGITS, PATH
from backbeat.errors import NotFoundError
from backbeat.server.pairing.proof import ID_DIGITS
from backbeat.server.token import Callers

_PATH = re.compile(
    re.escape(PATH) + f"([0-9a-f]{{{CHALLENGE_DIGITS}}})(?:/([0-9a-f]{{{ID_DIGITS}}}))?"
)


def proof_at(path: str, callers: Callers, port: int) -> str | None:
    """What is answered to a challenge; None where the path is not one.

    Args:
        path: "/proof/CHALLENGE" of a client, "/proof/CHALLENGE/PANEL" of a paired panel.
        callers: who may call.
        port: the HTTP port that answers.

    Raises:
        NotFoundError: there is no such panel.
    """
    asked = _PATH.fullmatch(path)
    if asked is None:
        return None
    challenge, panel = asked.groups()
    if panel is None:
        return callers.own.proof(port, challenge)
    proof = callers.panels.proof(panel, port, challenge)
    if proof is None:
        raise NotFoundError("This panel is not paired with this engine.", "Run `backbeat pair`.")
    return proof

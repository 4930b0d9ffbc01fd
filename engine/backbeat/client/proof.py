"""How an engine proves that it wrote the discovery file, before a client sends it the token.

An engine that died leaves its file, and another program, of another user even, may get its port.
The client sends a random challenge; only who has the token can answer it, and the answer does not
tell the token.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import secrets

PATH = "/proof/"
"""Before the challenge, in the path of the HTTP server that answers it."""
CHALLENGE_DIGITS = 64
"""Hexadecimal digits of a challenge."""
_PURPOSE = b"backbeat engine proof 1:"


def proof_of(token: str, port: int, challenge: str) -> str:
    """The answer to a challenge, in hexadecimal digits.

    Args:
        token: the engine's own.
        port: where it answers: who passes a challenge on from another port proves nothing.
        challenge: of the client.
    """
    said = b"%s%d:%s" % (_PURPOSE, port, challenge.encode())
    return hmac.new(token.encode(), said, hashlib.sha256).hexdigest()


def is_proven(host: str, port: int, token: str, limit_s: float) -> bool:
    """Whether who listens at an HTTP port has the token, which is not sent.

    Args:
        host: address of the machine.
        port: the HTTP port of the discovery file.
        token: the token of the discovery file.
        limit_s: seconds to wait for each step of the answer.
    """
    challenge = secrets.token_hex(CHALLENGE_DIGITS // 2)
    connection = http.client.HTTPConnection(host, port, timeout=limit_s)
    try:
        connection.request("GET", PATH + challenge)
        answer = connection.getresponse()
        body = answer.read(CHALLENGE_DIGITS + 1) if answer.status == 200 else b""
    except (OSError, http.client.HTTPException, OverflowError):
        return False
    finally:
        connection.close()
    return hmac.compare_digest(body.strip(), proof_of(token, port, challenge).encode())

"""How an engine proves that it wrote the discovery file, before a client sends it the token.

An engine that died leaves its file, and another program, of another user even, may get its port.
The client sends a random challenge; only who has the token can answer it, and the answer does not
tell the token.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import socket
import time

PATH = "/proof/"
"""Before the challenge, in the path of the HTTP server that answers it."""
CHALLENGE_DIGITS = 64
"""Hexadecimal digits of a challenge."""
_MOST_BYTES = 4096
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
        limit_s: seconds to wait for the whole answer, which may come from anybody.
    """
    challenge = secrets.token_hex(CHALLENGE_DIGITS // 2)
    try:
        answer = _answer(host, port, PATH + challenge, limit_s)
    except (OSError, OverflowError):
        return False
    head, _, body = answer.partition(b"\r\n\r\n")
    is_answered = head.split(b" ", 2)[1:2] == [b"200"]
    return is_answered and hmac.compare_digest(body, proof_of(token, port, challenge).encode())


def _answer(host: str, port: int, path: str, limit_s: float) -> bytes:
    """What is answered to a GET; empty where it is too long or too late.

    Not `http.client`, in which each byte that comes gives the next one the whole time again.
    """
    ends_s = time.monotonic() + limit_s
    received = b""
    with socket.create_connection((host, port), limit_s) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode()
        )
        while len(received) < _MOST_BYTES and (left_s := ends_s - time.monotonic()) > 0:
            line.settimeout(left_s)
            block = line.recv(_MOST_BYTES)
            if not block:
                return received
            received += block
    return b""

"""How an engine proves to a panel that it is the one that paired it, before it gets the token.

The panel looks on ports that any program may have taken. It sends a challenge and which of the
panels it is; only who keeps the digest of its token can answer, and neither tells the token.
"""

from __future__ import annotations

import hashlib
import hmac

ID_DIGITS = 32
"""Hexadecimal digits of a panel's id."""
_ID_PURPOSE = b"backbeat panel id 1"
_PROOF_PURPOSE = b"backbeat panel proof 1:"


def panel_id(digest: str) -> str:
    """Which panel it is, in hexadecimal digits; who knows it can do nothing with it.

    Args:
        digest: SHA-256 of the panel's token, in hexadecimal digits.
    """
    return _keyed(digest, _ID_PURPOSE)[:ID_DIGITS]


def panel_proof(digest: str, port: int, challenge: str) -> str:
    """The answer to a panel's challenge, in hexadecimal digits.

    Args:
        digest: SHA-256 of the panel's token, in hexadecimal digits.
        port: where the engine answers: who passes a challenge on from another port proves nothing.
        challenge: of the panel.
    """
    return _keyed(digest, b"%s%d:%s" % (_PROOF_PURPOSE, port, challenge.encode()))


def _keyed(digest: str, said: bytes) -> str:
    return hmac.new(digest.encode(), said, hashlib.sha256).hexdigest()

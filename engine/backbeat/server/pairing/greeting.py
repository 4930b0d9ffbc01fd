"""Whether a panel and this engine understand each other."""

from __future__ import annotations

from backbeat.v1.pairing_pb2 import HelloRequest, HelloResponse
from backbeat.version import __version__

PRODUCT = "backbeat"
PROTOCOL_MIN = PROTOCOL_MAX = 1
RESOLVE = "Resolve plugin"
"""How the plugin in DaVinci Resolve calls itself."""
FEATURES: tuple[str, ...] = ()
"""What came after the first version of the contract with panels."""


def greeting(request: HelloRequest, server_id: str, paired: bool) -> HelloResponse:
    """The answer to a panel's hello.

    Args:
        request: who the panel is.
        server_id: of this run of the engine.
        paired: whether a good token came with it.
    """
    return HelloResponse(
        product=PRODUCT,
        version=__version__,
        server_id=server_id,
        protocol_min=PROTOCOL_MIN,
        protocol_max=PROTOCOL_MAX,
        features=FEATURES,
        mismatch=_mismatch(request),
        paired=paired,
    )


def _mismatch(request: HelloRequest) -> str:
    editor = "resolve" if request.client == RESOLVE else "premiere"
    what = "plugin" if request.client == RESOLVE else "panel"
    if request.protocol < PROTOCOL_MIN:
        return (
            f"This {what} is too old for Backbeat {__version__}. Install it again: "
            f"`backbeat plugins install {editor}`."
        )
    if request.protocol > PROTOCOL_MAX:
        return (
            f"This {what} is too new for the engine, which is Backbeat {__version__}. Update "
            "Backbeat, and start `backbeat serve` again."
        )
    return ""

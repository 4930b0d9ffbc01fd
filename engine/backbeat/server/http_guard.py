"""Protection of the HTTP server against web pages that are not allowed to call it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message

from backbeat.errors import PermissionDeniedError

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names of this machine that nobody else can have."""


@dataclass(frozen=True)
class Guard:
    """Checks of the `Host` and `Origin` headers, made before anything else.

    A page of a hostile site can make a browser send requests here, also under a name of its own
    that resolves to 127.0.0.1. It can choose neither the `Host` nor the `Origin` that are sent.
    """

    port: int
    """Port of the HTTP server."""
    origins: frozenset[str]
    """Allowed origins beside this engine's own, such as "http://localhost:3000"."""

    def check_host(self, hosts: Sequence[str], names: Collection[str] = LOOPBACK_NAMES) -> None:
        """Checks that there is one `Host` and that it is this machine.

        Args:
            hosts: the `Host` headers.
            names: of this machine, for the connection.

        Raises:
            PermissionDeniedError: it is not.
        """
        known = {f"{name}:{self.port}" for name in names}
        if len(hosts) != 1 or hosts[0].lower() not in known:
            raise PermissionDeniedError(
                "The Host header is not this engine's.", f"Call http://127.0.0.1:{self.port}."
            )

    def check_origin(
        self, origins: Sequence[str], names: Collection[str] = LOOPBACK_NAMES, scheme: str = "http"
    ) -> str | None:
        """The origin of an allowed web page; None for a caller that is not a web page.

        Args:
            origins: the `Origin` headers.
            names: of this machine, for the connection.
            scheme: of this server's own pages.

        Raises:
            PermissionDeniedError: the origin is not allowed.
        """
        if not origins:
            return None
        own = {f"{scheme}://{name}:{self.port}" for name in names}
        if len(origins) != 1 or origins[0] not in self.origins | own:
            raise PermissionDeniedError(
                f"Pages of {origins[0][:80]!r} may not call this engine.",
                "Start it with `backbeat serve --allow-origin ORIGIN` to let them.",
            )
        return origins[0]


def check_reader(headers: Message) -> None:
    """Checks that a file is read by a page of this engine, by the user or by a program.

    A page of another site can have a browser read scripts, pictures and sound from here without an
    `Origin`; `Sec-Fetch-Site`, which it cannot choose either, says so.

    Raises:
        PermissionDeniedError: it is read by another site's page.
    """
    site = headers.get("sec-fetch-site", "none")
    if site not in ("none", "same-origin") and headers.get("sec-fetch-mode") != "navigate":
        raise PermissionDeniedError("Pages of other sites may not read this.")


def cors_headers(origin: str | None) -> Mapping[str, str]:
    """Headers that make a browser pass the answer on to the page of an allowed origin."""
    if origin is None:
        return {}
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}


PREFLIGHT: Mapping[str, str] = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": (
        "authorization, content-type, connect-protocol-version, connect-timeout-ms"
    ),
    "Access-Control-Max-Age": "600",
}
"""Headers of the answer to a CORS preflight request."""

"""How a client knows an engine on another machine, and shows who it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backbeat.errors import RequestError

CA_VARIABLE = "BACKBEAT_TLS_CA"
"""Environment variable: file of the certificate, or its authority, that the engine must show."""
CERTIFICATE_VARIABLE = "BACKBEAT_TLS_CERT"
"""Environment variable: file of this client's own certificate, for engines that want one."""
KEY_VARIABLE = "BACKBEAT_TLS_KEY"
"""Environment variable: file of the key of that certificate."""


@dataclass(frozen=True)
class ClientTls:
    """Files in PEM for connections to other machines; None for a file that was not given."""

    ca: Path | None = None
    """Whom to believe; None for the authorities that come with gRPC."""
    certificate: Path | None = None
    key: Path | None = None

    def credentials(self) -> Any:
        """gRPC's credentials for a channel.

        Raises:
            RequestError: a file cannot be read, or the certificate or its key is missing.
        """
        # Its own log of a greeting that failed would come before the one sentence that says so.
        os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
        import grpc

        if (self.certificate is None) != (self.key is None):
            raise RequestError(
                "A client's certificate and its key belong together.",
                f"Give --tls-cert and --tls-key, or {CERTIFICATE_VARIABLE} and {KEY_VARIABLE}.",
            )
        return grpc.ssl_channel_credentials(
            *(read_pem(file) for file in (self.ca, self.key, self.certificate))
        )


def of_environment() -> ClientTls:
    """The files that environment variables name."""
    ca, certificate, key = (
        Path(os.environ[name]).expanduser() if os.environ.get(name) else None
        for name in (CA_VARIABLE, CERTIFICATE_VARIABLE, KEY_VARIABLE)
    )
    return ClientTls(ca, certificate, key)


def read_pem(path: Path | None) -> bytes | None:
    """The content of a file of certificates or of a key. Raises: RequestError."""
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RequestError(
            f"{path} cannot be read: {error.strerror or error}.",
            "Name a file of certificates, or of a key, in PEM.",
        ) from error
    if b"-----BEGIN " not in content:
        raise RequestError(f"{path} is not in PEM.", "It starts with -----BEGIN CERTIFICATE-----.")
    return content

"""The options of `backbeat serve` that open further doors: a socket, and TLS for other machines."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.client.discovery import Discovery
    from backbeat.server.doors import Remote


def add_doors(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    group = parser.add_argument_group(
        "doors", "Beside its ports on this machine's loopback; docs/SECURITY.md says who gets in."
    )
    group.add_argument(
        "--socket",
        metavar="PATH",
        help="also listen at this Unix socket, in a folder of yours alone (gRPC)",
    )
    group.add_argument(
        "--host",
        metavar="ADDR",
        help="also listen to other machines at this address of this one, with TLS; 0.0.0.0 for all",
    )
    group.add_argument(
        "--tls-port", type=int, default=0, metavar="N", help="gRPC port for them (else any free)"
    )
    group.add_argument(
        "--tls-http-port",
        type=int,
        default=0,
        metavar="N",
        help="HTTPS port for them (else any free)",
    )
    group.add_argument(
        "--tls-cert", metavar="FILE", help="certificate in PEM (else that of --make-certificate)"
    )
    group.add_argument("--tls-key", metavar="FILE", help="its key, in PEM")
    group.add_argument(
        "--tls-client-ca",
        metavar="FILE",
        help="let in only clients with a certificate of this authority",
    )
    group.add_argument(
        "--make-certificate",
        action="store_true",
        help="make a certificate for this machine and the address of --host, say what to do with "
        "it, and end",
    )


def remote_of(arguments: argparse.Namespace, home: Path) -> Remote | None:
    """The door for other machines; None where `--host` asks for none.

    Raises:
        RequestError: there is no certificate, or options do not go together.
    """
    from backbeat.client.address import is_loopback
    from backbeat.server.certificate import CERTIFICATE, FOLDER, KEY
    from backbeat.server.doors import Remote, ServerTls

    files = [
        Path(name).expanduser().absolute() if name else None
        for name in (arguments.tls_cert, arguments.tls_key, arguments.tls_client_ca)
    ]
    certificate, key, client_ca = files
    if not arguments.host:
        if any(files) or arguments.tls_port or arguments.tls_http_port:
            raise RequestError(
                "The options for TLS need an address to listen at.", "Give --host too."
            )
        return None
    if (certificate is None) != (key is None):
        raise RequestError("A certificate and its key belong together.", "Give both files.")
    if certificate is None or key is None:
        own = home / FOLDER
        certificate, key = own / CERTIFICATE, own / KEY
        if not certificate.exists() or not key.exists():
            if is_loopback(arguments.host) and client_ca is None:
                return None
            raise RequestError(
                f"The engine listens at {arguments.host} only with TLS, and has no certificate.",
                "Give --tls-cert FILE and --tls-key FILE, or make them: "
                f"backbeat serve --make-certificate --host {arguments.host}.",
            )
    tls = ServerTls(certificate, key, client_ca)
    tls.check()
    return Remote(arguments.host, tls, arguments.tls_port, arguments.tls_http_port)


def make_certificate(arguments: argparse.Namespace, home: Path) -> None:
    """Makes a certificate in the engine's folder. Raises: BackbeatError."""
    from backbeat.files.private import private_folder
    from backbeat.home import default_home
    from backbeat.server.certificate import DAYS, FOLDER
    from backbeat.server.certificate import make_certificate as make

    private_folder(home, is_ours=home == default_home())
    wildcard = arguments.host in ("0.0.0.0", "::")  # noqa: S104 -- compared, not bound
    hosts = [arguments.host] if arguments.host and not wildcard else []
    certificate, key = make(home / FOLDER, hosts)
    print(certificate)
    print(
        f"backbeat: valid for {DAYS} days; its key is {key} and stays here.\n"
        f"backbeat: start the engine: backbeat serve --host {arguments.host or '0.0.0.0'}\n"  # noqa: S104
        "backbeat: on each client, with a copy of the certificate: "
        "BACKBEAT_TLS_CA=certificate.pem BACKBEAT_TOKEN=... backbeat jobs list --engine HOST:PORT\n"
        "backbeat: a token for them: backbeat tokens add NAME --scope submit",
        file=sys.stderr,
    )


def announce_doors(engine: Discovery, host: str | None) -> None:
    """Says on stderr which doors are open beside loopback."""
    if engine.socket:
        print(f"backbeat: gRPC on unix:{engine.socket}", file=sys.stderr, flush=True)
    if engine.tls_port:
        print(
            f"backbeat: for other machines, with TLS: gRPC on {host}:{engine.tls_port}, HTTPS on "
            f"{host}:{engine.tls_http_port}",
            file=sys.stderr,
            flush=True,
        )

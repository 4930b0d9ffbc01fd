"""A certificate of the engine's own, for machines that are given a copy of it."""

from __future__ import annotations

import datetime
import ipaddress
import os
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import AlreadyExistsError, InputError, OutputError
from backbeat.files.private import private_folder

if TYPE_CHECKING:
    from cryptography.x509 import GeneralName

FOLDER = "tls"
"""Name of the folder in the engine's folder."""
CERTIFICATE = "certificate.pem"
KEY = "key.pem"
DAYS = 397
"""How long it is valid: the most that browsers take."""


def make_certificate(folder: Path, hosts: Iterable[str]) -> tuple[Path, Path]:
    """Makes a certificate that signs itself, and its key; returns their paths.

    Args:
        folder: where to write both.
        hosts: names and addresses by which clients call this machine, besides its own name.

    Raises:
        AlreadyExistsError: there is one.
        InputError: the package that makes it is not installed.
        OutputError: it cannot be written.
    """
    certificate, key = folder / CERTIFICATE, folder / KEY
    for file in (certificate, key):
        if file.exists():
            raise AlreadyExistsError(
                f"{file} exists, and clients may rely on it.", "Remove both files to make new ones."
            )
    made = _made(dict.fromkeys([socket.gethostname(), "localhost", *hosts]))
    try:
        private_folder(folder)
        for file, content in zip((key, certificate), made, strict=True):
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(content)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {error.strerror or error}.",
            "Check its permissions and free space.",
        ) from error
    return certificate, key


def _made(hosts: Iterable[str]) -> tuple[bytes, bytes]:
    """The key and the certificate, in PEM."""
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID
    except ImportError as error:
        raise InputError(
            "Making a certificate needs the package cryptography, which is not installed.",
            "Install it (pip install 'backbeat[tls]'), or give a certificate with --tls-cert.",
        ) from error
    key = ec.generate_private_key(ec.SECP256R1())
    names = [_general(host) for host in hosts]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Backbeat engine")])
    # Clocks differ: one that is behind believes it, too.
    began = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return (
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        certificate.public_bytes(serialization.Encoding.PEM),
    )


def _general(host: str) -> GeneralName:
    from cryptography.x509 import DNSName, IPAddress

    try:
        return IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return DNSName(host)

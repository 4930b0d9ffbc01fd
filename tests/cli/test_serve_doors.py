"""`backbeat serve` opens no door to other machines without TLS."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from backbeat.cli.main import main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--host", "192.0.2.1"),
            "The engine listens at 192.0.2.1 only with TLS, and has no certificate.",
        ),
        (("--host", "0.0.0.0"), "--make-certificate --host 0.0.0.0."),
        (("--host", "::"), "only with TLS"),
        (("--host", "192.0.2.1", "--tls-cert", "x.pem"), "belong together"),
        (("--tls-cert", "x.pem", "--tls-key", "y.pem"), "Give --host too"),
        (("--tls-client-ca", "x.pem"), "Give --host too"),
        (("--tls-port", "1"), "Give --host too"),
        (("--host", "127.0.0.1", "--tls-client-ca", "x.pem"), "only with TLS"),
        (("--host", "a", "--tls-cert", "/no/x", "--tls-key", "/no/y"), "/no/x cannot be read"),
        (("--tls-http-port", "70000"), "--tls-http-port is not a port number"),
    ],
)
def test_it_refuses_to_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    home = tmp_path / "home"
    assert main(["serve", "--home", str(home), *words]) == 2
    assert said in capsys.readouterr().err
    assert not home.exists()


def test_a_certificate_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    words = ["serve", "--home", str(home), "--host", "192.0.2.1", "--make-certificate"]
    assert main(words) == 0
    out, said = capsys.readouterr()
    certificate = Path(out.strip())
    assert certificate.read_text().startswith("-----BEGIN CERTIFICATE-----")
    assert "backbeat serve --host 192.0.2.1\n" in said
    if os.name == "posix":
        for file in certificate.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = certificate.read_bytes()
    assert main(words) == 2
    assert "exists, and clients may rely on it" in capsys.readouterr().err
    assert certificate.read_bytes() == before

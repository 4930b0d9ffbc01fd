from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.errors import InputError
from backbeat.media.encode import write_audio
from backbeat.media.film import write_film
from backbeat.media.generated import (
    BY_MODEL,
    Mark,
    generated_by,
    may_sign,
    sign,
    tags_of,
)
from backbeat.media.muxing import has_mark, muxing

_MARK = Mark(
    "lip-sync: mouths are not as they were recorded",
    BY_MODEL,
    backend="onnx:wav2lip",
    consent='J. Doe, "release 7" – 2026',
    sources=("ab" * 32,),
    models=("cd" * 32,),
)


def _written(path: Path, form: str, codec: str = "mpeg4") -> Path:
    with muxing(path, form, {}) as container:
        container.metadata.update(tags_of(_MARK))
        stream = container.add_stream(codec, rate=25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for number in range(5):
            picture = np.full((64, 64, 3), 40 * number, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_the_mark_is_read_back_from_every_container(tmp_path: Path) -> None:
    for name, form in (("a.mp4", "mp4"), ("a.mov", "mov"), ("a.mkv", "matroska")):
        assert generated_by(_written(tmp_path / name, form)) == _MARK


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="there is no ffprobe")
def test_ffprobe_reads_the_mark(tmp_path: Path) -> None:
    for name, form in (("a.mp4", "mp4"), ("a.mov", "mov"), ("a.mkv", "matroska")):
        path = _written(tmp_path / name, form)
        words = ["ffprobe", "-v", "error", "-of", "json", "-show_entries", "format_tags", path]
        shown = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
        tags = {key.lower(): value for key, value in shown["format"]["tags"].items()}
        assert json.loads(tags["comment"])["digitalSourceType"] == BY_MODEL


def test_files_without_a_mark_have_none(tmp_path: Path) -> None:
    plain = tmp_path / "a.wav"
    write_audio(plain, np.zeros((4800, 1), np.float32), 48000)
    film = tmp_path / "a.mp4"
    write_film(film, [np.zeros((96, 64), np.uint8)] * 3, (64, 64), Fraction(25), None)
    (tmp_path / "a.txt").write_text("{}")
    for path in (plain, film, tmp_path / "a.txt", tmp_path / "nowhere.mp4"):
        assert generated_by(path) is None


def test_without_a_certificate_the_file_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKBEAT_C2PA_CERTIFICATES", raising=False)
    path = _written(tmp_path / "a.mp4", "mp4")
    before = path.read_bytes()
    assert not may_sign(path)
    assert sign(path, _MARK) == "metadata" and path.read_bytes() == before


_CHAIN = """
import datetime, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

def name(text):
    names = ((NameOID.ORGANIZATION_NAME, "Tests"), (NameOID.COMMON_NAME, text))
    return x509.Name([x509.NameAttribute(*one) for one in names])

now = datetime.datetime(2026, 1, 1)
def certificate(subject, key, above, number):
    public = key.public_key()
    is_root = key is above
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
         "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False)
    usage.update({"key_cert_sign": True} if is_root else {"digital_signature": True})
    made = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name("Root"))
        .public_key(public).serial_number(number)
        .not_valid_before(now).not_valid_after(now + datetime.timedelta(days=36500))
        .add_extension(x509.BasicConstraints(is_root, None), True)
        .add_extension(x509.KeyUsage(**usage), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), False))
    if not is_root:
        made = made.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
    return made.sign(above, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

root, signer = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
with open(sys.argv[1], "wb") as file:
    file.write(certificate("Signer", signer, root, 2) + certificate("Root", root, root, 1))
with open(sys.argv[2], "wb") as file:
    file.write(signer.private_bytes(serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
"""

_SIGNS = pytest.mark.skipif(
    find_spec("c2pa") is None or find_spec("cryptography") is None,
    reason="c2pa-python and cryptography are not installed",
)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of nobody's, and its key, that the user gave."""
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    subprocess.run([sys.executable, "-c", _CHAIN, chain, key], check=True)
    monkeypatch.setenv("BACKBEAT_C2PA_CERTIFICATES", os.fspath(chain))
    monkeypatch.setenv("BACKBEAT_C2PA_KEY", os.fspath(key))
    return chain


def _packets(path: Path) -> list[bytes]:
    with av.open(path) as container:
        return [bytes(packet) for packet in container.demux() if packet.size]


@_SIGNS
@pytest.mark.usefixtures("certificate")
def test_a_signed_file_says_so_as_long_as_nobody_changes_it(tmp_path: Path) -> None:
    for name, form in (("a.mp4", "mp4"), ("a.mov", "mov")):
        path = _written(tmp_path / name, form)
        before = _packets(path)
        assert sign(path, _MARK) == "c2pa"
        assert _packets(path) == before
        assert has_mark(path)
        found = generated_by(path)
        assert found is not None and found.kind == "c2pa"
        assert (found.consent, found.sources) == (_MARK.consent, _MARK.sources)
        data = bytearray(path.read_bytes())
        at = data.index(before[0][-24:])
        data[at] ^= 1
        path.write_bytes(data)
        changed = generated_by(path)
        assert changed is not None and changed.kind == "metadata"


@_SIGNS
@pytest.mark.usefixtures("certificate")
def test_matroska_has_no_place_for_a_manifest(tmp_path: Path) -> None:
    assert sign(_written(tmp_path / "a.mkv", "matroska"), _MARK) == "metadata"


@_SIGNS
def test_a_certificate_that_does_not_fit_is_named(tmp_path: Path, certificate: Path) -> None:
    path = _written(tmp_path / "a.mp4", "mp4")
    before = path.read_bytes()
    certificate.write_text("nothing")
    with pytest.raises(InputError, match="BACKBEAT_C2PA_CERTIFICATES"):
        sign(path, _MARK)
    certificate.unlink()
    with pytest.raises(InputError, match=r"chain\.pem cannot be read"):
        sign(path, _MARK)
    assert path.read_bytes() == before

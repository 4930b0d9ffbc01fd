"""The mark of a sound or video file that it was generated, or in part.

It is a comment of the container, in JSON, with a term of IPTC's vocabulary of digital source types.
Where the user has a certificate, and c2pa-python is installed, MP4, MOV and WAV get a C2PA manifest
as well (C2PA 2: `c2pa.actions.v2` with that term), signed and bound to the file's bytes.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from backbeat.errors import InputError, MediaError, OutputError
from backbeat.files import replacing
from backbeat.media.opening import opened
from backbeat.version import __version__

METADATA, C2PA = "metadata", "c2pa"
"""How a file is marked."""
CERTIFICATES, KEY = "BACKBEAT_C2PA_CERTIFICATES", "BACKBEAT_C2PA_KEY"
"""Environment variables: a file with the user's certificate and those above it, and one with its
private key, both PEM."""
ALGORITHM = "BACKBEAT_C2PA_ALGORITHM"
"""Environment variable: the key's, such as es256, which it is by default, ps256 or ed25519."""
_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
BY_MODEL = _VOCABULARY + "compositeWithTrainedAlgorithmicMedia"
"""Recorded, with parts that a model made."""
ALL_BY_MODEL = _VOCABULARY + "trainedAlgorithmicMedia"
"""Made by a model, such as a synthetic voice."""
BY_RECORDINGS = _VOCABULARY + "compositeCapture"
"""Put together from recordings, such as other pictures of the same speaker."""
_TAG = "comment"
_LABEL = "org.backbeat.generated"
_FORMATS = {".mp4": "video/mp4", ".mov": "video/quicktime", ".wav": "audio/wav"}
_ALGORITHMS = frozenset(("es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"))


@dataclass(frozen=True)
class Mark:
    """What a file says about how it was generated."""

    generated: str
    """What of it was, in a few words."""
    source_type: str
    """Term of IPTC's vocabulary, as a URI."""
    backend: str = ""
    """What made it."""
    consent: str = ""
    """Who agreed, and where that is written down."""
    sources: tuple[str, ...] = ()
    """SHA-256 of what it was made from."""
    models: tuple[str, ...] = ()
    """SHA-256 of the models that took part."""
    licence: str = ""
    software: str = f"Backbeat {__version__}"
    kind: str = METADATA
    """How the file says so; "c2pa" only where the signature holds for the file's bytes."""


def tags_of(mark: Mark) -> dict[str, str]:
    """Tags of a container that say it, for muxing."""
    said: dict[str, Any] = {
        "generated": mark.generated,
        "digitalSourceType": mark.source_type,
        "software": mark.software,
    }
    for name in ("backend", "consent", "sources", "models", "licence"):
        if value := getattr(mark, name):
            said[name] = list(value) if isinstance(value, tuple) else value
    return {_TAG: json.dumps(said, ensure_ascii=False)}


def generated_by(path: Path) -> Mark | None:
    """What a file says about how it was generated; None where it says nothing, or is no media.

    Where c2pa-python is installed, a manifest whose signature does not hold for the file's bytes
    counts for nothing, and the tags remain.
    """
    try:
        with opened(path) as container:
            tags = {key.lower(): value for key, value in container.metadata.items()}
    except MediaError:
        return None
    mark = _parsed(tags.get(_TAG, ""))
    signed = _signed_mark(path) if path.suffix.lower() in _FORMATS and _library() else None
    return signed or mark


def may_sign(path: Path) -> bool:
    """Whether a file of this name can get a manifest: by its ending, the library, and the key."""
    named = os.environ.get(CERTIFICATES) and os.environ.get(KEY)
    return bool(named) and path.suffix.lower() in _FORMATS and _library()


def sign(path: Path, mark: Mark, ending: str = "") -> str:
    """Puts a manifest into a finished file, where the user can sign; sound and picture stay.

    Args:
        path: the file, already tagged.
        mark: what it says.
        ending: of the file's final name, where `path` has another.

    Returns:
        "c2pa", or "metadata" where there is no library, no key, or no place for a manifest.

    Raises:
        InputError: certificate or key cannot be read, or do not fit each other.
        OutputError: the file cannot be written.
    """
    suffix = (ending or path.suffix).lower()
    if not may_sign(path.with_suffix(suffix)):
        return METADATA
    import c2pa

    signer = _signer()
    with signer, replacing(path) as temporary, path.open("rb") as source:
        try:
            with c2pa.Builder(_manifest(mark)) as builder, temporary.open("w+b") as target:
                builder.sign(signer, _FORMATS[suffix], source, target)
        except c2pa.C2paError as error:
            raise OutputError(
                f"{path} cannot be signed: {error}.", f"Look at {CERTIFICATES} and {KEY}."
            ) from error
    return C2PA


def _library() -> bool:
    return find_spec("c2pa") is not None


def _signer() -> Any:
    import c2pa

    paths = {name: Path(os.environ[name]).expanduser() for name in (CERTIFICATES, KEY)}
    content: dict[str, bytes] = {}
    for name, path in paths.items():
        try:
            content[name] = path.read_bytes()
        except OSError as error:
            raise InputError(
                f"{path} cannot be read: {error.strerror}.", f"Correct {name}, or unset it."
            ) from error
    algorithm = os.environ.get(ALGORITHM, "es256").lower()
    if algorithm not in _ALGORITHMS:
        raise InputError(
            f"{ALGORITHM} is {algorithm!r}, which C2PA does not know.",
            f"Write one of {', '.join(sorted(_ALGORITHMS))}.",
        )
    try:
        # Without a clock of somebody else: nothing is asked of the network.
        info = c2pa.C2paSignerInfo(
            alg=algorithm.encode(),
            sign_cert=content[CERTIFICATES],
            private_key=content[KEY],
            ta_url=None,
        )
        return c2pa.Signer.from_info(info)
    except c2pa.C2paError as error:
        raise InputError(
            f"{paths[CERTIFICATES]} and {paths[KEY]} cannot sign: {error}.",
            "C2PA wants a certificate for e-mail or documents, and those above it in one file.",
        ) from error


def _manifest(mark: Mark) -> dict[str, Any]:
    said = {**asdict(mark), "kind": C2PA}
    return {
        "claim_generator_info": [{"name": "Backbeat", "version": __version__}],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {
                    "actions": [
                        {
                            "action": "c2pa.created",
                            "digitalSourceType": mark.source_type,
                            "softwareAgent": {"name": "Backbeat", "version": __version__},
                            "description": mark.generated,
                        }
                    ]
                },
            },
            {"label": _LABEL, "data": said},
        ],
    }


def _signed_mark(path: Path) -> Mark | None:
    import c2pa

    try:
        with c2pa.Reader(path) as reader:
            store = json.loads(reader.json())
    except (c2pa.C2paError, OSError, ValueError):
        return None
    results = store.get("validation_results", {}).get("activeManifest", {})
    codes = {one.get("code") for one in results.get("failure", [])}
    # Whether a certificate is trusted depends on whose list is asked; the bytes do not.
    if codes - {"signingCredential.untrusted"}:
        return None
    manifest = store.get("manifests", {}).get(store.get("active_manifest"), {})
    for assertion in manifest.get("assertions", []):
        if assertion.get("label") == _LABEL:
            return _of_fields(assertion.get("data"), C2PA)
    return None


def _parsed(text: str) -> Mark | None:
    try:
        said = json.loads(text)
    except ValueError:
        return None
    if not isinstance(said, dict) or "digitalSourceType" not in said:
        return None
    return _of_fields({**said, "source_type": said["digitalSourceType"]}, METADATA)


def _of_fields(said: Any, kind: str) -> Mark | None:
    if not isinstance(said, dict):
        return None

    def text(name: str) -> str:
        return str(said.get(name) or "")

    def texts(name: str) -> tuple[str, ...]:
        found = said.get(name)
        return tuple(map(str, found)) if isinstance(found, list) else ()

    return Mark(
        generated=text("generated"),
        source_type=text("source_type"),
        backend=text("backend"),
        consent=text("consent"),
        sources=texts("sources"),
        models=texts("models"),
        licence=text("licence"),
        software=text("software"),
        kind=kind,
    )

"""What a generated clip says about where it comes from."""

from __future__ import annotations

from pathlib import Path

from backbeat.files import sha256_of
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.version import __version__
from backbeat.workflows.lipsync.making import Made


def provenance_of(made: Made, request: LipSyncRequest) -> dict[str, object]:
    """As `metadata["backbeat"]`: job, inputs, how well it was measured, and who agreed."""
    result = made.result
    speech = [request.speech_path, *(voice.speech_path for voice in request.voices)]
    found: dict[str, object] = {
        "job": "lipsync",
        "version": __version__,
        "backend": result.backend,
        "preview": result.preview,
        "take": result.take,
        "source_media": result.source_path,
        "source_sha256": result.source_sha256,
        "speech": [
            {"path": path, "sha256": sha256_of(Path(path))}
            for path in dict.fromkeys(speech)
            if path
        ],
        "changed_s": [[span.start_s, span.end_s] for span in result.changed],
        "reason": "the mouth says new words",
        "consent": request.consent,
        "model_sha256": list(result.model_sha256),
        "licence": result.licence,
    }
    if result.HasField("offset_ms"):
        found["offset_ms"] = result.offset_ms
    if result.HasField("closure_rate"):
        found["closure_rate"] = result.closure_rate
    return found

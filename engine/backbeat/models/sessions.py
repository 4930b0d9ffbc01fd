"""Opens ONNX models for inference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backbeat.errors import InputError
from backbeat.models.providers import CPU
from backbeat.models.runtime import runtime, session_options


def open_session(model: Path | bytes, provider: str = CPU) -> Any:
    """An `onnxruntime.InferenceSession` for a file or its bytes.

    Args:
        model: the ONNX file, or its content.
        provider: one of `providers.usable_providers()`; the processor takes what it cannot.

    Raises:
        InputError: the file is no model that can be run.
    """
    options = session_options()
    source = model if isinstance(model, bytes) else str(model)
    try:
        return runtime().InferenceSession(source, options, providers=list({provider: 0, CPU: 0}))
    except Exception as error:
        # ONNX Runtime's exceptions share no base but this.
        name = "The model" if isinstance(model, bytes) else str(model)
        raise InputError(
            f"{name} is no ONNX model that can be run here.", "Export or download it again."
        ) from error

"""Reads the ONNX files that users add."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backbeat.errors import InputError
from backbeat.models.sessions import open_session


def existing(file: Path) -> Path:
    """The file, if it is one.

    Raises:
        InputError: there is no such file.
    """
    if not file.is_file():
        raise InputError(f"{file} does not exist.", "Give an ONNX file or a checkpoint.")
    return file


def opened_alone(model: Path, file: Path) -> Any:
    """An `onnxruntime.InferenceSession` of a model that needs no second file beside it.

    Args:
        model: the ONNX file.
        file: what the user gave, for errors: the same, or what it was exported from.

    Raises:
        InputError: it cannot be read, or is no model that can be run.
    """
    try:
        # As bytes: weights in a second file beside it would stay behind.
        content = model.read_bytes()
    except OSError as error:
        raise InputError(
            f"{file} cannot be read: {error.strerror or error}.", "Check its permissions."
        ) from error
    try:
        return open_session(content)
    except InputError as error:
        raise InputError(
            f"{file} is no ONNX model that can be run here by itself.",
            "Export it again, into one file.",
        ) from error

"""The speech model, where it has been pulled."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backbeat.models.whisper import Whisper, whisper_folder

USERS = Path(os.environ.get("BACKBEAT_TEST_SPEECH") or whisper_folder())
"""Looked up before the tests get a home of their own."""


@pytest.fixture(scope="session")
def whisper() -> Whisper:
    """The model; a test that asks for it skips where it was not pulled."""
    pytest.importorskip("ctranslate2")
    if not (USERS / "model.bin").is_file():
        pytest.skip("the speech model is not here: backbeat models pull speech")
    return Whisper(USERS)

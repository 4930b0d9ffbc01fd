"""The speech model, opened once."""

from __future__ import annotations

import pytest

from backbeat.models.whisper import Whisper
from backbeat.models.whisper_tokens import Vocabulary


@pytest.fixture(scope="session")
def whisper(speech_model: None) -> Whisper:
    return Whisper()


@pytest.fixture(scope="session")
def vocabulary(speech_model: None) -> Vocabulary:
    return Vocabulary()

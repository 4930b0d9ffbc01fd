from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import InputError, PermissionDeniedError
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.progress import SILENT, Progress
from backbeat.workflows.spoken_by_service import say, translate
from tests.doubles.services.server import KEY, Double, Fault, running


def test_a_line_is_said_into_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = np.sin(np.arange(24000) / 10).astype(np.float32)[:, None] / 2
    write_audio(tmp_path / "said.wav", sound, 24000)
    said = base64.b64encode((tmp_path / "said.wav").read_bytes()).decode()
    target = tmp_path / "line 1.wav"
    steps: list[str] = []
    with running(Double()) as double:
        with pytest.raises(PermissionDeniedError, match="it is off"):
            say("service:resemble/v", "Hello.", "en", "", target, SILENT)
        monkeypatch.setenv("BACKBEAT_SERVICES", "resemble,deepl")
        monkeypatch.setenv("BACKBEAT_RESEMBLE_URL", double.url)
        monkeypatch.setenv("RESEMBLE_API_KEY", KEY)
        double.faults = [Fault("/synthesize", body=json.dumps({"audio_content": said}).encode())]
        progress = Progress(report=lambda _, step: steps.append(step))
        found = say("service:resemble/v", "Hello.", "en", "", target, progress)
        with pytest.raises(InputError, match="is no sound"):
            say("service:resemble/v", "Hello.", "en", "", tmp_path / "2.wav", SILENT)
        monkeypatch.setenv("BACKBEAT_DEEPL_URL", double.url)
        monkeypatch.setenv("DEEPL_API_KEY", KEY)
        assert translate("service:deepl", ["hallo"], "de", "en", SILENT) == ["HALLO"]
    assert found.licence and abs(len(read_audio(target, 48000).samples) - 48000) < 50
    assert steps[0] == f"Sending 6 letters to {double.url[7:]}"
    assert not (tmp_path / "2.wav").exists()

"""A dub of a real face: its lips say the new lines, and stay where the original is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backbeat.media.generated import generated_by
from backbeat.media.probe import probe
from backbeat.v1.dubbing_pb2 import DubRequest
from backbeat.workflows.dub.job import run


@pytest.mark.whole
def test_lips_follow_the_new_lines(
    face_mesh: None, speech_model: None, shared: Path, tmp_path: Path
) -> None:
    lips = shared / "data" / "lips"
    result = run(
        DubRequest(
            path=str(lips / "video" / "vrt_face5.mp4"),
            dub_path=str(lips / "speech" / "librivox_0890.wav"),
            output_path=str(tmp_path / "out.mp4"),
            report_paths=[str(tmp_path / "out.html")],
            consent="test footage",
        )
    )
    (language,) = result.languages
    assert language.backend in ("rewrite", "warp")
    assert probe(tmp_path / "out.mp4").video is not None
    mark = generated_by(tmp_path / "out.mp4")
    assert mark is not None
    assert "mouths" in mark.generated
    assert mark.consent == "test footage"
    assert result.mark == mark.kind
    if language.HasField("offset_ms"):
        assert abs(language.offset_ms) < 66
    assert (tmp_path / "out.html").read_text().count("<img ") % 5 == 0
    assert np.isfinite(language.lufs)

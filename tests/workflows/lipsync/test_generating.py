"""Networks that the user added are prepared for what faces say, as far as their licence goes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import cv2
import numpy as np
import pytest

from backbeat.errors import InputError, NotFoundError, RequestError
from backbeat.lipsync.moments import Moment
from backbeat.media.retouching.patches import Crop
from backbeat.models.generators.adding import Terms, add_generator
from backbeat.models.generators.kinds import MUSETALK, WAV2LIP
from backbeat.models.generators.twins.musetalk import SMALL, musetalk_twin
from backbeat.progress import SILENT
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.workflows.lipsync.benching import still_mesh
from backbeat.workflows.lipsync.generating import prepare_generator
from backbeat.workflows.lipsync.preparing import Wanted
from tests.lipsync.neural.faces import line
from tests.models.generators.test_running import blend


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))


def _wanted(tmp_path: Path, backend: str, commercial: bool = False, **of_line: Any) -> Wanted:
    loud = np.sin(np.arange(16_000) * 0.3).astype(np.float32)
    loud[8000:] = 0
    said = line(np.arange(25) / 25, loud, **of_line)
    faces = cast(Any, SimpleNamespace(path=Path("face.mp4")))
    request = LipSyncRequest(backend=backend, commercial=commercial)
    return Wanted((said,), faces, request, tmp_path)


def _moment(backend: Any, index: int) -> Moment:
    mesh = still_mesh()
    box = backend.box(mesh)
    rng = np.random.default_rng(0)
    small = rng.uniform(90, 160, (box.height // 16, box.width // 16, 3)).astype(np.float32)
    pixels = cv2.resize(small, (box.width, box.height), interpolation=cv2.INTER_CUBIC)
    return Moment(index, Crop(pixels.round().astype(np.uint8), box), mesh, 1.0, covered=False)


def test_licences_hold(tmp_path: Path) -> None:
    file = blend(tmp_path / "m.onnx")
    with pytest.raises(NotFoundError, match="backbeat models add wav2lip FILE"):
        prepare_generator(_wanted(tmp_path, "onnx:wav2lip"), SILENT)
    add_generator(WAV2LIP, [file], Terms("research only", "no", accepted=True))
    with pytest.raises(RequestError, match="forbids commercial projects: research only"):
        prepare_generator(_wanted(tmp_path, "onnx:wav2lip", commercial=True), SILENT)
    made = prepare_generator(_wanted(tmp_path, "onnx:wav2lip"), SILENT)
    assert (made.licence, made.warnings) == ("research only", ())
    add_generator(WAV2LIP, [file], Terms("", "unknown", accepted=True))
    made = prepare_generator(_wanted(tmp_path, "onnx:wav2lip", commercial=True), SILENT)
    assert "is not known" in made.warnings[0]
    with pytest.raises(RequestError, match="no backend called onnx:other"):
        prepare_generator(_wanted(tmp_path, "onnx:other"), SILENT)


def test_a_mouth_follows_what_is_heard_and_rests_where_it_should(tmp_path: Path) -> None:
    add_generator(WAV2LIP, [blend(tmp_path / "m.onnx")], Terms("", "yes", accepted=True))
    resting = np.zeros(25, np.bool_)
    resting[3] = True
    made = prepare_generator(_wanted(tmp_path, "onnx:wav2lip", resting=resting), SILENT)
    assert made.device == "CPUExecutionProvider"
    assert made.device_reason.startswith("The processor is used")
    maker = made.backend._maker  # type: ignore[attr-defined]
    seen = np.full((4, 96, 96, 3), 10, np.float32)
    out = maker.made([2, 3, 20, 24], seen)
    # The model adds what is quieter: its faces are those it sees, less the mean of the mel.
    brightness = out.mean(axis=(1, 2, 3))
    assert brightness[1] == pytest.approx(10 + 4 * 255, rel=1e-3)
    assert brightness[0] < brightness[1]
    assert brightness[2] == pytest.approx(brightness[1], rel=1e-3)
    assert made.afterwards() == ()
    maker._network.notes.append("Memory was short.")
    made.backend.close()
    assert made.afterwards() == ("Memory was short.",)


def test_a_face_that_is_seen_nowhere_is_said(tmp_path: Path) -> None:
    add_generator(WAV2LIP, [blend(tmp_path / "m.onnx")], Terms("", "yes", accepted=True))
    nowhere = np.full((468, 3), np.nan, np.float32)
    with pytest.raises(InputError, match=r"seen nowhere in face\.mp4"):
        prepare_generator(_wanted(tmp_path, "onnx:wav2lip", mesh=nowhere), SILENT)


def test_musetalk_draws_with_all_its_parts(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    musetalk_twin(folder, SMALL)
    add_generator(MUSETALK, [folder], Terms("", "yes", accepted=True))
    made = prepare_generator(_wanted(tmp_path, "onnx:musetalk"), SILENT)
    assert len(made.model_sha256) == 4
    patches = [made.backend.draw([_moment(made.backend, 5)])[0] for _ in range(2)]
    assert patches[0] is not None and patches[1] is not None
    assert patches[0].mask.any()
    # Nothing is drawn at random.
    assert np.array_equal(patches[0].pixels, patches[1].pixels)
    made.backend.close()

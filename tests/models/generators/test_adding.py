"""Generators are added with the licence that the user accepted, and only whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from backbeat.errors import InputError, NotFoundError, RequestError
from backbeat.models import registry
from backbeat.models.generators.adding import Terms, add_generator
from backbeat.models.generators.devices import Device
from backbeat.models.generators.external import files_beside
from backbeat.models.generators.kinds import MUSETALK, WAV2LIP
from backbeat.models.generators.registered import registered
from backbeat.models.generators.twins.musetalk import SMALL, musetalk_twin
from backbeat.models.onnx_writing import Graph
from backbeat.models.providers import CPU
from tests.models.generators.test_running import blend

YES = Terms("MIT", "yes", accepted=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "models"


def test_what_was_accepted_is_kept(tmp_path: Path, home: Path) -> None:
    file = blend(tmp_path / "any name.onnx")
    card = add_generator(WAV2LIP, [file], Terms("", "no", accepted=True))
    assert card in registry.cards()
    assert card.licence == WAV2LIP.terms
    assert card.commercial == "no"
    assert len(card.accepted) == len("2026-01-31")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert card.files == {"generator/model.onnx": digest}
    assert card.sha256 == digest
    assert card.bytes == file.stat().st_size
    generator, again = registered(WAV2LIP, Device(CPU, ""), 8)
    assert again == card
    assert generator.device == CPU
    registry.remove("wav2lip")
    assert list(home.iterdir()) == []
    with pytest.raises(NotFoundError, match="backbeat models add wav2lip FILE"):
        registered(WAV2LIP, Device(CPU, ""), 8)


def test_without_consent_nothing_is_added(tmp_path: Path, home: Path) -> None:
    with pytest.raises(RequestError, match=r"was not accepted.*Rudrabha/Wav2Lip"):
        add_generator(WAV2LIP, [blend(tmp_path / "m.onnx")], Terms("", "yes", accepted=False))
    assert not home.exists()


def test_a_folder_may_hold_all_parts(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    musetalk_twin(folder, SMALL)
    card = add_generator(MUSETALK, [folder], YES)
    assert sorted(card.files) == [
        f"{role}/model.onnx" for role in ("decoder", "denoiser", "encoder", "voice")
    ]
    with pytest.raises(InputError, match="no file is the encoder or the decoder or the voice"):
        add_generator(MUSETALK, [folder / "denoiser.onnx"], YES)
    again = folder / "again.onnx"
    again.write_bytes((folder / "denoiser.onnx").read_bytes())
    with pytest.raises(InputError, match="are both the denoiser"):
        add_generator(MUSETALK, [again, folder / "denoiser.onnx"], YES)


def test_weights_beside_a_model_come_along(tmp_path: Path, home: Path) -> None:
    graph = Graph("beside", beside="weights.bin")
    mel = graph.input("mel", ("n", 1, 80, 16))
    face = graph.input("face", ("n", 6, 96, 96))
    graph.node("ReduceMean", mel)
    made = graph.node("Conv", face, graph.weights(3, 6, 1, 1), kernel_shape=[1, 1])
    graph.output("made", made, ("n", 3, 96, 96))
    folder = tmp_path / "export"
    folder.mkdir()
    file = graph.save(folder / "m.onnx")
    assert files_beside(file) == ["weights.bin"]
    card = add_generator(WAV2LIP, [file], YES)
    assert sorted(card.files) == ["generator/model.onnx", "generator/weights.bin"]
    (folder / "weights.bin").unlink()
    with pytest.raises(InputError, match=r"weights\.bin, which is not beside it"):
        add_generator(WAV2LIP, [file], YES)


@pytest.mark.parametrize("content", [b"", b"no model", b"\x3a\xff", b"\x3a\x7f"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "m.onnx"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"m\.onnx is no ONNX model"):
        add_generator(WAV2LIP, [file], YES)


def test_weights_elsewhere_are_not_read(tmp_path: Path) -> None:
    graph = Graph("elsewhere", beside="../secret")
    graph.weights(3)
    (tmp_path / "a").mkdir()
    (tmp_path / "secret").write_bytes(b"x" * 12)
    file = graph.save(tmp_path / "a" / "m.onnx")
    with pytest.raises(InputError, match="not beside it"):
        files_beside(file)

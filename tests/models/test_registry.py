from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import InputError, NotFoundError, OutputError
from backbeat.files import sha256_of
from backbeat.models import registry
from backbeat.models.beat_this_export import as_onnx
from tests.models.tiny import beat_this

SHIPPED = list(registry._shipped())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "models"


def test_the_model_in_the_wheel_is_what_its_card_says() -> None:
    by_name = {card.name: card for card in SHIPPED}
    assert set(by_name) == {
        "beats",
        "impacts",
        "lips-features",
        "lips-spectrum",
        "metre",
        "visemes",
        "visemes-features",
        "visemes-stream",
        "voice-activity",
    }
    assert len(by_name) == len(SHIPPED)
    for card in SHIPPED:
        assert not card.added
        assert sha256_of(Path(card.file)) == card.sha256
        assert card.licence and card.source
        assert Path(card.file).stat().st_size <= 4_000_000
    # What is not ours comes with its licence.
    assert (
        "Silero Team"
        in Path(by_name["voice-activity"].file).with_name("speech.LICENSE.txt").read_text()
    )


def test_a_model_is_added_and_removed(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(beat_this(1, 2))
    assert as_onnx(file, tmp_path) == file
    card = registry.add("beat_this", file, "MIT", "me")
    assert registry.cards() == [*SHIPPED, card]
    assert registry.model_path("beat_this").read_bytes() == file.read_bytes()
    registry.add("beat_this", file)
    assert [one.licence for one in registry.cards()] == [*(one.licence for one in SHIPPED), ""]
    registry.remove("beat_this")
    assert registry.cards() == SHIPPED
    assert list(home.iterdir()) == []
    with pytest.raises(NotFoundError, match="backbeat models add beat_this"):
        registry.model_path("beat_this")


@pytest.mark.parametrize("content", [b"", b"no model", beat_this(1, 2, spect=b"other")])
def test_what_is_no_beat_this_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"model\.onnx is no"):
        as_onnx(file, tmp_path)


def test_a_checkpoint_needs_torch_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    file = tmp_path / "final0.ckpt"
    file.write_bytes(b"x")
    with pytest.raises(InputError, match=r"pip install torch beat-this"):
        as_onnx(file, tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        as_onnx(tmp_path / "none.onnx", tmp_path)


def test_nothing_outside_the_registry_is_removed(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "model.onnx").touch()
    for name in (str(folder), "../../mine", ".", "", "beats"):
        with pytest.raises(NotFoundError, match="beat_this"):
            registry.remove(name)
    assert (folder / "model.onnx").exists()


def test_a_card_that_makes_no_sense_is_named(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "tiny.onnx"
    file.write_bytes(beat_this(1, 2))
    registry.add("beat_this", file)
    (home / ".beat_this.0.part").mkdir()
    (home / ".beat_this.0.part" / "card.json").write_text("{}")
    assert len(registry.cards()) == len(SHIPPED) + 1
    for text in ("{", "{}", "[]", "1"):
        (home / "beat_this" / "card.json").write_text(text)
        with pytest.raises(InputError, match=r"card\.json"):
            registry.cards()


def test_a_registry_that_cannot_be_made(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "tiny.onnx"
    file.write_bytes(beat_this(1, 2))
    home.parent.touch()
    with pytest.raises(OutputError, match="models"):
        registry.add("beat_this", file)

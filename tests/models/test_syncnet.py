"""SyncNet models of others: bound by shape, told apart by a dry run, run in batches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import InputError
from backbeat.models.sessions import open_session
from backbeat.models.syncnet import LIPS, VOICE, SyncNet
from backbeat.models.syncnet_export import as_onnx
from tests.models.tiny import beat_this, syncnet

RNG = np.random.default_rng(3)
LIPS_WEIGHTS = RNG.normal(0, 1, (15, 6)).astype(np.float32)
VOICE_WEIGHTS = RNG.normal(0, 1, (260, 6)).astype(np.float32)
SEEN = RNG.uniform(0, 255, (3, *LIPS)).astype(np.float32)
HEARD = RNG.normal(0, 9, (3, *VOICE)).astype(np.float32)


@pytest.mark.parametrize("voice_first", [False, True])
@pytest.mark.parametrize("voice_out_first", [False, True])
@pytest.mark.parametrize("batch", [b"n", 1, 4])
def test_lips_and_voice_are_told_apart(
    voice_first: bool, voice_out_first: bool, batch: int | bytes
) -> None:
    made = syncnet(
        LIPS_WEIGHTS,
        VOICE_WEIGHTS,
        batch=batch,
        voice_first=voice_first,
        voice_out_first=voice_out_first,
    )
    network = SyncNet(open_session(made), "made")
    count = min(3, network.batch)
    seen, heard = network.points(SEEN[:count], HEARD[:count])
    means = SEEN[:count].mean((3, 4)).reshape(count, 15)
    np.testing.assert_allclose(seen, means @ LIPS_WEIGHTS, rtol=1e-3, atol=1e-2)
    np.testing.assert_allclose(
        heard, HEARD[:count].reshape(count, 260) @ VOICE_WEIGHTS, rtol=1e-3, atol=1e-2
    )


@pytest.mark.parametrize(
    "content",
    [
        beat_this(1, 2),
        syncnet(LIPS_WEIGHTS, VOICE_WEIGHTS, side=96),
        # Both points from the voice; points of two sizes; points that do not depend on the lips.
        syncnet(VOICE_WEIGHTS, VOICE_WEIGHTS, of_lips=b"b"),
        syncnet(LIPS_WEIGHTS[:, :3], VOICE_WEIGHTS),
        syncnet(LIPS_WEIGHTS * 0, VOICE_WEIGHTS),
        syncnet(LIPS_WEIGHTS * np.float32(np.nan), VOICE_WEIGHTS),
        syncnet(LIPS_WEIGHTS[:7], VOICE_WEIGHTS),
    ],
    ids=["beat_this", "other side", "of voice", "two sizes", "constant", "no numbers", "broken"],
)
def test_what_is_no_syncnet_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"model\.onnx is no"):
        as_onnx(file, tmp_path)


def test_a_file_that_is_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"none\.onnx does not exist"):
        as_onnx(tmp_path / "none.onnx", tmp_path)
    file = tmp_path / "text.onnx"
    file.write_text("no model")
    with pytest.raises(InputError, match=r"text\.onnx is no ONNX model"):
        as_onnx(file, tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    checkpoint = tmp_path / "syncnet_v2.model"
    checkpoint.touch()
    with pytest.raises(InputError, match="pip install torch onnx"):
        as_onnx(checkpoint, tmp_path)


def test_the_published_checkpoint_is_exported(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from backbeat.models.syncnet_export import _network

    torch.manual_seed(0)
    network = _network().eval()
    # As numbered and shaped in the published code.
    shapes = {name: tuple(weights.shape) for name, weights in network.state_dict().items()}
    assert shapes["netcnnlip.18.weight"] == (512, 256, 1, 6, 6)
    assert shapes["netcnnaud.18.weight"] == (512, 256, 5, 4)
    assert shapes["netfclip.3.weight"] == shapes["netfcaud.3.weight"] == (1024, 512)
    file = tmp_path / "syncnet_v2.model"
    torch.save(network.state_dict(), file)
    exported = open_session(as_onnx(file, tmp_path))
    seen, heard = SyncNet(exported, "exported").points(SEEN, HEARD)
    with torch.no_grad():
        wanted = network(torch.from_numpy(SEEN), torch.from_numpy(HEARD))
    np.testing.assert_allclose(seen, wanted[0].numpy(), atol=1e-4)
    np.testing.assert_allclose(heard, wanted[1].numpy(), atol=1e-4)
    torch.save({"other": torch.zeros(1)}, file)
    with pytest.raises(InputError, match="cannot be converted"):
        as_onnx(file, tmp_path)

"""Batches of fixed sizes give what the runtime gives, and shortage of memory makes them smaller."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backbeat.errors import InputError, RequestError
from backbeat.models.generators.binding import bound
from backbeat.models.generators.devices import Device, device_for
from backbeat.models.generators.kinds import WAV2LIP
from backbeat.models.generators.running import Network
from backbeat.models.onnx_writing import Graph
from backbeat.models.providers import CPU
from backbeat.models.sessions import open_session

CUDA = "CUDAExecutionProvider"


def blend(path: Path, batch: int | str = "n") -> Path:
    """A generator whose faces are those that it sees, less the mean of what it hears."""
    graph = Graph("blend")
    mel = graph.input("mel", (batch, 1, 80, 16))
    face = graph.input("face", (batch, 6, 96, 96))
    own = graph.node("Slice", face, graph.integers(3), graph.integers(6), graph.integers(1))
    heard = graph.node("ReduceMean", mel, axes=[1, 2, 3], keepdims=1)
    graph.output("made", graph.node("Sub", own, heard), (batch, 3, 96, 96))
    return graph.save(path)


def _given(count: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(count)
    mel = rng.standard_normal((count, 1, 80, 16), np.float32)
    return mel, rng.random((count, 6, 96, 96), np.float32)


def _network(file: Path, device: str = CPU, most: int = 32) -> Network:
    return Network(
        lambda provider: open_session(file, provider),
        Device(device, ""),
        lambda session: bound(session, WAV2LIP, "it"),
        most,
    )


@pytest.mark.parametrize("batch", ["n", 1, 4])
def test_any_number_of_pictures_gives_what_the_runtime_gives(
    tmp_path: Path, batch: int | str
) -> None:
    network = _network(blend(tmp_path / "m.onnx", batch))
    for count in (1, 7, 8, 9, 43):
        mel, face = _given(count)
        wanted = face[:, 3:] - mel.mean(axis=(1, 2, 3))[:, None, None, None]
        assert np.allclose(network.run(mel, face), wanted, atol=1e-6)
    assert network.batch == (32 if batch == "n" else batch)


def test_what_cannot_be_opened_there_is_said(tmp_path: Path) -> None:
    network = _network(blend(tmp_path / "m.onnx"), CUDA)
    assert network.provider == CPU
    assert network.notes == [f"{CUDA} could not open this model."]


class _Short:
    """A session that has memory for some pictures at once, on a device that is not here.

    Stands for the real one only in what a machine without a card cannot do: run out of its memory.
    """

    def __init__(self, session: Any, most: int, provider: str) -> None:
        self._session, self._most, self._provider = session, most, provider
        self._size = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def get_providers(self) -> list[str]:
        return [self._provider]

    def io_binding(self) -> Any:
        return _Counting(self._session.io_binding(), self)

    def run_with_iobinding(self, binding: Any) -> None:
        if binding.pictures > self._most:
            raise RuntimeError("CUDA failure 2: out of memory ; GPU=0")
        self._session.run_with_iobinding(binding.binding)


class _Counting:
    def __init__(self, binding: Any, of: _Short) -> None:
        self.binding, self.pictures = binding, 0

    def bind_cpu_input(self, name: str, value: Any) -> None:
        self.pictures = len(value)
        self.binding.bind_cpu_input(name, value)

    def bind_ortvalue_output(self, name: str, value: Any) -> None:
        self.binding.bind_ortvalue_output(name, value)


def _short(file: Path, most: int) -> Network:
    # DirectML's tensors lie in memory for the runtime's users, so that only running differs.
    dml = "DmlExecutionProvider"

    def open_on(provider: str) -> Any:
        session = open_session(file)
        return session if provider == CPU else _Short(session, most, dml)

    return Network(open_on, Device(dml, ""), lambda session: bound(session, WAV2LIP, "it"))


def test_short_memory_makes_batches_smaller(tmp_path: Path) -> None:
    network = _short(blend(tmp_path / "m.onnx"), 8)
    mel, face = _given(40)
    wanted = face[:, 3:] - mel.mean(axis=(1, 2, 3))[:, None, None, None]
    assert np.allclose(network.run(mel, face), wanted, atol=1e-6)
    assert network.batch == 8
    assert network.notes == [
        "Memory was short for 32 pictures at once: now 16.",
        "Memory was short for 16 pictures at once: now 8.",
    ]


def test_without_memory_for_one_the_processor_goes_on(tmp_path: Path) -> None:
    network = _short(blend(tmp_path / "m.onnx"), 0)
    mel, face = _given(3)
    assert network.run(mel, face).shape == (3, 3, 96, 96)
    assert network.provider == CPU
    assert "and the processor goes on: CUDA failure 2: out of memory" in network.notes[-1]


def test_what_fails_on_the_processor_is_said(tmp_path: Path) -> None:
    network = _network(blend(tmp_path / "m.onnx"))
    mel, face = _given(1)
    network._session = _Short(network._session, 0, CPU)
    with pytest.raises(InputError, match="Memory is short for the generator"):
        network.run(mel, face)


def test_a_device_that_does_not_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backbeat.models.generators.devices.usable_providers", lambda: (CPU,))
    monkeypatch.setattr("backbeat.models.generators.devices.candidates", lambda: (CUDA,))
    with pytest.raises(RequestError, match="cuda does not work here"):
        device_for("cuda")
    with pytest.raises(RequestError, match="no device called abacus"):
        device_for("abacus")
    found = device_for()
    assert found.provider == CPU
    assert f"{CUDA} did not run a model" in found.reason

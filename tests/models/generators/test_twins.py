"""Twins have the sizes of published networks, and each part of a generator is told by shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import InputError
from backbeat.models.generators.binding import bound
from backbeat.models.generators.kinds import MUSETALK, WAV2LIP
from backbeat.models.generators.twins.musetalk import FULL, SMALL, denoiser, musetalk_twin
from backbeat.models.generators.twins.wav2lip import wav2lip_twin
from backbeat.models.onnx_writing import Graph
from backbeat.models.sessions import open_session


def test_wav2lips_twin_has_the_published_number_of_weights(tmp_path: Path) -> None:
    file = tmp_path / "twin.onnx"
    assert wav2lip_twin(file) == pytest.approx(36.28e6, rel=1e-3)
    found = bound(open_session(file), WAV2LIP, "twin")
    assert found.inputs == ("mel", "face")
    assert found.gives == (3, 96, 96)
    assert found.batch is None
    with pytest.raises(InputError, match=r"twin is no part of MuseTalk: it takes mel nx1x80x16"):
        bound(open_session(file), MUSETALK, "twin")


def test_musetalks_twins_do_what_their_names_say(tmp_path: Path) -> None:
    musetalk_twin(tmp_path, SMALL)
    for role in MUSETALK.roles:
        found = bound(open_session(tmp_path / f"{role.name}.onnx"), MUSETALK, role.name)
        assert found.role == role


def test_the_full_denoiser_has_weights_beside_it(tmp_path: Path) -> None:
    # Stable Diffusion 1 has 860 million with wider attention to text.
    assert denoiser(tmp_path / "d.onnx", FULL, "n") == pytest.approx(850e6, rel=0.01)
    assert (tmp_path / "d.onnx.data").stat().st_size < 120e6


def _other(path: Path, kind: str, sizes: tuple[int, ...]) -> Path:
    graph = Graph("other")
    mel = graph.input("b", ("n", 1, 80, 16))
    face = graph.input("a", ("n", 6, 96, 96))
    part = graph.node("Slice", face, graph.integers(0), graph.integers(3), graph.integers(1))
    nothing = graph.node("Mul", graph.node("ReduceMean", mel, keepdims=1), graph.constant([0.0]))
    made = graph.node(kind, graph.node("Add", part, nothing))
    graph.output("c", made, ("n", *sizes))
    return graph.save(path)


def test_inputs_are_told_by_shape_whatever_they_are_called(tmp_path: Path) -> None:
    found = bound(open_session(_other(tmp_path / "o.onnx", "Relu", (3, 96, 96))), WAV2LIP, "o")
    assert (found.inputs, found.output) == (("b", "a"), "c")


def test_what_is_not_finite_is_refused(tmp_path: Path) -> None:
    # The logarithm of nothing.
    session = open_session(_other(tmp_path / "o.onnx", "Log", (3, 96, 96)))
    with pytest.raises(InputError, match="not finite in a trial"):
        bound(session, WAV2LIP, "o")

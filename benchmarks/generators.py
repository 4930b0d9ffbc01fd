"""Wav2Lip's twin as Backbeat runs it, beside ONNX Runtime called barely.

    python -m benchmarks.generators

Both in one process, in turns, on the processor with one thread, the same batch and the same random
weights: what is compared is bound memory and batches of fixed sizes with a plain `session.run`.
Then the whole backend, with what it sees of a face of 320 pixels and puts into it, beside the bare
network. Processor time, since others may use the machine.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from backbeat.lipsync.neural.backend import NeuralBackend
from backbeat.lipsync.neural.wav2lip import Wav2Lip
from backbeat.models.generators.binding import bound
from backbeat.models.generators.devices import Device
from backbeat.models.generators.kinds import WAV2LIP
from backbeat.models.generators.running import Network
from backbeat.models.generators.twins.wav2lip import wav2lip_twin
from backbeat.models.providers import CPU
from backbeat.models.sessions import open_session
from backbeat.workflows.lipsync.benching import SQUARE, Same, moment_of
from benchmarks.measure import Row
from benchmarks.results import replace_section

_TITLE = "Generators of mouths"
_TURNS = 9


def ratio(file: Path, batch: int, *, whole: bool) -> tuple[float, float, float]:
    """Pictures a second of Backbeat's way and of the bare one, and their median ratio.

    Args:
        file: of the twin.
        batch: pictures at once.
        whole: with what is seen and put in, in Backbeat's way.
    """
    session = open_session(file)
    network = Network(
        lambda provider: open_session(file, provider),
        Device(CPU, ""),
        lambda one: bound(one, WAV2LIP, "twin"),
        batch,
    )
    rng = np.random.default_rng(0)
    mel = rng.standard_normal((batch, 1, 80, 16), np.float32)
    face = rng.random((batch, 6, 96, 96), np.float32)

    def bare() -> object:
        return session.run(None, {"mel": mel, "face": face})[0]

    assert np.allclose(network.run(mel, face), bare(), atol=1e-5)
    if not whole:
        return _in_turns(lambda: network.run(mel, face), bare, batch)
    heard = Same(np.ascontiguousarray(mel[0, 0].T))
    backend = NeuralBackend(Wav2Lip(network, SQUARE, heard), batch, network.close)
    moments = [moment_of(backend, index) for index in range(batch)]
    return _in_turns(lambda: backend.draw(moments), bare, batch)


def _in_turns(
    ours: Callable[[], object], bare: Callable[[], object], batch: int
) -> tuple[float, float, float]:
    times: dict[Callable[[], object], list[float]] = {ours: [], bare: []}
    for _ in range(_TURNS):
        # One after the other, so that what else the machine does falls on both.
        for work, spent in times.items():
            begun = time.process_time()
            work()
            spent.append(time.process_time() - begun)
    pairs = [two / one for one, two in zip(times[ours], times[bare], strict=True)]
    return batch / min(times[ours]), batch / min(times[bare]), statistics.median(pairs)


def main() -> None:
    """Measures, and writes the section of the results."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "twin.onnx"
        weights = wav2lip_twin(file)
        for batch, whole in ((1, False), (8, False), (8, True)):
            ours, bare, by = ratio(file, batch, whole=whole)
            what = f"Wav2Lip's twin ({weights / 1e6:.1f} million weights), {batch} at once"
            rows.append(
                Row(
                    what + (", with what is seen and put in" if whole else ""),
                    f"{ours:.1f} pictures/s",
                    f"bare ONNX Runtime {bare:.1f} pictures/s",
                    f"{by:.2f}",
                    ">= 0.90",
                )
            )
    replace_section(_TITLE, "\n".join(_lines(rows)))


def _lines(rows: list[Row]) -> list[str]:
    table = [f"| {row.what} | {row.ours} | {row.peer} | {row.ratio} | {row.aim} |" for row in rows]
    return ["| what | Backbeat | peer | ratio | aim |", "|---|---|---|---|---|", *table]


if __name__ == "__main__":
    main()

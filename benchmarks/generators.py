"""Wav2Lip's twin as Backbeat runs it, beside ONNX Runtime called barely.

    python -m benchmarks.generators

Both in one process, in turns, on the processor with one thread, the same batch and the same random
weights: what is compared is bound memory and batches of fixed sizes with a plain `session.run`.
Then the whole of `backbeat bench lipsync`, with what is seen and what is put in.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from backbeat.models.generators.binding import bound
from backbeat.models.generators.devices import Device
from backbeat.models.generators.kinds import WAV2LIP
from backbeat.models.generators.running import Network
from backbeat.models.generators.twins.wav2lip import wav2lip_twin
from backbeat.models.providers import CPU
from backbeat.models.sessions import open_session
from backbeat.workflows.lipsync.benching import TWIN, bench
from benchmarks.measure import Row
from benchmarks.results import replace_section

_TITLE = "Generators of mouths"
_BATCHES = (1, 8)
_TURNS = 9


def ratio(file: Path, batch: int) -> tuple[float, float, float]:
    """Pictures a second of Backbeat's way and of the bare one, and their median ratio."""
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
    wanted = session.run(None, {"mel": mel, "face": face})[0]
    assert np.allclose(network.run(mel, face), wanted, atol=1e-5)
    ours, bare = [], []
    for _ in range(_TURNS):
        # One after the other, so that what else the machine does falls on both.
        begun = time.process_time()
        network.run(mel, face)
        between = time.process_time()
        session.run(None, {"mel": mel, "face": face})
        ended = time.process_time()
        ours.append(between - begun)
        bare.append(ended - between)
    pairs = [two / one for one, two in zip(ours, bare, strict=True)]
    return batch / min(ours), batch / min(bare), statistics.median(pairs)


def main() -> None:
    """Measures, and writes the section of the results."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "twin.onnx"
        weights = wav2lip_twin(file)
        for batch in _BATCHES:
            ours, bare, by = ratio(file, batch)
            rows.append(
                Row(
                    f"Wav2Lip's twin ({weights / 1e6:.1f} million weights), {batch} at once",
                    f"{ours:.1f} pictures/s",
                    f"bare ONNX Runtime {bare:.1f} pictures/s",
                    f"{by:.2f}",
                    ">= 0.90",
                )
            )
    whole = bench("onnx:wav2lip", "cpu", TWIN, 8, 5.0)
    stages = ", ".join(f"{stage.name} {stage.ms:.1f} ms" for stage in whole.stages)
    rows.append(
        Row(
            "with what is seen and put in, a face of 320 pixels",
            f"{whole.pictures_per_s:.1f} pictures/s; {stages}; {whole.memory_mb:.0f} MB",
            "",
            "",
        )
    )
    replace_section(_TITLE, "\n".join(_lines(rows)))


def _lines(rows: list[Row]) -> list[str]:
    table = [f"| {row.what} | {row.ours} | {row.peer} | {row.ratio} | {row.aim} |" for row in rows]
    return ["| what | Backbeat | peer | ratio | aim |", "|---|---|---|---|---|", *table]


if __name__ == "__main__":
    main()

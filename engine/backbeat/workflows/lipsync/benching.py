"""Measures how fast a generator runs: what it sees, its networks, and what is put in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.files.scratch import scratch_folder
from backbeat.lipsync.drawing.points import EARS, OVAL, PUT_IN
from backbeat.lipsync.moments import Moment
from backbeat.lipsync.neural.backend import NeuralBackend
from backbeat.lipsync.neural.musetalk import LAYERS, SIZE, MuseTalk
from backbeat.lipsync.neural.placing import Square
from backbeat.lipsync.neural.wav2lip import Wav2Lip
from backbeat.media.retouching.patches import Crop
from backbeat.models.generators.adding import MODEL
from backbeat.models.generators.devices import Device, device_for
from backbeat.models.generators.kinds import KINDS, MUSETALK, WAV2LIP, Kind
from backbeat.models.generators.registered import Generator, opened
from backbeat.models.generators.twins.musetalk import FULL, SMALL, musetalk_twin
from backbeat.models.generators.twins.wav2lip import wav2lip_twin
from backbeat.models.registry import added_card, models_folder
from backbeat.progress import SILENT, Progress
from backbeat.threads import PER_JOB

Float32s = NDArray[np.float32]

REGISTERED, TWIN, SMALL_TWIN = "registered", "twin", "small twin"
"""What is run: what the user added; random weights of the same graph; or of one with few channels.
"""
SQUARE = Square(-0.8, 1.4)
"""The part of that face that networks see."""
_VOICE_S = 30
_FACE_PX = 320
"""Width of the face: somebody who is seen from the chest up in 1080 lines."""


@dataclass(frozen=True)
class Stage:
    """A part of the work."""

    name: str
    ms: float
    """For each picture; of "voice", for each second of sound."""


@dataclass(frozen=True)
class Bench:
    """How fast a generator runs."""

    backend: str
    weights: str
    """`REGISTERED`, `TWIN` or `SMALL_TWIN`."""
    device: str
    device_reason: str
    batch: int
    """Pictures at once; less than asked for where memory was short."""
    pictures_per_s: float
    """With everything but decoding, tracking, encoding and the voice."""
    stages: tuple[Stage, ...]
    opening_s: float
    """To read the files, and to plan the first run."""
    memory_mb: float
    """Most memory of the process so far, without that of a graphics card."""
    notes: tuple[str, ...]


@dataclass(eq=False)
class _Clock:
    spent: dict[str, float] = field(default_factory=dict)

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            begun = time.perf_counter()
            try:
                return work(*given)
            finally:
                self.spent[name] = self.spent.get(name, 0.0) + time.perf_counter() - begun

        return run


class _Timed:
    """A network whose runs are timed."""

    def __init__(self, network: Any, name: str, clock: _Clock) -> None:
        self._network, self.run = network, clock.timed(name, network.run)

    @property
    def batch(self) -> int:
        """As of the network."""
        return int(self._network.batch)


def bench(
    backend: str, device: str, weights: str, batch: int, seconds: float, progress: Progress = SILENT
) -> Bench:
    """Measures a generator.

    Args:
        backend: "onnx:wav2lip" or "onnx:musetalk".
        device: one of `devices.DEVICES`; empty: the fastest that works.
        weights: what is run.
        batch: pictures at once, at most.
        seconds: how long it is measured, once it runs.
        progress: may cancel.

    Raises:
        RequestError: the device does not work here.
        NotFoundError: the model was not added.
        InputError: its files are damaged, or memory is short.
        CancelledError: it was cancelled.
    """
    import cv2

    kind, chosen = KINDS[backend.removeprefix("onnx:")], device_for(device)
    cv2.setNumThreads(PER_JOB)
    begun = time.perf_counter()
    with _opened(kind, weights, chosen, batch, progress) as generator:
        clock = _Clock()
        maker = _maker(generator, clock)
        drawing = NeuralBackend(maker, batch, lambda: None)
        moments = [moment_of(drawing, index) for index in range(batch)]
        drawing.draw(moments)
        opening_s = time.perf_counter() - begun
        voice = clock.spent.pop("voice", 0.0)
        clock.spent.clear()
        drawn, begun = 0, time.perf_counter()
        while (spent := time.perf_counter() - begun) < seconds or not drawn:
            progress(min(0.99, spent / max(seconds, 1e-6)), f"Measuring {kind.title}")
            drawing.draw(moments)
            drawn += batch
        networks = sum(clock.spent.values())
        stages = [Stage(name, 1e3 * one / drawn) for name, one in clock.spent.items()]
        stages.append(Stage("see and put in", 1e3 * (spent - networks) / drawn))
        if voice:
            stages.append(Stage("voice", 1e3 * voice / _VOICE_S))
        return Bench(
            backend, weights, generator.device, chosen.reason,
            min(one.batch for name, one in generator.networks.items() if name != "voice"),
            drawn / spent, tuple(stages), opening_s, _memory_mb(), generator.notes,
        )  # fmt: skip


@contextmanager
def _opened(
    kind: Kind, weights: str, device: Device, batch: int, progress: Progress
) -> Iterator[Generator]:
    with scratch_folder() as folder:
        if weights == REGISTERED:
            added_card(kind.name)
            kept = models_folder() / kind.name
            files = {role.name: kept / role.name / MODEL for role in kind.roles}
        else:
            progress(0, f"Writing a twin of {kind.title}")
            files = {role.name: folder / f"{role.name}.onnx" for role in kind.roles}
            if kind == MUSETALK:
                musetalk_twin(folder, FULL if weights == TWIN else SMALL)
            else:
                wav2lip_twin(files[WAV2LIP.roles[0].name])
        progress(0, f"Opening {kind.title}")
        generator = opened(kind, files, device, batch)
        try:
            yield generator
        finally:
            generator.close()


def _maker(generator: Generator, clock: _Clock) -> Any:
    """A maker that hears the same in every picture, on a face that is held still."""
    timed = {name: _Timed(one, name, clock) for name, one in generator.networks.items()}
    if generator.kind == WAV2LIP:
        return Wav2Lip(timed["generator"], SQUARE, Same(np.zeros((16, 80), np.float32)))
    generated = MuseTalk(timed, SQUARE, Same(np.zeros((10, LAYERS, SIZE), np.float32)))
    timed["voice"].run(np.zeros((1, 80, 3000), np.float32))
    return generated


@dataclass(frozen=True, eq=False)
class Same:
    """Hears the same in each picture."""

    window: Float32s

    def at(self, pictures: Sequence[int]) -> Float32s:
        """The same window for each picture."""
        return np.stack([self.window] * len(pictures))


def moment_of(backend: NeuralBackend, index: int) -> Moment:
    """A face of noise in 1080 lines."""
    mesh = still_mesh()
    box = backend.box(mesh)
    rng = np.random.default_rng(index)
    pixels = rng.integers(60, 200, (box.height, box.width, 3), np.uint8)
    return Moment(index, Crop(pixels, box), mesh, 1.0, covered=False)


def still_mesh(width: float = _FACE_PX, middle: tuple[float, float] = (960.0, 540.0)) -> Float32s:
    """A mesh seen from the front whose eyes, nose, outline and mouth are where they usually are.

    Args:
        width: of the face, in pixels.
        middle: of the face, in pixels.
    """
    mesh = np.zeros((468, 3), np.float32)
    places: dict[int, tuple[float, float]] = {
        point: (0.5 * np.sin(turn), -0.65 * np.cos(turn))
        for point, turn in zip(OVAL, np.linspace(0, 2 * np.pi, len(OVAL), False), strict=True)
    }
    for point, turn in zip(PUT_IN, np.linspace(0, 2 * np.pi, len(PUT_IN), False), strict=True):
        places[point] = (0.25 * np.sin(turn), 0.3 - 0.2 * np.cos(turn))
    for point, x in ((33, -0.3), (133, -0.11), (362, 0.11), (263, 0.3)):
        places[point] = (x, -0.18)
    for number, point in enumerate((168, 6, 197, 195, 5, 4)):
        places[point] = (0.0, -0.18 + 0.06 * number)
    for point, x in zip(EARS, (-0.5, 0.5), strict=True):
        places[point] = (x, 0.0)
    for point, place in places.items():
        mesh[point, :2] = np.array(place) * width + middle
    return mesh


def _memory_mb() -> float:
    try:
        import resource
    except ImportError:
        return 0.0
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)

"""SyncNet, a network of others that the user added: maps lips and sound to points to compare.

What counts is the shape of its inputs, not what they are called, so that it does not matter who
exported it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError

Float32s = NDArray[np.float32]

LIPS = (3, 5, 224, 224)
"""What is seen to one point: blue, green and red (0 to 255) of five pictures of 224x224."""
VOICE = (1, 13, 20)
"""What is heard to one point: 13 cepstra of 20 frames."""
_BATCH = 10
_FLOATS = "tensor(float)"


class SyncNet:
    """The model, ready to run.

    Args:
        session: of the ONNX file, as `sessions.open_session` gives it.
        name: what errors call the file.

    Raises:
        InputError: it is no SyncNet.
    """

    def __init__(self, session: Any, name: str) -> None:
        self._name, self._session = name, session
        inputs = self._session.get_inputs()
        if len(inputs) != 2 or len(self._session.get_outputs()) != 2:
            raise self._misfit()
        lips, voice = sorted(inputs, key=lambda one: -len(one.shape))
        if not (_fits(lips, LIPS) and _fits(voice, VOICE)):
            raise self._misfit()
        self._lips, self._voice = str(lips.name), str(voice.name)
        fixed = [one.shape[0] for one in (lips, voice) if isinstance(one.shape[0], int)]
        if len(set(fixed)) > 1 or any(size < 1 for size in fixed):
            raise self._misfit()
        self._fixed = fixed[0] if fixed else None
        self.batch = self._fixed or _BATCH
        """Points in one call, at most."""
        self._order = self._tried()

    def points(self, lips: Float32s, voice: Float32s) -> tuple[Float32s, Float32s]:
        """Points of lips and of the voice, shape (n, size) each.

        Args:
            lips: shape (n, *`LIPS`), n up to `batch`.
            voice: shape (n, *`VOICE`).
        """
        count = len(lips)
        if self._fixed is not None and count < self._fixed:
            missing = self._fixed - count
            lips = np.pad(lips, ((0, missing), *[(0, 0)] * len(LIPS)), "edge")
            voice = np.pad(voice, ((0, missing), *[(0, 0)] * len(VOICE)), "edge")
        found = self._run(lips, voice)
        seen, heard = (np.asarray(found[at], np.float32) for at in self._order)
        return seen[:count], heard[:count]

    def _run(self, lips: Float32s, voice: Float32s) -> list[Any]:
        return list(self._session.run(None, {self._lips: lips, self._voice: voice}))

    def _tried(self) -> tuple[int, int]:
        """Which output is about the lips, and which about the voice, by a dry run.

        The one about the lips changes with the lips alone.
        """
        rng = np.random.default_rng(0)
        count = self._fixed or 2
        lips = rng.uniform(0, 255, (count, *LIPS)).astype(np.float32)
        voice = rng.uniform(-20, 20, (count, *VOICE)).astype(np.float32)
        try:
            first, other_lips, other_voice = (
                self._run(*given)
                for given in ((lips, voice), (lips[:, :, ::-1, ::-1] / 2, voice), (lips, -voice))
            )
        except Exception as error:
            # ONNX Runtime's exceptions share no base but this.
            raise self._misfit() from error
        shapes = {np.shape(out) for out in first}
        if len(shapes) != 1 or len(shape := shapes.pop()) != 2 or shape[0] != count:
            raise self._misfit()
        moved = [
            (not np.array_equal(a, b), not np.array_equal(a, c))
            for a, b, c in zip(first, other_lips, other_voice, strict=True)
        ]
        if sorted(moved) != [(False, True), (True, False)] or not np.isfinite(first).all():
            raise self._misfit()
        return moved.index((True, False)), moved.index((False, True))

    def _misfit(self) -> InputError:
        return InputError(
            f"{self._name} is no SyncNet model: it wants pictures (N, 3, 5, 224, 224) and cepstra "
            "(N, 1, 13, 20) in, and a point (N, size) out for each.",
            "Export it anew, or give the checkpoint itself.",
        )


def _fits(given: Any, wanted: tuple[int, ...]) -> bool:
    """Whether an input takes that shape, behind the batch; sizes without a number take any."""
    sizes = given.shape[1:]
    return (
        given.type == _FLOATS
        and len(sizes) == len(wanted)
        and all(not isinstance(a, int) or a == b for a, b in zip(sizes, wanted, strict=True))
    )

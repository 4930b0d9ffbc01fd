"""Runs a file of a generator in batches of a few sizes, with memory that is taken once.

On an accelerator each batch size is planned once, so batches are filled up to a few fixed sizes. On
the processor, where filling up costs time, they are cut into them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError
from backbeat.models.generators.binding import Bound
from backbeat.models.generators.devices import Device
from backbeat.models.providers import CPU

Float32s = NDArray[np.float32]

BUCKETS = (1, 8, 16, 32)
"""Pictures in one call."""
_MEMORY = (
    "failed to allocate",
    "out of memory",
    "alloc_failed",
    "bad allocation",
    "bad_alloc",
    "not enough memory",
    "bfcarena",
)
"""What ONNX Runtime, CUDA and cuBLAS say when memory is short; in lower case."""
_KINDS = {CPU: "cpu", "CUDAExecutionProvider": "cuda", "TensorrtExecutionProvider": "cuda"}
"""Where tensors of providers lie, as ONNX Runtime calls it; those of others lie in memory."""


@dataclass(frozen=True, eq=False)
class _Memory:
    """Inputs and the output of one batch size."""

    binding: Any
    inputs: tuple[NDArray[Any], ...]
    """In memory; copied to a device before each run where it has its own."""
    on_device: tuple[Any, ...]
    output: Any


class Network:
    """One file of a generator.

    Args:
        open_on: opens a session on a provider.
        device: to run on.
        bind: finds how a session is called.
        most: pictures in one call, at most.

    Raises:
        InputError: the file cannot be run.
    """

    def __init__(
        self,
        open_on: Callable[[str], Any],
        device: Device,
        bind: Callable[[Any], Bound],
        most: int = BUCKETS[-1],
    ) -> None:
        self._open_on = open_on
        self._session = open_on(device.provider)
        self._bound = bound = bind(self._session)
        self.provider = str(self._session.get_providers()[0])
        """What it runs on."""
        self.notes: list[str] = []
        """What did not go as wanted, in sentences."""
        if self.provider != device.provider:
            self.notes.append(f"{device.provider} could not open this model.")
        self._memory: dict[int, _Memory] = {}
        fixed = (bound.batch,) if bound.batch is not None else BUCKETS
        self._buckets = [size for size in fixed if size <= most] or [fixed[0]]

    @property
    def batch(self) -> int:
        """Pictures in one call, at most; less after memory was short."""
        return self._buckets[-1]

    def run(self, *inputs: Float32s) -> Float32s:
        """The output, shape (n, ...).

        Args:
            inputs: in the role's order, shape (n, ...) each, n at least 1.

        Raises:
            InputError: the model cannot be run, or memory is short for one picture.
        """
        count, done = len(inputs[0]), 0
        made = np.empty((count, *self._bound.gives), np.float32)
        while done < count:
            size = self._size(count - done)
            part = [one[done : done + size] for one in inputs]
            try:
                found = self._run(part, size)
            except Exception as error:
                # ONNX Runtime's exceptions share no base but this.
                self._less(size, error)
                continue
            made[done : done + len(part[0])] = found[: len(part[0])]
            done += len(part[0])
        return made

    def close(self) -> None:
        """Frees its memory; it is of no use any more."""
        self._memory.clear()
        self._session = None

    def _size(self, left: int) -> int:
        if self.provider == CPU:
            return max((size for size in self._buckets if size <= left), default=self._buckets[0])
        return min((size for size in self._buckets if size >= left), default=self._buckets[-1])

    def _run(self, inputs: Sequence[Float32s], size: int) -> Float32s:
        memory = self._memory.get(size)
        if memory is None:
            memory = self._memory[size] = self._taken(size)
        for own, one in zip(memory.inputs, inputs, strict=True):
            own[: len(one)] = one
            own[len(one) :] = one[-1]
        for own, there in zip(memory.inputs, memory.on_device, strict=False):
            there.update_inplace(own)
        self._session.run_with_iobinding(memory.binding)
        return np.asarray(memory.output.numpy(), np.float32)

    def _taken(self, size: int) -> _Memory:
        from backbeat.models.runtime import runtime

        bound, kind = self._bound, _KINDS.get(self.provider, "cpu")
        ort_value = runtime().OrtValue
        binding = self._session.io_binding()
        inputs = tuple(
            np.zeros((size, *shape), of)
            for shape, of in zip(bound.role.takes, bound.types, strict=True)
        )
        on_device: tuple[Any, ...] = ()
        if kind != "cpu":
            on_device = tuple(ort_value.ortvalue_from_numpy(one, kind, 0) for one in inputs)
        for number, name in enumerate(bound.inputs):
            if on_device:
                binding.bind_ortvalue_input(name, on_device[number])
            else:
                binding.bind_cpu_input(name, inputs[number])
        for name, value in bound.steps:
            binding.bind_cpu_input(name, value)
        output = ort_value.ortvalue_from_shape_and_type((size, *bound.gives), bound.made, kind, 0)
        binding.bind_ortvalue_output(bound.output, output)
        return _Memory(binding, inputs, on_device, output)

    def _less(self, size: int, error: Exception) -> None:
        """Goes on with less after a failure: smaller batches, or in the end the processor."""
        reason = (str(error) or type(error).__name__).splitlines()[0]
        short = any(word in str(error).lower() for word in _MEMORY)
        if short and (smaller := [one for one in self._buckets if one < size]):
            self._buckets = smaller
            self._memory.clear()
            self.notes.append(f"Memory was short for {size} pictures at once: now {smaller[-1]}.")
        elif self.provider != CPU:
            self._memory.clear()
            self.notes.append(f"{self.provider} failed, and the processor goes on: {reason}")
            self._session = self._open_on(CPU)
            self.provider = CPU
        else:
            what = "Memory is short for" if short else "The model fails at"
            raise InputError(
                f"{what} the {self._bound.role.name} of the generator: {reason}",
                "Close other programs, or use another backend.",
            ) from error

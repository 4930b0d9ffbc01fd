"""Finds out what an ONNX file does, by the shapes of what it takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError
from backbeat.models.generators.kinds import Kind, Role, Shape

_FLOATS: dict[str, type[np.floating]] = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
_STEPS: dict[str, type[np.number]] = {
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    **_FLOATS,
}
"""Types of the number that says how noisy the input of a denoiser is: always 0 here."""


@dataclass(frozen=True)
class Bound:
    """How a file is called."""

    role: Role
    inputs: tuple[str, ...]
    """Names of its inputs, in the role's order."""
    types: tuple[type[np.floating], ...]
    """Of these inputs."""
    output: str
    gives: Shape
    """Shape of the output, without the batch."""
    made: type[np.floating]
    """Type of the output."""
    batch: int | None
    """Pictures in each call; None: any number."""
    steps: tuple[tuple[str, NDArray[Any]], ...] = ()
    """Inputs that are always the same, and what they are given."""


def bound(session: Any, kind: Kind, name: str) -> Bound:
    """What a file of a generator does, after a run with an input of zeros.

    Args:
        session: an `onnxruntime.InferenceSession`.
        kind: the generator.
        name: what errors call the file.

    Raises:
        InputError: it does nothing that this generator needs.
    """
    for role in kind.roles:
        if (found := _bound(session, role)) is not None:
            return _tried(session, found, name)
    wanted = "; ".join(_said(role) for role in kind.roles)
    given = ", ".join(f"{one.name} {_shape(one.shape)}" for one in session.get_inputs())
    raise InputError(
        f"{name} is no part of {kind.title}: it takes {given}.",
        f"Export it as docs/generators.md says. Known are, behind the batch: {wanted}.",
    )


def _bound(session: Any, role: Role) -> Bound | None:
    inputs, outputs = list(session.get_inputs()), list(session.get_outputs())
    found = []
    for shape in role.takes:
        fitting = [one for one in inputs if one.type in _FLOATS and _fits(one.shape, shape)]
        if len(fitting) != 1:
            return None
        found.append(fitting[0])
        inputs.remove(fitting[0])
    gives = [
        (one, shape)
        for one in outputs
        for shape in role.gives
        if one.type in _FLOATS and _fits(one.shape, shape)
    ]
    if not gives or any(one.type not in _STEPS or len(one.shape) > 1 for one in inputs):
        return None
    fixed = {one.shape[0] for one in found if isinstance(one.shape[0], int)}
    if len(fixed) > 1 or (not role.batched and fixed - {1}):
        return None
    batch = fixed.pop() if fixed else None
    made, shape = gives[0]
    return Bound(
        role,
        tuple(str(one.name) for one in found),
        tuple(_FLOATS[one.type] for one in found),
        str(made.name),
        shape,
        _FLOATS[made.type],
        batch if role.batched else 1,
        tuple((str(one.name), _zero(one)) for one in inputs),
    )


def _zero(given: Any) -> NDArray[Any]:
    sizes = [one if isinstance(one, int) else 1 for one in given.shape]
    return np.zeros(sizes, _STEPS[given.type])


def _fits(sizes: Sequence[int | str | None], shape: Shape) -> bool:
    """Whether a shape with a batch may be that one; sizes without a number take any."""
    return len(sizes) == len(shape) + 1 and all(
        not isinstance(one, int) or one == wanted
        for one, wanted in zip(sizes[1:], shape, strict=True)
    )


def _tried(session: Any, found: Bound, name: str) -> Bound:
    """The same, if a run gives what the shapes promise."""
    count = found.batch or 1
    given = {
        one: np.zeros((count, *shape), kind)
        for one, shape, kind in zip(found.inputs, found.role.takes, found.types, strict=True)
    }
    title = f"{name} looks like the {found.role.name}"
    try:
        (made,) = session.run([found.output], {**given, **dict(found.steps)})
    except Exception as error:
        # ONNX Runtime's exceptions share no base but this.
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(f"{title}, but cannot be run: {reason}", "Export it again.") from error
    if np.shape(made) not in {(count, *shape) for shape in found.role.gives}:
        raise InputError(
            f"{title}, but gave {_shape(np.shape(made))} in a trial.",
            f"Export it again: {_said(found.role)}.",
        )
    if not np.isfinite(made).all():
        raise InputError(
            f"{title}, but gave numbers that are not finite in a trial.",
            "Export it again; of half precision, try single precision.",
        )
    return Bound(**{**vars(found), "gives": tuple(np.shape(made)[1:])})


def _said(role: Role) -> str:
    takes = " and ".join(_shape(shape) for shape in role.takes)
    gives = " or ".join(_shape(shape) for shape in role.gives)
    return f"the {role.name} takes {takes} and gives {gives}"


def _shape(sizes: Sequence[object]) -> str:
    return "x".join(str(size) for size in sizes) or "a number"

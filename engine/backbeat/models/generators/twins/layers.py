"""Layers of diffusion networks, as nodes of ONNX graphs with random weights."""

from __future__ import annotations

from backbeat.models.onnx_writing import Graph

_GROUPS = 32
_EPSILON = 1e-5


def convolved(graph: Graph, given: str, into: int, out: int, size: int = 3, stride: int = 1) -> str:
    """A convolution that keeps the picture's size, or halves it."""
    deviation = (1 / (into * size * size)) ** 0.5
    return graph.node(
        "Conv", given,
        graph.weights(out, into, size, size, deviation=deviation),
        graph.weights(out, deviation=0.01),
        strides=[stride] * 2, pads=[size // 2] * 4, kernel_shape=[size] * 2,
    )  # fmt: skip


def linear(graph: Graph, given: str, into: int, out: int, *, bias: bool = True) -> str:
    """A matrix for each row of vectors."""
    made = graph.node("MatMul", given, graph.weights(into, out, deviation=(1 / into) ** 0.5))
    return graph.node("Add", made, graph.weights(out, deviation=0.01)) if bias else made


def normalised(graph: Graph, given: str, width: int) -> str:
    """Group normalisation (Wu and He 2018)."""
    groups = min(_GROUPS, width)
    grouped = graph.node("Reshape", given, graph.integers(0, groups, -1))
    scale, shift = graph.constant([1.0] * groups), graph.constant([0.0] * groups)
    level = graph.node("InstanceNormalization", grouped, scale, shift, epsilon=_EPSILON)
    made = graph.node("Reshape", level, graph.node("Shape", given))
    made = graph.node("Mul", made, graph.weights(width, 1, 1))
    return graph.node("Add", made, graph.weights(width, 1, 1, deviation=0.01))


def swish(graph: Graph, given: str) -> str:
    """x · sigmoid(x)."""
    return graph.node("Mul", given, graph.node("Sigmoid", given))


def residual(
    graph: Graph, given: str, into: int, out: int, step: tuple[str, int] | None = None
) -> str:
    """Two convolutions whose input is added to what they give.

    Args:
        graph: to add to.
        given: its input.
        into: its channels.
        out: channels of the output.
        step: a vector that says how noisy the input is, and its length.
    """
    made = convolved(graph, swish(graph, normalised(graph, given, into)), into, out)
    if step is not None:
        shift = linear(graph, swish(graph, step[0]), step[1], out)
        made = graph.node("Add", made, graph.node("Reshape", shift, graph.integers(1, out, 1, 1)))
    made = convolved(graph, swish(graph, normalised(graph, made, out)), out, out)
    kept = given if into == out else convolved(graph, given, into, out, size=1)
    return graph.node("Add", made, kept)


def transformed(graph: Graph, given: str, width: int, heads: int, voice: str, cross: int) -> str:
    """Attention of all places of a picture to each other, and to a voice where there is one."""
    now = normalised(graph, given, width)
    now = graph.node("Reshape", now, graph.integers(0, width, -1))
    rows = graph.node("Transpose", now, perm=[0, 2, 1])
    rows = linear(graph, rows, width, width)
    asked = _levelled(graph, rows, width)
    rows = graph.node("Add", rows, attended(graph, asked, asked, width, width, heads))
    if voice:
        heard = attended(graph, _levelled(graph, rows, width), voice, width, cross, heads)
        rows = graph.node("Add", rows, heard)
        rows = graph.node("Add", rows, _gated(graph, _levelled(graph, rows, width), width))
    rows = linear(graph, rows, width, width)
    back = graph.node("Transpose", rows, perm=[0, 2, 1])
    return graph.node("Add", graph.node("Reshape", back, graph.node("Shape", given)), given)


def attended(graph: Graph, asking: str, asked: str, width: int, cross: int, heads: int) -> str:
    """Attention with several heads (Vaswani et al. 2017), of rows of `width` to rows of `cross`."""
    size = width // heads

    def split(rows: str, into: int, order: list[int]) -> str:
        made = linear(graph, rows, into, width, bias=False)
        made = graph.node("Reshape", made, graph.integers(0, -1, heads, size))
        return graph.node("Transpose", made, perm=order)

    question = split(asking, width, [0, 2, 1, 3])
    match = graph.node("MatMul", question, split(asked, cross, [0, 2, 3, 1]))
    scaled = graph.node("Mul", match, graph.constant([size**-0.5]))
    mixed = graph.node(
        "MatMul", graph.node("Softmax", scaled, axis=-1), split(asked, cross, [0, 2, 1, 3])
    )
    joined = graph.node("Transpose", mixed, perm=[0, 2, 1, 3])
    joined = graph.node("Reshape", joined, graph.integers(0, -1, width))
    return linear(graph, joined, width, width)


def _gated(graph: Graph, rows: str, width: int) -> str:
    wide = linear(graph, rows, width, 4 * width)
    gate = linear(graph, rows, width, 4 * width)
    half = graph.node("Erf", graph.node("Mul", gate, graph.constant([2**-0.5])))
    share = graph.node("Mul", graph.node("Add", half, graph.constant([1.0])), graph.constant([0.5]))
    opened = graph.node("Mul", wide, graph.node("Mul", gate, share))
    return linear(graph, opened, 4 * width, width)


def _levelled(graph: Graph, rows: str, width: int) -> str:
    scale, shift = graph.constant([1.0] * width), graph.constant([0.0] * width)
    return graph.node("LayerNormalization", rows, scale, shift, axis=-1, epsilon=_EPSILON)

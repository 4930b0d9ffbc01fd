"""Random tracks of edits, as editors leave them: stutters, flashes, blades, dissolves, retimes."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.edits import Piece

handles = st.none() | st.integers(0, 30)
clips = st.builds(
    Piece,
    length=st.integers(1, 70),
    head=handles,
    tail=handles,
    speed=st.sampled_from([None, None, None, 0.5, 2.0, 1.25, -1.0]),
    link=st.none() | st.integers(1, 3),
)
gaps = st.builds(Piece, length=st.integers(1, 40), kind=st.just("gap"))
flashes = st.builds(
    Piece, length=st.integers(1, 9), head=st.just(0), tail=st.just(0), link=st.none() | st.just(1)
)
holes = st.builds(Piece, length=st.integers(1, 3), kind=st.just("gap"))


@st.composite
def stutters(draw: st.DrawFn) -> list[Piece]:
    """Short clips in even time."""
    return [Piece(draw(st.integers(1, 9)))] * draw(st.integers(2, 6))


@st.composite
def bladed(draw: st.DrawFn) -> list[Piece]:
    """One shot, cut by a blade: a through edit, unless one side has a speed of its own."""
    name = f"shot {draw(st.integers(0, 10**9))}"
    first, second = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    head, tail = draw(st.integers(0, 20)), draw(st.integers(0, 20))
    return [
        Piece(first, head, second + tail, name=name),
        Piece(
            second, head + first, tail, name=name, speed=draw(st.sampled_from([None, None, 0.5]))
        ),
    ]


@st.composite
def tracks(draw: st.DrawFn) -> list[Piece]:
    shapes = clips.map(lambda piece: [piece]) | gaps.map(lambda piece: [piece])
    shapes = shapes | (flashes | holes).map(lambda piece: [piece]) | stutters() | bladed()
    pieces: list[Piece] = []
    for shape in draw(st.lists(shapes, min_size=1, max_size=7)):
        if pieces and draw(st.integers(0, 4)) == 0:
            most = min(pieces[-1].length, shape[0].length) // 3
            offsets = (draw(st.integers(0, most)), draw(st.integers(0, most)))
            pieces.append(Piece(kind="transition", length=0, offsets=offsets))
        pieces += shape
    return pieces

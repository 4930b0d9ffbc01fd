"""Boxes and elements of files that are broken are left alone, and never followed out of bounds."""

from __future__ import annotations

import functools
import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.media.matroska import Aspects
from backbeat.media.quicktime import carried_from, carry

BOXES = st.recursive(
    st.binary(max_size=40),
    lambda inner: st.lists(
        st.tuples(
            st.sampled_from([b"moov", b"udta", b"meta", b"ilst", b"keys", b"trak", b"mdia"]),
            inner,
            st.sampled_from([0, 0, 0, -3, 5, 1 << 30]),
        ),
        max_size=4,
    ).map(
        lambda boxes: b"".join(
            max(0, 8 + len(data) + off).to_bytes(4, "big") + kind + data
            for kind, data, off in boxes
        )
    ),
    max_leaves=12,
)

TRACKS = bytes.fromhex("1a45dfa380 1853806701ffffffffffffff 1654ae6b40c8".replace(" ", ""))
"""Heads of a file, its segment and its tracks, of 200 bytes."""


@functools.cache
def _encoded() -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as container:
        video = container.add_stream("mjpeg", rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, "yuvj420p"
        video.codec_context.sample_aspect_ratio = Fraction(4, 3)
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        container.mux([*video.encode(frame), *video.encode(None)])
    return file.getvalue()


def picture() -> io.BytesIO:
    return io.BytesIO(_encoded())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.one_of(BOXES, st.binary(max_size=200)))
def test_broken_boxes_carry_what_makes_sense(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mov"
    path.write_bytes(data)
    for muxer in ("mov", "mp4"):
        carried = carried_from(path, {"com.apple.quicktime.make": "Apple"}, muxer)
        carry(path, muxer, carried, (), ["deu"])
        assert len(path.read_bytes()) == len(data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=200), start=st.sampled_from([b"", TRACKS]))
def test_broken_elements_keep_their_length(tmp_path: Path, data: bytes, start: bytes) -> None:
    path = tmp_path / "a.mkv"
    path.write_bytes(start + data)
    aspects = Aspects()
    with av.open(io.BytesIO(), "w", format="matroska") as container, av.open(picture()) as source:
        copy = container.add_stream_from_template(source.streams.video[0], opaque=True)
        aspects.add(copy, source.streams.video[0])
        assert copy.metadata["title"].isspace()
    aspects.finish(path)
    assert len(path.read_bytes()) == len(start + data)
    assert path.read_bytes().startswith(start)

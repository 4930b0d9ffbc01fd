"""Parts of pictures come and go without a trace on what is not in a mask."""

from __future__ import annotations

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.errors import OutputError
from backbeat.media.retouching.crops import crop, put, stored
from backbeat.media.retouching.patches import Box, Patch
from backbeat.media.retouching.planes import layout_of, planar, planar_format, planes_of

FORMATS = (
    *("yuv420p", "yuvj420p", "yuv422p", "yuv444p", "yuv440p", "yuv411p", "gray", "gray10le"),
    *("yuv420p10le", "yuv422p10le", "yuv444p10le", "yuv420p12le", "yuv422p12le", "yuv444p12le"),
    *("yuva420p", "yuva422p10le", "yuva444p12le", "gbrp", "gbrp10le", "gbrap", "gbrap16le"),
)


def noise(name, width, height, seed=0):
    """A picture of random levels that stay away from the ends."""
    frame = av.VideoFrame(width, height, name)
    layout = layout_of(name)
    chance = np.random.default_rng(seed)
    for plane in frame.planes:
        dtype = np.dtype("<u2") if layout.deep else np.dtype(np.uint8)
        low, high = (layout.highest * 3) // 8, (layout.highest * 5) // 8
        count = plane.buffer_size // dtype.itemsize
        plane.update(chance.integers(low, high, count).astype(dtype).tobytes())
    return frame


def planes(frame):
    return [plane.copy() for plane in planes_of(frame, layout_of(frame.format.name))]


def whole(frame):
    how = stored(frame)
    width, height = how.grid
    return crop(frame, how, Box(0, 0, width, height)).pixels


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_only_what_is_masked_changes(data):
    name = data.draw(st.sampled_from(FORMATS))
    width, height = data.draw(st.integers(5, 40)), data.draw(st.integers(5, 40))
    frame = noise(name, width, height, data.draw(st.integers(0, 99)))
    how = stored(frame)
    left, top = data.draw(st.integers(-5, width)), data.draw(st.integers(-5, height))
    box = Box(left, top, left + data.draw(st.integers(1, 20)), top + data.draw(st.integers(1, 20)))
    chance = np.random.default_rng(data.draw(st.integers(0, 99)))
    kind = np.uint16 if how.layout.deep else np.uint8
    pixels = chance.integers(0, np.iinfo(kind).max, (box.height, box.width, 3), kind, True)
    mask = chance.random((box.height, box.width)) < data.draw(st.sampled_from([0, 0.3, 0.9, 1]))
    before = planes(frame)
    put(frame, how, [Patch(pixels, box, mask)])
    on_picture = np.zeros((height, width), bool)
    inside = how.on_grid(box)
    on_picture[inside.top : inside.bottom, inside.left : inside.right] = mask[
        inside.top - top : inside.bottom - top, inside.left - left : inside.right - left
    ]
    after = planes(frame)
    assert np.array_equal(before[0][~on_picture], after[0][~on_picture])
    across, down = how.layout.across, how.layout.down
    for old, new in zip(before[1:], after[1:], strict=True):
        for row, column in np.argwhere(old != new):
            cell = on_picture[
                row * down : (row + 1) * down, column * across : (column + 1) * across
            ]
            assert cell.all()


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(FORMATS),
    width=st.integers(4, 40),
    height=st.integers(4, 40),
    seed=st.integers(0, 99),
)
def test_what_is_put_back_as_it_was_changes_no_plane(name, width, height, seed):
    frame = noise(name, width, height, seed)
    how = stored(frame)
    box = Box(1, 2, width - 1, height)
    before = planes(frame)
    seen = crop(frame, how, box)
    put(frame, how, [Patch(seen.pixels, seen.box, np.ones(seen.pixels.shape[:2], bool))])
    assert all(np.array_equal(a, b) for a, b in zip(before, planes(frame), strict=True))


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(FORMATS),
    left=st.integers(0, 30),
    top=st.integers(0, 20),
    width=st.integers(1, 20),
    height=st.integers(1, 20),
)
def test_a_crop_is_the_same_part_of_any_larger_one(name, left, top, width, height):
    frame = noise(name, 51, 41)
    how = stored(frame)
    part = crop(frame, how, Box(left, top, left + width, top + height))
    expected = whole(frame)[part.box.top : part.box.bottom, part.box.left : part.box.right]
    # The last bit depends on how many pixels are converted at once.
    assert np.abs(part.pixels.astype(int) - expected).max() <= 1


def test_a_put_color_is_seen_again():
    for name in FORMATS:
        frame = noise(name, 48, 32)
        how = stored(frame)
        top = 65535 if how.layout.deep else 255
        color = np.array([0.4, 0.55, 0.6] if how.layout.model != "gray" else [0.5] * 3) * top
        box = Box(8, 8, 40, 24)
        kind = np.uint16 if how.layout.deep else np.uint8
        pixels = np.full((16, 32, 3), color, kind)
        put(frame, how, [Patch(pixels, box, np.ones((16, 32), bool))])
        seen = crop(frame, how, Box(14, 12, 34, 20)).pixels.astype(float)
        # One level of luma and two of chroma, by what they weigh at most.
        assert np.abs(seen - color).max() <= top / how.layout.highest * 4 + 0.3 * top / 255, name


@settings(max_examples=30, deadline=None)
@given(
    matrix=st.sampled_from([1, 5, 9, 2]),
    full=st.booleans(),
    name=st.sampled_from(["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv444p10le"]),
    height=st.sampled_from([48, 720]),
)
def test_colors_are_those_of_ffmpeg(matrix, full, name, height):
    frame = av.VideoFrame(64, height, name)
    layout = layout_of(name)
    for plane, level in zip(frame.planes, (0.5, 0.4, 0.6), strict=True):
        dtype = np.dtype("<u2") if layout.deep else np.dtype(np.uint8)
        count = plane.buffer_size // dtype.itemsize
        plane.update(np.full(count, round(level * layout.highest), dtype).tobytes())
    frame.colorspace, frame.color_range = matrix, 2 if full else 1
    seen = whole(frame)[0, 0].astype(float)
    source = {2: "bt709" if height >= 720 else "bt601", 1: "bt709", 5: "bt601", 9: "bt2020"}[matrix]
    kind, top = ("bgr48le", 65535) if layout.deep else ("bgr24", 255)
    numbers = {"bt709": 1, "bt601": 5, "bt2020": 9}
    other = frame.reformat(
        format=kind,
        src_colorspace=numbers[source],
        src_color_range=2 if full else 1,
        dst_color_range=2,
    )
    expected = np.frombuffer(bytes(other.planes[0]), "<u2" if layout.deep else np.uint8)[:3]
    # FFmpeg's own conversion of 8 bits is that far from the formula.
    assert np.abs(seen - expected).max() <= top / 255 * 2.5


@settings(max_examples=30, deadline=None)
@given(
    turns=st.integers(0, 3),
    left=st.integers(0, 20),
    top=st.integers(0, 20),
    name=st.sampled_from(["yuv420p", "yuv444p", "gbrp"]),
)
def test_a_turned_picture_is_addressed_upright(turns, left, top, name):
    frame = noise(name, 33, 27)
    how = stored(frame)
    turned = type(how)(how.width, how.height, how.layout, how.conversion, turns)
    upright = np.rot90(whole(frame), turns)
    part = crop(frame, turned, Box(left, top, left + 9, top + 6))
    box = part.box
    expected = upright[box.top : box.bottom, box.left : box.right].astype(int)
    assert part.pixels.size == 0 or np.abs(part.pixels - expected).max() <= 1
    pixels = np.full((6, 9, 3), 120, np.uint8)
    put(frame, turned, [Patch(pixels, Box(left, top, left + 9, top + 6), np.ones((6, 9), bool))])
    changed = np.abs(np.rot90(whole(frame), turns).astype(int) - upright).max(axis=2) > 0
    changed[max(0, box.top - 3) : box.bottom + 3, max(0, box.left - 3) : box.right + 3] = False
    assert not changed.any()


def test_repacking_loses_nothing():
    for name in ("nv12", "nv21", "nv16", "p010le", "yuyv422", "uyvy422", "rgb24", "bgra"):
        frame = av.VideoFrame(32, 16, name)
        chance = np.random.default_rng(3)
        for plane in frame.planes:
            data = chance.integers(0, 256, plane.buffer_size, np.uint8)
            if name == "p010le":
                data = (data.view("<u2") & 0xFFC0).view(np.uint8)
            plane.update(data.tobytes())
        made = planar(frame)
        assert planar_format(frame) == (made.format.name, True)
        back = made.reformat(format=name)
        for old, new in zip(frame.planes, back.planes, strict=True):
            used = old.width * (old.line_size // max(1, old.width) if old.width else 1)
            rows_old = np.frombuffer(bytes(old), np.uint8).reshape(old.height, -1)
            rows_new = np.frombuffer(bytes(new), np.uint8).reshape(new.height, -1)
            width = min(used, rows_old.shape[1], rows_new.shape[1])
            assert np.array_equal(rows_old[:, :width], rows_new[:, :width]), name


def test_a_patch_that_does_not_fit_is_refused():
    frame = noise("yuv420p", 32, 16)
    how = stored(frame)
    patch = Patch(np.zeros((4, 4, 3), np.uint8), Box(0, 0, 5, 4), np.ones((4, 4), bool))
    with pytest.raises(OutputError, match="does not fit"):
        put(frame, how, [patch])

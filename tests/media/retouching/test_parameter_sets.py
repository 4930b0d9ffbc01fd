"""Parameter sets of two encoders of H.264 in one track."""

from __future__ import annotations

import av
import pytest
from av.codec.context import Flags
from hypothesis import given
from hypothesis import strategies as st

from backbeat.media.retouching.parameter_sets import (
    configuration,
    configuration_of_encoder,
    is_avcc,
    units_of,
    with_lengths,
)
from tests.media.retouching.made import write_video


def encoder_of(number, pixel_format="yuv420p"):
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = 64, 48, pixel_format
    context.flags |= Flags.global_header
    context.options = {"x264-params": f"sps-id={number}"}
    context.open()
    return context.extradata


def test_a_track_s_configuration_is_read_and_written_as_it_was(tmp_path):
    path = write_video(tmp_path / "a.mp4", count=2)
    with av.open(str(path)) as container:
        avcc = container.streams.video[0].codec_context.extradata
    assert is_avcc(avcc)
    found = configuration(avcc)
    assert found.packed() == avcc
    assert found.numbers == {0}
    assert found.free_number == 1
    for number in (1, 7, 31):
        ours = configuration_of_encoder(encoder_of(number), 1, 8)
        assert ours.numbers == {number}
        both = found.with_sets(ours)
        assert both.numbers == {0, number}
        assert configuration(both.packed()) == both


def test_what_the_encoder_says_becomes_what_its_muxer_writes(tmp_path):
    for pixel_format, chroma, bits in (("yuv420p", 1, 8), ("yuv422p10le", 2, 10)):
        path = write_video(
            tmp_path / "a.mp4", pixel_format=pixel_format, count=2, options={"bf": "0"}
        )
        with av.open(str(path)) as container:
            avcc = container.streams.video[0].codec_context.extradata
        units = configuration(avcc)
        data = b"".join(b"\0\0\0\1" + unit for unit in units.sequence + units.picture)
        assert configuration_of_encoder(data, chroma, bits).packed() == avcc


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=5))
def test_units_come_back_from_between_start_codes(contents):
    # Units never hold a start code, and never end in zero.
    units = [b"\x65" + one.replace(b"\0", b"\1") for one in contents]
    data = b"".join((b"\0\0\0\1", b"\0\0\1")[at % 2] + unit for at, unit in enumerate(units))
    assert list(units_of(data)) == units
    packed = with_lengths(data)
    assert packed == b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)


@given(st.binary(max_size=60))
def test_a_malformed_configuration_is_said_to_be_so(data):
    try:
        found = configuration(b"\1\x64\0\x0b\xff" + data)
    except ValueError:
        return
    assert found.sequence is not None


def test_lengths_of_other_sizes_are_not_taken():
    assert not is_avcc(b"\0\0\0\1gab")
    assert not is_avcc(None)
    assert not is_avcc(b"\1\x64\0\x0b\xfe\xe0\0")
    with pytest.raises(ValueError, match="ends early"):
        configuration(b"\1\x64\0\x0b\xff\xe1\0\x20abc")

"""A song or a video as it is shown: how long, which picture, which sound."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np

from backbeat.errors import MediaError
from backbeat.media.opening import opened
from backbeat.media.probe import probe
from backbeat.media.tracks import is_still
from backbeat.v1.cutting_pb2 import FrameRate
from backbeat.v1.panel_pb2 import MediaView, PictureView, SoundView

_PICTURES_LOOKED_AT = 300
_MAY_BE_OUT_OF_ORDER = 16
"""Pictures at the end of those read between which others may still come."""
_FEWEST_STEPS = 3
_UNEVEN = 0.25
"""Deviation from the usual distance of two pictures from which the rate counts as variable."""


def media_view(path: Path) -> MediaView:
    """What a media file holds, as its headers state it.

    Raises:
        MediaError: it is no media.
    """
    info = probe(path)
    picture, sound = info.video, info.audio
    if picture is None and sound is None:
        raise MediaError(
            f"{path} has neither sound nor moving picture.", "Open a song, a video or a timeline."
        )
    length = (picture.duration if picture else None) or info.duration
    view = MediaView(duration_s=float(length or 0))
    if picture is not None:
        view.picture.CopyFrom(
            PictureView(
                width=picture.width,
                height=picture.height,
                codec=picture.codec,
                variable_rate=has_variable_rate(path),
                timecode=info.start_timecode or "",
            )
        )
        if picture.rate:
            view.picture.rate.CopyFrom(
                FrameRate(numerator=picture.rate.numerator, denominator=picture.rate.denominator)
            )
    if sound is not None:
        view.sound.CopyFrom(
            SoundView(sample_rate_hz=sound.rate, channels=sound.channels, codec=sound.codec)
        )
    return view


def has_variable_rate(path: Path) -> bool:
    """Whether pictures are not evenly spaced, judged by the times of the first few hundred.

    Times that are rounded, as Matroska's are to milliseconds, count as even.

    Raises:
        MediaError: it is no media.
    """
    with opened(path) as container:
        stream = next(
            (one for one in container.streams.video if not is_still(container, one)), None
        )
        if stream is None or stream.time_base is None:
            return False
        packets = itertools.islice(container.demux(stream), _PICTURES_LOOKED_AT)
        times = sorted(packet.pts for packet in packets if packet.pts is not None)
        base = float(stream.time_base)
    steps = np.diff(np.array(times[:-_MAY_BE_OUT_OF_ORDER], np.float64)) * base
    if len(steps) < _FEWEST_STEPS:
        return False
    usual = float(np.median(steps))
    return bool((np.abs(steps - usual) > max(_UNEVEN * usual, 2 * base)).any())

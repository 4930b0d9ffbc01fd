"""A song or a video as it is shown: how long, which picture, which sound."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import MediaError
from backbeat.media.probe import probe
from backbeat.v1.cutting_pb2 import FrameRate
from backbeat.v1.panel_pb2 import MediaView, PictureView, SoundView


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

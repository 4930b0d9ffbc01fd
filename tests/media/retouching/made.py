"""Videos made of moving noise, and retouchers that paint on them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from backbeat.media.retouching.patches import Box, Patch
from backbeat.media.retouching.retouch import Form, Written
from backbeat.media.retouching.retouch import retouch as retouched
from backbeat.media.retouching.showing import Showing
from backbeat.media.retouching.source import decoded_frames, pictures_of, track_of
from backbeat.progress import SILENT, Progress

WIDTH, HEIGHT = 192, 108


def write_video(
    path: Path,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    count: int = 60,
    rate: Fraction = Fraction(30000, 1001),
    gop: int = 12,
    options: dict[str, str] | None = None,
    ticks: list[int] | None = None,
    base: Fraction | None = None,
    sound: str | None = None,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    set_up=None,
    form: str | None = None,
) -> Path:
    """Moving noise, and with `sound` (a codec) clicks every half second in mono at 48 kHz."""
    coarse = np.random.default_rng(7).integers(40, 216, (size[1] // 6, size[0] // 6, 3), np.uint8)
    ground = np.kron(coarse, np.ones((6, 6, 1), np.uint8))
    ground = np.pad(
        ground, ((0, size[1] - ground.shape[0]), (0, size[0] - ground.shape[1]), (0, 0)), "edge"
    )
    base = base or 1 / rate
    with av.open(str(path), "w", format=form) as container:
        video = container.add_stream(codec, rate=rate, options=options or {})
        video.width, video.height, video.pix_fmt = *size, pixel_format
        context = video.codec_context
        context.gop_size, context.time_base = gop, base
        context.color_primaries = context.color_trc = context.colorspace = 1
        context.color_range = 1
        if set_up is not None:
            set_up(container, video)
        track = None
        if sound is not None:
            track = container.add_stream(sound, rate=48000)
            track.layout = "mono"
        for index in range(count):
            picture = np.roll(ground, (index, 2 * index), (0, 1))
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
                format=pixel_format, dst_colorspace=1, dst_color_range=1
            )
            frame.pts, frame.time_base = ticks[index] if ticks else index, base
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if track is not None:
            samples = np.zeros((1, round(count / rate * 48000)), np.float32)
            samples[0, ::24000] = 0.9
            for start in range(0, samples.shape[1], 1024):
                block = av.AudioFrame.from_ndarray(
                    samples[:, start : start + 1024], format="fltp", layout="mono"
                )
                block.sample_rate, block.time_base, block.pts = 48000, Fraction(1, 48000), start
                container.mux(track.encode(block))
            container.mux(track.encode(None))
    return path


def plain_showing(path: Path) -> Showing:
    """The whole source as it is."""
    pictures = pictures_of(path)
    return Showing(np.arange(len(pictures.times)), pictures.times, pictures.end)


def retouch(
    source: Path,
    target: Path,
    showing: Showing,
    painter: Painter,
    folder: Path | None = None,
    progress: Progress = SILENT,
    sounds=(),
    cuts=(),
    **form: object,
) -> Written:
    """As the product's, with the fields of a form by name."""
    return retouched(source, target, showing, painter, sounds, Form(**form), folder, cuts, progress)


class Painter:
    """Paints a box in some pictures grey."""

    def __init__(self, indexes, box=None, batch=3):
        self.indexes, self.box, self.batch = set(indexes), box or Box(60, 30, 100, 70), batch
        self.drawn: list[int] = []

    def boxes(self, index):
        return (self.box,) if index in self.indexes else ()

    def draw(self, looks):
        made = []
        for look in looks:
            self.drawn.append(look.index)
            crop = look.crops[0]
            top = 65535 if crop.pixels.dtype == np.uint16 else 255
            pixels = np.full_like(crop.pixels, top // 2)
            made.append([Patch(pixels, crop.box, np.ones(pixels.shape[:2], bool))])
        return made


def decoded(path: Path) -> list[list[np.ndarray]]:
    """All planes of all pictures, as PyAV decodes them."""
    with av.open(str(path)) as container:
        stream = track_of(path, container)
        return [
            [
                np.frombuffer(bytes(plane), np.uint8).reshape(plane.height, -1).copy()
                for plane in frame.planes
            ]
            for frame in decoded_frames(container, stream)
        ]

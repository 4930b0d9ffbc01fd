"""Encoders of pictures: which one, and what it is told so that pictures stay what they were."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
from av.codec.context import Flags

from backbeat.errors import RequestError
from backbeat.media.muxing import make_reproducible

ENCODERS: Mapping[str, str] = {
    "h264": "libx264",
    "hevc": "libx265",
    "prores": "prores_ks",
    "dnxhr": "dnxhd",
    "mjpeg": "mjpeg",
    "ffv1": "ffv1",
}
"""FFmpeg's encoder by the name that a user gives a codec."""
_NAMES = {
    "h264": "H.264",
    "hevc": "HEVC",
    "prores": "ProRes",
    "dnxhr": "DNxHR",
    "mjpeg": "MJPEG",
    "ffv1": "FFV1",
}
_OF_FFMPEG = {"dnxhd": "dnxhr"}
"""Names for users of codecs that FFmpeg calls otherwise."""
_HOLDS = {
    "mp4": ("h264", "hevc"),
    "mov": ("h264", "hevc", "prores", "dnxhr", "mjpeg"),
    "matroska": ("h264", "hevc", "prores", "dnxhr", "mjpeg", "ffv1"),
}
"""Codecs that a container is written with, by FFmpeg's name of its muxer."""
THREADS = 4
"""Threads of an encoder; fixed, because the output of x264 depends on it."""
_GOP_S = Fraction(2)
"""Longest distance between key frames, in seconds."""
_PRORES = {"apco": "0", "apcs": "1", "apcn": "2", "apch": "3", "ap4h": "4", "ap4x": "5"}
"""Profiles of FFmpeg's encoder by the four characters of a ProRes track."""
_DNXHR = {
    "DNXHR LB": "dnxhr_lb",
    "DNXHR SQ": "dnxhr_sq",
    "DNXHR HQ": "dnxhr_hq",
    "DNXHR HQX": "dnxhr_hqx",
    "DNXHR 444": "dnxhr_444",
}


@dataclass(frozen=True)
class PictureForm:
    """What the pictures of a video are like."""

    codec: str
    """FFmpeg's name, such as `prores`."""
    tag: str
    """The codec's four characters."""
    profile: str
    """FFmpeg's name of the profile; empty where unknown."""
    width: int
    height: int
    """As stored, in pixels."""
    pixel_format: str
    """FFmpeg's name of the planar format that pictures are changed in."""
    primaries: int
    transfer: int
    matrix: int
    color_range: int
    """Numbers of FFmpeg."""
    aspect: Fraction
    """Of pixels; 0 where not stated."""
    rate: Fraction
    """Nominal pictures a second."""
    reordered: bool
    """Whether pictures are decoded in another order than they are shown in."""
    intra: bool
    """Whether every picture can be decoded alone."""
    chroma_location: int | None = None
    """Where samples of chroma lie, as H.264 numbers places; None where not stated."""
    mastering_display: str = ""
    """The mastering display as x265 is told; empty where not stated."""
    light_level: str = ""
    """Maximum and average content light level as x265 is told; empty where not stated."""
    dolby_vision: bool = False
    """Whether it says scene by scene how it is shown."""


@dataclass(frozen=True)
class Encoding:
    """How pictures are encoded; the same for every part of a video."""

    codec: str
    """A key of `ENCODERS`."""
    pixel_format: str
    options: Mapping[str, str]
    form: PictureForm
    notes: tuple[str, ...] = field(default=())
    """What of the source this cannot keep, in sentences."""

    @property
    def base(self) -> Fraction:
        """Seconds to a tick of the encoder: one picture is as long as all others."""
        return 1 / self.form.rate

    def configure(self, context: av.VideoCodecContext) -> None:
        """Tells an encoder that is not open yet what it is to do."""
        form = self.form
        context.width, context.height = form.width, form.height
        context.pix_fmt = self.pixel_format
        context.time_base, context.framerate = self.base, form.rate
        context.color_primaries, context.color_trc = form.primaries, form.transfer
        context.colorspace, context.color_range = form.matrix, form.color_range
        if form.aspect:
            context.sample_aspect_ratio = form.aspect
        context.thread_count = THREADS
        long = self.codec in ("h264", "hevc") and not form.intra
        context.gop_size = max(1, round(form.rate * _GOP_S)) if long else 1
        if self.codec == "h264":
            context.max_b_frames = 2 if form.reordered and long else 0
        # Parameter sets beside the packets, as containers store them.
        context.flags |= Flags.global_header
        make_reproducible(context)
        context.options = dict(self.options)

    def opened(self) -> av.VideoCodecContext:
        """A new encoder, ready for its first picture. Raises: RequestError: it refuses these."""
        context = av.CodecContext.create(ENCODERS[self.codec], "w")
        if not isinstance(context, av.VideoCodecContext):
            raise RequestError(f"{self.codec} encodes no pictures.", "Choose h264.")
        self.configure(context)
        try:
            context.open()
        except (av.FFmpegError, ValueError) as error:
            raise RequestError(
                f"{_NAMES[self.codec]} cannot be encoded in {self.form.width} x "
                f"{self.form.height}, {self.pixel_format}: {error}.",
                "Choose another codec.",
            ) from error
        return context


def codec_of(form: PictureForm, wanted: str, path: Path, muxer: str) -> str:
    """The codec that a video is encoded with.

    Args:
        form: the source's.
        wanted: by the user; empty for the source's, or else H.264.
        path: of the output, for messages.
        muxer: FFmpeg's name of its container.

    Raises:
        RequestError: there is no such codec or encoder, or the container does not hold it.
    """
    own = _OF_FFMPEG.get(form.codec, form.codec)
    held = _HOLDS[muxer]
    codec = wanted or (own if own in held and _is_there(own) else "h264")
    if codec not in ENCODERS:
        raise RequestError(
            f"{codec!r} is not a codec that is written here.", f"Choose {_listed(held)}."
        )
    if codec not in held:
        raise RequestError(
            f"{path} cannot hold {_NAMES[codec]}.",
            "End it in .mov or .mkv." if codec in _HOLDS["mov"] else "End it in .mkv.",
        )
    if not _is_there(codec):
        there = [name for name in held if _is_there(name)]
        raise RequestError(
            f"{path} cannot be written: this build of FFmpeg has no encoder for {_NAMES[codec]}.",
            f"Choose {_listed(there)}." if there else "Install Backbeat's dependencies again.",
        )
    return codec


def encoding_of(form: PictureForm, codec: str, parameter_set: int = 0) -> Encoding:
    """How pictures are encoded so that they stay what they were as far as the codec can.

    Args:
        form: the source's.
        codec: a key of `ENCODERS`.
        parameter_set: number of H.264's parameter sets, which must not be one of the source's
            where packets of both are in a file.
    """
    pixel_format, note = _pixel_format(form, codec)
    notes = [note] if note else []
    if (form.mastering_display or form.light_level) and codec not in ("h264", "hevc", form.codec):
        notes.append(
            f"{_NAMES[codec]} has no place for the mastering display; its colours stay as they are."
        )
    if form.dolby_vision:
        notes.append("The metadata of Dolby Vision is left out; what lies below it stays.")
    options = _OPTIONS[codec](form, pixel_format, parameter_set)
    return Encoding(codec, pixel_format, options, form, tuple(notes))


def _h264(form: PictureForm, pixel_format: str, parameter_set: int) -> dict[str, str]:
    parameters = [f"sps-id={parameter_set}", "open-gop=0", *_located(form, pixel_format)]
    if form.mastering_display:
        parameters.append(f"mastering-display={form.mastering_display}")
    if form.light_level:
        parameters.append(f"cll={form.light_level}")
    if form.mastering_display or form.light_level:
        # x264 states both only together with its parameter sets.
        parameters.append("repeat-headers=1")
    return {
        "preset": "veryfast",
        "crf": "16",
        # With its macroblock tree (core 165), some files differed between runs.
        "mbtree": "0",
        "x264-params": ":".join(parameters),
    }


def _hevc(form: PictureForm, pixel_format: str, parameter_set: int) -> dict[str, str]:
    parameters = ["log-level=none", "info=0", f"pools={THREADS}", "frame-threads=2", "open-gop=0"]
    if form.mastering_display:
        parameters.append(f"master-display={form.mastering_display}")
    if form.light_level:
        parameters.append(f"max-cll={form.light_level}")
    if form.transfer == _PQ:
        parameters += ["hdr10=1", "hdr10-opt=1", "repeat-headers=0"]
    if not form.reordered:
        parameters.append("bframes=0")
    parameters += _located(form, pixel_format)
    return {"preset": "superfast", "crf": "14", "x265-params": ":".join(parameters)}


def _located(form: PictureForm, pixel_format: str) -> list[str]:
    """What both encoders are told of where samples of chroma lie; only 4:2:0 leaves a choice."""
    if form.chroma_location is None or "420" not in pixel_format:
        return []
    return [f"chromaloc={form.chroma_location}"]


def _prores(form: PictureForm, pixel_format: str, parameter_set: int) -> dict[str, str]:
    fitting = "4" if "444" in pixel_format else "3"
    profile = _PRORES.get(form.tag, fitting)
    if (profile in "45") != (fitting == "4"):
        profile = fitting
    return {"profile": profile, "vendor": "apl0"}


def _dnxhr(form: PictureForm, pixel_format: str, parameter_set: int) -> dict[str, str]:
    own = _DNXHR.get(form.profile)
    deep = pixel_format.endswith("10le")
    if "444" in pixel_format or pixel_format.startswith("gbr"):
        return {"profile": "dnxhr_444"}
    if deep:
        return {"profile": "dnxhr_hqx"}
    return {"profile": own if own not in (None, "dnxhr_hqx", "dnxhr_444") else "dnxhr_hq"}


def _mjpeg(form: PictureForm, pixel_format: str, parameter_set: int) -> dict[str, str]:
    # A constant quantiser of 2, in units of FFmpeg's FF_QP2LAMBDA, 118.
    return {"flags": "+qscale+bitexact", "global_quality": str(2 * 118), "strict": "unofficial"}


def _ffv1(form: PictureForm, pixel_format: str, parameter_set: int) -> dict[str, str]:
    return {"level": "3", "slices": "4", "slicecrc": "1"}


_OPTIONS = {
    "h264": _h264,
    "hevc": _hevc,
    "prores": _prores,
    "dnxhr": _dnxhr,
    "mjpeg": _mjpeg,
    "ffv1": _ffv1,
}
_PQ = 16
"""SMPTE ST 2084, as FFmpeg numbers transfers."""


def _pixel_format(form: PictureForm, codec: str) -> tuple[str, str]:
    """The encoder's pixel format nearest to the source's, and a sentence where it differs."""
    have = [one.name for one in av.Codec(ENCODERS[codec], "w").video_formats or ()]
    own = form.pixel_format
    if own in have:
        return own, ""
    wanted = av.VideoFormat(own)
    bits = max(component.bits for component in wanted.components)
    alpha = any(component.is_alpha for component in wanted.components)
    chroma = _chroma(own)

    def distance(name: str) -> tuple[int, int, int, int]:
        other = av.VideoFormat(name)
        other_bits = max(component.bits for component in other.components)
        has_alpha = any(component.is_alpha for component in other.components)
        other_chroma = _chroma(name)
        return (
            abs(other_chroma - chroma) + (10 if other_chroma < chroma else 0),
            abs(other_bits - bits) + (10 if other_bits < bits else 0),
            int(has_alpha != alpha),
            int(not name.startswith("yuv")),
        )

    nearest = min(have, key=distance)
    return nearest, f"{_NAMES[codec]} is encoded in {nearest}; the source is in {own}."


def _chroma(name: str) -> int:
    for order, part in enumerate(("gray", "410", "411", "420", "440", "422", "444")):
        if part in name:
            return order
    return 3 if name.startswith("nv") else 6


def _is_there(codec: str) -> bool:
    with contextlib.suppress(ValueError):
        return codec in ENCODERS and av.Codec(ENCODERS[codec], "w").type == "video"
    return False


def _listed(codecs: tuple[str, ...] | list[str]) -> str:
    *others, last = codecs
    return f"{', '.join(others)} or {last}" if others else last

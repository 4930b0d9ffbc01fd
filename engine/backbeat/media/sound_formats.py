"""How sound is encoded, and which files hold it: muxers, codecs and their options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backbeat.media.stream_copy import QUICKTIME

SOUND_FILES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    ".wav": ("wav", ("pcm_s24le", "pcm_s16le", "pcm_f32le")),
    ".flac": ("flac", ("flac",)),
    ".m4a": ("mp4", ("aac", "alac")),
    ".m4b": ("mp4", ("aac", "alac")),
    ".mp3": ("mp3", ("libmp3lame",)),
    ".opus": ("opus", ("libopus",)),
    ".ogg": ("ogg", ("libopus", "flac")),
    ".mka": ("matroska", ("flac", "pcm_s24le", "pcm_s16le", "aac", "libopus", "libmp3lame")),
}
"""FFmpeg's muxer by file extension, and the codecs allowed in it, the default first."""
VIDEO_FILES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    ".mp4": ("mp4", ("aac", "alac", "flac", "libopus", "libmp3lame")),
    ".m4v": ("mp4", ("aac", "alac")),
    ".mov": ("mov", ("pcm_s24le", "pcm_s16le", "aac", "alac")),
    ".mkv": ("matroska", ("flac", "pcm_s24le", "pcm_s16le", "aac", "libopus", "libmp3lame")),
    ".webm": ("webm", ("libopus",)),
}
"""FFmpeg's muxer by extension of a video, and the sound codecs allowed, the default first."""
_BRANDS = {".m4a": "M4A ", ".m4b": "M4B "}
"""Brands in the `ftyp` box of MP4 sound files, by which players recognise them."""


@dataclass(frozen=True)
class SoundFormat:
    """Encoding of a track of sound."""

    codec: str
    """FFmpeg's name of an encoder."""
    rate: int
    """Sample rate, in Hz."""
    layout: str
    """FFmpeg's name of the channel layout, such as `stereo`."""
    channels: int
    bits: int | None = None
    """Bit depth of integer samples; None where the codec has none."""
    bit_rate: int | None = None
    """Bit rate, in bits per second; None where the codec has none."""


def brand_options(path: Path) -> dict[str, str]:
    """Muxer options that set the MP4 brand of a sound file or an audiobook, by its extension."""
    brand = _BRANDS.get(path.suffix.lower())
    return {} if brand is None else {"brand": brand}


def muxer_options(muxer: str, rate: int) -> dict[str, str]:
    """Options of a muxer for sound of that rate, in Hz."""
    if muxer in QUICKTIME:
        # Edit lists are in units of the movie's timescale; the default of 1000 would shift sound by
        # up to a millisecond.
        # FFmpeg writes the boxes of Dolby Vision and stereoscopic video only if `strict` allows it.
        return {
            "movflags": "+faststart",
            "movie_timescale": str(rate),
            "strict": "unofficial",
        }
    return {"rf64": "auto"} if muxer == "wav" else {}

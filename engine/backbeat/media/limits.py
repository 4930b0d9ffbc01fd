"""Limits on the media that the engine opens, and on how much of it is held in memory."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from backbeat.errors import MediaError

MAX_PIXELS = 8192 * 4320
"""Most pixels of a picture that is decoded: 8K as used in cinema.

A small file can declare a far larger picture, for which memory is allocated when it is opened."""

MAX_SECONDS_IN_MEMORY = 6 * 3600
"""Longest sound held in memory, in seconds; longer sound must be streamed."""

MAX_VALUES_IN_MEMORY = MAX_SECONDS_IN_MEMORY * 48000 * 2
"""Most float32 values held in memory: six hours of stereo at 48 kHz, 8.3 GB."""

MAX_STREAMS = 256
"""Most tracks of a file; each takes memory when it is opened."""

MIN_RATE = 1000
"""Lowest sample rate that is read, in Hz."""

MAX_CHUNKS = 4096
"""Most parts of a WAV, its sound among them."""

_FIRST_CHUNK = 12
_LARGE_CHUNK = 16 << 20
"""Bytes that FFmpeg may take for a part that the file does not hold."""

FORMATS = (
    "aac,ac3,eac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dnxhd,dts,dtshd,dv,flac,flv,gif,gxf,h264,hevc,"
    "ivf,lxf,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,m4v,mjpeg,mlp,mp3,mpc,mpc8,mpeg,mpegts,mpegvideo,mxf,"
    "nut,ogg,rm,rso,smjpeg,spdif,swf,tak,truehd,tta,voc,vc1,vvc,w64,wav,wsd,wtv,wv,xwma,yuv4mpegpipe,"
    "iff,ircam,nistsphere,paf,pvf,sds,sln,sox,svx,avr,dsf,iamf,oma,aa,aax,obu,av1,bonk,aptx,act,"
    "image2,bmp_pipe,dpx_pipe,exr_pipe,gif_pipe,jpeg_pipe,jpegls_pipe,j2k_pipe,jpegxl_pipe,png_pipe,"
    "psd_pipe,tiff_pipe,webp_pipe,apng"
)
"""FFmpeg's demuxers that are allowed, separated by commas.

Playlists (hls, dash, concat) are excluded, because they make FFmpeg open other files."""

OPEN_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": FORMATS,
    "max_pixels": str(MAX_PIXELS),
    "max_streams": str(MAX_STREAMS),
    # Otherwise a per cent sign in a picture's name would be read as the pattern of a sequence.
    "pattern_type": "none",
    # Largest packet of a WAV, in bytes: reading takes half as long with packets of about a second
    # as with the default of 40 ms.
    "max_size": str(1 << 18),
}
"""Options for `av.open` that keep FFmpeg from following URLs and playlists."""

WAV_OPTIONS = {
    **OPEN_OPTIONS,
    # In a WAV of 16 bits FFmpeg looks for DTS, which some discs hide there: in 5 MB, for 0.4 s. The
    # first packets show it as well.
    "max_probe_packets": "3",
}
"""The same for WAV files."""


def check_rate(path: Path, rate: int) -> None:
    """Checks that a sample rate is one of sound: at 1 Hz a small file is days long.

    Raises:
        MediaError: it is not.
    """
    if rate < MIN_RATE:
        raise MediaError(
            f"{path} states a sample rate of {rate} Hz, and sound has {MIN_RATE} at least.",
            "Export it again at 48000 Hz.",
        )


def check_chunks(path: Path) -> None:
    """Checks that no part of a WAV but its sound claims to reach far beyond the end of the file.

    FFmpeg takes as much memory for a part as its header claims.

    Raises:
        MediaError: one does, or there are more parts than in any WAV.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        at = _FIRST_CHUNK
        for _ in range(MAX_CHUNKS):
            file.seek(at)
            header = file.read(8)
            if len(header) < 8:
                return
            name, size = struct.unpack("<4sI", header)
            if name == b"data" and (not size or at + 8 + size >= end):
                return  # A stream states 0, and its sound goes to the end.
            if size > _LARGE_CHUNK and at + 8 + size > end:
                raise MediaError(
                    f"{path} has a damaged header: its part {name.decode('latin-1')!r} claims "
                    f"{size / 1e6:,.0f} MB, and the file has {end / 1e6:,.1f} MB.",
                    "Copy or export it again.",
                )
            at += 8 + size + size % 2
    raise MediaError(
        f"{path} has over {MAX_CHUNKS:,} parts, more than any WAV.", "Export it again."
    )


def check_fits_memory(path: Path, seconds: float, rate: int, channels: int) -> None:
    """Checks that sound is short enough to be held in memory.

    Args:
        path: the file, for the message.
        seconds: duration of the sound.
        rate: sample rate in memory, in Hz.
        channels: number of channels in memory.

    Raises:
        MediaError: the sound is longer than six hours, or has more values than six hours of stereo
            at 48 kHz.
    """
    values = seconds * rate * channels
    if seconds <= MAX_SECONDS_IN_MEMORY and values <= MAX_VALUES_IN_MEMORY:
        return
    raise MediaError(
        f"{path} is too long to be held in memory: {seconds / 3600:.1f} hours of {channels} "
        f"channels at {rate} Hz are {values * 4 / 1e9:.1f} GB.",
        f"Cut it into parts of at most {MAX_SECONDS_IN_MEMORY // 3600} hours.",
    )

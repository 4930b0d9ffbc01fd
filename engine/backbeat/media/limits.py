"""What the engine is willing to open, and how much of it it will hold in memory."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import MediaError

MAX_PIXELS = 8192 * 4320
"""Largest picture decoded: 8K as cinemas shoot it. A small file can declare far larger ones, and
the memory is spent on merely opening it."""

MAX_SECONDS_IN_MEMORY = 6 * 3600
"""Longest sound held whole; longer sound is streamed."""

MAX_VALUES_IN_MEMORY = MAX_SECONDS_IN_MEMORY * 48000 * 2
"""Most float32 values held whole: six hours of stereo at 48 kHz, 8.3 GB."""

FORMATS = (
    "aac,ac3,eac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dnxhd,dts,dtshd,dv,flac,flv,gif,gxf,h264,hevc,"
    "ivf,lxf,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,m4v,mjpeg,mlp,mp3,mpc,mpc8,mpeg,mpegts,mpegvideo,mxf,"
    "nut,ogg,rm,rso,smjpeg,spdif,swf,tak,truehd,tta,voc,vc1,vvc,w64,wav,wsd,wtv,wv,xwma,yuv4mpegpipe,"
    "iff,ircam,nistsphere,paf,pvf,sds,sln,sox,svx,avr,dsf,iamf,oma,aa,aax,obu,av1,bonk,aptx,act,"
    "image2,bmp_pipe,dpx_pipe,exr_pipe,gif_pipe,jpeg_pipe,jpegls_pipe,j2k_pipe,jpegxl_pipe,png_pipe,"
    "psd_pipe,tiff_pipe,webp_pipe,apng"
)
"""Demuxers that hold media themselves. Playlists (hls, dash, concat) are left out: they open other
files, and a file handed to the engine must not choose which."""

OPEN_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": FORMATS,
    "max_pixels": str(MAX_PIXELS),
    # A per cent sign in a picture's name is a character, not the number of a sequence.
    "pattern_type": "none",
    # Of a WAV's packets: a second of it at once is read in half the time of the usual 40 ms.
    "max_size": str(1 << 18),
}
"""For `av.open`; FFmpeg otherwise follows addresses and playlists."""


def check_fits_memory(path: Path, seconds: float, rate: int, channels: int) -> None:
    """Refuses sound that is too long to hold whole.

    Raises:
        MediaError: longer than six hours, or more values than six hours of stereo at 48 kHz.
    """
    values = seconds * rate * channels
    if seconds <= MAX_SECONDS_IN_MEMORY and values <= MAX_VALUES_IN_MEMORY:
        return
    raise MediaError(
        f"{path} is too long to be held in memory: {seconds / 3600:.1f} hours of {channels} "
        f"channels at {rate} Hz are {values * 4 / 1e9:.1f} GB.",
        f"Cut it into parts of at most {MAX_SECONDS_IN_MEMORY // 3600} hours.",
    )

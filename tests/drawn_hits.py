"""Drawn clips of things that hit, as videos with a knock at each impact."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import av
import numpy as np

from training.foley.clips import RATE as DRAWN_RATE
from training.foley.clips import Clip, clip
from training.foley.shapes import Random

RATE = 30
"""Pictures a second."""
SOUND_RATE = 48_000
_CLIPS = 3
_KNOCK_S = 0.2


def drawn_video(path: Path, kind: str, seed: int, late_pictures: int = 0) -> Path:
    """Writes three clips of one kind after another, with their sound.

    Args:
        path: ends in .mov, which holds PCM.
        kind: of `training.foley.casts.HITTING`.
        seed: of the first clip.
        late_pictures: by how many pictures the sound is late; below 0, early.
    """
    clips = _drawn(kind, seed)
    pictures = np.concatenate([one.pictures for one in clips])[:: DRAWN_RATE // RATE]
    seconds = len(pictures) / RATE
    starts = np.arange(_CLIPS) * seconds / _CLIPS
    moments = np.concatenate(
        [start + one.impacts for start, one in zip(starts, clips, strict=True)]
    )
    sound = knocks(moments + late_pictures / RATE, seconds, np.random.default_rng(seed))
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=RATE)
        video.height, video.width = pictures.shape[1:]
        video.pix_fmt, video.options = "yuv420p", {"crf": "16", "preset": "ultrafast"}
        audio = container.add_stream("pcm_s16le", rate=SOUND_RATE, layout="mono")
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="gray")
            container.mux(video.encode(frame.reformat(format="yuv420p")))
        heard = av.AudioFrame.from_ndarray(sound[np.newaxis], format="s16", layout="mono")
        heard.sample_rate = SOUND_RATE
        for stream, frames in ((video, ()), (audio, (heard,))):
            for one in (*frames, None):
                container.mux(stream.encode(one))
    return path


@cache
def _drawn(kind: str, seed: int) -> list[Clip]:
    return [clip(seed + number, kind) for number in range(_CLIPS)]


def knocks(times_s: np.ndarray, seconds: float, random: Random) -> np.ndarray:
    """Knocks at moments, 16 bits, shape (n,); those outside are left out."""
    samples = np.zeros(round(seconds * SOUND_RATE))
    for time in times_s:
        at, count = round(time * SOUND_RATE), round(_KNOCK_S * SOUND_RATE)
        burst = random.standard_normal(count) * np.exp(-np.arange(count) / (0.1 * count))
        if 0 <= at < len(samples):
            room = samples[at : at + count]
            room += 0.3 * burst[: len(room)]
    return np.asarray(np.clip(samples, -1, 1) * 32767, np.int16)

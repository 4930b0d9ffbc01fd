"""Degrades generated music for training: rooms, equalisers, limiters, noise, codecs."""

from __future__ import annotations

import io

import av
import numpy as np
import soxr
from numpy.random import Generator

from training.beats.bank import RATE
from training.beats.synthesis import Sound

_CODECS = (
    ("mp3", "libmp3lame", (32, 64, 128)),
    ("adts", "aac", (32, 64, 96)),
    ("ogg", "libopus", (24, 48)),
)
_OPUS_RATE = 24000


def degrade(rng: Generator, sound: Sound) -> Sound:
    """A degraded version of `sound`, mono at `RATE`, aligned with it to the sample."""
    if rng.random() < 0.5:
        sound = _reverb(rng, sound)
    if rng.random() < 0.8:
        sound = _equalise(rng, sound)
    if rng.random() < 0.6:
        sound = _compress(rng, sound)
    if rng.random() < 0.35:
        sound = np.tanh(_full(sound) * rng.uniform(1, 4))
    if rng.random() < 0.06:
        limit = rng.uniform(0.2, 0.8)
        sound = np.clip(_full(sound), -limit, limit)
    if rng.random() < 0.35:
        sound = _full(sound) + _noise(rng, len(sound))
    if rng.random() < 0.12:
        sound = _band_limited(rng, sound)
    if rng.random() < 0.15:
        sound = _through_codec(rng, sound)
    return (_full(sound) * np.float32(10 ** (rng.uniform(-30, 0) / 20))).astype(np.float32)


def respeed(rng: Generator, sound: Sound) -> tuple[Sound, float]:
    """Resamples to another speed, pitch included: the sound, and the factor for its times."""
    factor = float(rng.uniform(0.94, 1.06))
    return soxr.resample(sound, RATE, RATE * factor, quality="QQ"), factor


def _fast(length: int) -> int:
    """The least number from `length` on, of small factors, that a transform is fast for."""
    choices = (
        1 << max(1, (-(-length // odd) - 1).bit_length()) for odd in (1, 3, 5, 9, 15, 25, 27, 45)
    )
    return min(
        odd * power for odd, power in zip((1, 3, 5, 9, 15, 25, 27, 45), choices, strict=True)
    )


def _full(sound: Sound) -> Sound:
    peak = np.abs(sound).max()
    return sound / peak if peak > 1e-6 else sound


def _reverb(rng: Generator, sound: Sound) -> Sound:
    seconds = float(np.exp(rng.uniform(np.log(0.1), np.log(2.5))))
    length = _fast(int(seconds * RATE))
    tail = rng.standard_normal(length).astype(np.float32) * np.exp(
        -6.9 * np.arange(length) / length
    ).astype(np.float32)
    # Rooms lose their treble first.
    spectrum = np.fft.rfft(tail)
    spectrum *= 1 / (1 + (np.fft.rfftfreq(length, 1 / RATE) / rng.uniform(1500, 8000)) ** 2)
    tail = np.fft.irfft(spectrum, length).astype(np.float32)
    tail[: int(rng.uniform(0, 0.03) * RATE)] = 0
    size = _fast(len(sound) + length)
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size))[: len(sound)].astype(
        np.float32
    )
    amount = rng.uniform(0.05, 0.7) * np.sqrt((sound**2).mean() / ((wet**2).mean() + 1e-12))
    return sound + np.float32(amount) * wet


def _equalise(rng: Generator, sound: Sound) -> Sound:
    size = _fast(len(sound) + RATE // 4)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(size, 1 / RATE), 10) / 700)
    gain_db = rng.normal(0, 1.5) * octaves
    for _ in range(int(rng.integers(0, 4))):
        gain_db += rng.normal(0, 6) * np.exp(
            -0.5 * ((octaves - rng.uniform(-4.5, 4)) / rng.uniform(0.2, 1.2)) ** 2
        )
    gain = (10 ** (gain_db / 20)).astype(np.float32)
    return np.fft.irfft(np.fft.rfft(sound, size) * gain, size)[: len(sound)].astype(np.float32)


def _compress(rng: Generator, sound: Sound) -> Sound:
    hop = 110
    frames = _full(sound)[: len(sound) // hop * hop].reshape(-1, hop)
    level = np.sqrt((frames**2).mean(axis=1)) + 1e-5
    rise, fall = rng.uniform(0.2, 0.9), rng.uniform(0.01, 0.2)
    smooth = np.empty(len(level))
    value = 0.0
    for index, power in enumerate(level):
        value += (power - value) * (rise if power > value else fall)
        smooth[index] = value
    threshold = np.percentile(level, rng.uniform(20, 80))
    gain = np.maximum(smooth / threshold, 1) ** -rng.uniform(0.2, 0.9)
    curve = np.interp(np.arange(len(sound)), (np.arange(len(gain)) + 0.5) * hop, gain)
    return (sound * curve).astype(np.float32)


def _noise(rng: Generator, length: int) -> Sound:
    level = 10 ** (rng.uniform(-70, -22) / 20)
    noise = rng.standard_normal(length, np.float32)
    colour = rng.random()
    if colour < 0.4:
        spectrum = np.fft.rfft(noise)
        spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
        noise = np.fft.irfft(spectrum, length)
        noise /= noise.std() + 1e-9
    elif colour < 0.55:
        noise = np.sin(2 * np.pi * float(rng.choice([50, 60])) * np.arange(length) / RATE) * 2
    elif colour < 0.65:
        noise = np.where(rng.random(length) < 0.0004, rng.standard_normal(length) * 30, 0)
    return (noise * level).astype(np.float32)


def _band_limited(rng: Generator, sound: Sound) -> Sound:
    """Limits the bandwidth, as telephones, small loudspeakers and old records do."""
    size = _fast(len(sound) + RATE // 4)
    hz = np.fft.rfftfreq(size, 1 / RATE)
    low, high = rng.uniform(20, 350), float(np.exp(rng.uniform(np.log(2500), np.log(9000))))
    gain = 1 / np.sqrt(1 + (low / np.maximum(hz, 1)) ** 8) / np.sqrt(1 + (hz / high) ** 12)
    filtered = np.fft.rfft(sound, size) * gain.astype(np.float32)
    return np.fft.irfft(filtered, size)[: len(sound)].astype(np.float32)


def _through_codec(rng: Generator, sound: Sound) -> Sound:
    kind, codec, rates = _CODECS[rng.integers(len(_CODECS))]
    rate = _OPUS_RATE if codec == "libopus" else RATE
    source = (
        soxr.resample(_full(sound) * 0.9, RATE, rate, quality="QQ")
        if rate != RATE
        else _full(sound) * 0.9
    )
    file = io.BytesIO()
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        stream.bit_rate = 1000 * int(rng.choice(rates))
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(source[np.newaxis], np.float32), "fltp", "mono"
        )
        frame.rate = rate
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate)
        for ready in [*resampler.resample(frame), *resampler.resample(None)]:
            for packet in stream.encode(ready):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    file.seek(0)
    with av.open(file) as container:
        back = [frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)]
        decoded_rate = container.streams.audio[0].rate
    decoded = np.concatenate(back).astype(np.float32)
    if decoded_rate != RATE:
        decoded = soxr.resample(decoded, decoded_rate, RATE, quality="QQ")
    return _aligned(sound, decoded)


def _aligned(sound: Sound, late: Sound) -> Sound:
    """`late` without the delay a codec gave it."""
    size = _fast(len(sound) + len(late))
    match = np.fft.irfft(np.fft.rfft(late, size) * np.conj(np.fft.rfft(sound, size)))
    reach = 4096
    near = np.concatenate([match[-reach:], match[:reach]])
    delay = int(np.argmax(near)) - reach
    out = np.zeros(len(sound), np.float32)
    source = late[max(0, delay) : max(0, delay) + len(sound)]
    start = max(0, -delay)
    out[start : start + len(source)] = source[: len(out) - start]
    return out

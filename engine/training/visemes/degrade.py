"""Generated speech as it is recorded and sent: other bodies, rooms, music, noise, telephones, codecs."""

from __future__ import annotations

import io

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from backbeat.lipsync.visemes.sounds import Sound
from backbeat.speech.spectrum import RATE
from training.visemes.spoken import Spoken

Floats = NDArray[np.float32]


def at_rate(spoken: Spoken, size: float) -> tuple[Floats, list[Sound]]:
    """Speech at 16 kHz as from a body of another size: pitch and formants times `size`."""
    samples = soxr.resample(spoken.samples, spoken.rate * size, RATE)
    moved = [Sound(s.start_s / size, s.end_s / size, s.kind) for s in spoken.sounds]
    return samples.astype(np.float32), moved


def degraded(speech: Floats, random: np.random.Generator, others: Floats) -> Floats:
    """Speech after some of what happens to it, at a level of its own.

    Args:
        speech: shape (n,) at 16 kHz.
        random: draws what happens.
        others: other speech, of which babble is made; shape (m,).
    """
    heard = _coloured(speech, random)
    if random.random() < 0.4:
        heard = _in_a_room(heard, random)
    level = float(np.sqrt(np.mean(speech**2))) + 1e-6
    if random.random() < 0.65:
        noise = _noise(len(heard), random, others)
        noise *= level / (float(np.sqrt(np.mean(noise**2))) + 1e-9)
        heard = heard + noise * 10 ** (-random.uniform(5, 40) / 20)
    if random.random() < 0.12:
        heard = _telephone(heard, random)
    elif random.random() < 0.15:
        heard = coded(heard, *_CODECS[int(random.integers(len(_CODECS)))])
    else:
        heard = heard + random.normal(0, 10 ** random.uniform(-5, -3), len(heard))
    loudest = float(np.abs(heard).max()) + 1e-6
    return (heard / loudest * 10 ** random.uniform(-1.5, -0.02)).astype(np.float32)


_CODECS = (("libmp3lame", "mp3", "32000"), ("libmp3lame", "mp3", "64000"), ("aac", "mp4", "32000"))


def coded(sound: Floats, codec: str, container: str, bit_rate: str) -> Floats:
    """Sound after a codec, in its old place: what the codec adds in front is measured and cut off."""
    written = io.BytesIO()
    with av.open(written, "w", format=container) as out:
        stream = out.add_stream(codec, rate=RATE, layout="mono")
        stream.bit_rate = int(bit_rate)
        whole = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(whole[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(
            stream.format, "mono", RATE, stream.codec_context.frame_size or 1152
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    written.seek(0)
    with av.open(written) as back:
        to_float = av.AudioResampler("fltp", "mono", RATE)
        frames = [part for one in back.decode(audio=0) for part in to_float.resample(one)]
    heard = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    late = _lag(heard, sound)
    heard = heard[late:] if late >= 0 else np.pad(heard, (-late, 0))
    return np.pad(heard, (0, max(0, len(sound) - len(heard))))[: len(sound)].astype(np.float32)


def _lag(heard: Floats, sound: Floats) -> int:
    size = 1 << (len(heard) + len(sound)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sound, size)), size)
    at = int(np.argmax(likeness))
    return at if at < size // 2 else at - size


def _coloured(sound: Floats, random: np.random.Generator) -> Floats:
    """Through a microphone: a tilt and some smooth bumps of the spectrum."""
    spectrum = np.fft.rfft(sound)
    hz = np.linspace(0, RATE / 2, len(spectrum))
    octaves = np.log2(np.maximum(hz, 50) / 1000)
    gain_db = random.uniform(-4, 4) * octaves
    for _ in range(2):
        gain_db += random.uniform(-8, 8) * np.exp(-(((octaves - random.uniform(-3, 3)) / 0.8) ** 2))
    if random.random() < 0.3:
        gain_db -= 12 * np.maximum(0, np.log2(np.maximum(hz, 1) / random.uniform(2500, 7000)))
    return np.fft.irfft(spectrum * 10 ** (gain_db / 20), len(sound)).astype(np.float32)


def _in_a_room(sound: Floats, random: np.random.Generator) -> Floats:
    decay_s = random.uniform(0.08, 0.6)
    times = np.arange(int(decay_s * RATE)) / RATE
    tail = random.normal(0, 1, len(times)) * np.exp(-6.9 * times / decay_s)
    tail[: int(0.002 * RATE)] = 0
    tail *= 10 ** (-random.uniform(-2, 15) / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1
    size = len(sound) + len(tail)
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)
    return wet[: len(sound)].astype(np.float32)


def _noise(length: int, random: np.random.Generator, others: Floats) -> Floats:
    kind = random.random()
    if kind < 0.35:
        spectrum = np.fft.rfft(random.normal(0, 1, length))
        tilt = np.maximum(np.arange(len(spectrum)), 1.0) ** -random.uniform(0, 1)
        return np.fft.irfft(spectrum * tilt, length).astype(np.float32)
    if kind < 0.55 and len(others) > 2 * RATE:
        babble = np.zeros(length, np.float32)
        for _ in range(int(random.integers(2, 6))):
            babble += np.resize(np.roll(others, int(random.integers(len(others)))), length)
        return babble
    return _music(length, random)


def _music(length: int, random: np.random.Generator) -> Floats:
    """Chords of plucked and held harmonic tones over a beat."""
    made = np.zeros(length)
    beat = int(RATE * 60 / random.uniform(70, 150))
    roots = 110 * 2 ** (random.integers(0, 12, 8) / 12)
    for number, start in enumerate(range(0, length, beat)):
        times = np.arange(min(beat, length - start)) / RATE
        envelope = np.exp(-times * random.uniform(0.5, 8))
        for step in (0, 4, 7, 12):
            hz = roots[number % 8] * 2 ** (step / 12)
            for harmonic in range(1, 6):
                made[start : start + len(times)] += (
                    envelope * np.sin(2 * np.pi * hz * harmonic * times) / harmonic
                )
        hit = random.normal(0, 1, len(times)) * np.exp(-times * 40) * random.uniform(0, 4)
        made[start : start + len(times)] += hit
    return made.astype(np.float32)


def _telephone(sound: Floats, random: np.random.Generator) -> Floats:
    """300 to 3400 Hz, in eight bits of mu-law (ITU-T G.711)."""
    spectrum = np.fft.rfft(sound)
    hz = np.linspace(0, RATE / 2, len(spectrum))
    spectrum[(hz < 300) | (hz > random.uniform(3400, 3900))] = 0
    narrow = np.fft.irfft(spectrum, len(sound))
    narrow /= np.abs(narrow).max() + 1e-6
    pressed = np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256)
    steps = np.round(pressed * 127) / 127
    return np.asarray(np.sign(steps) * (256 ** np.abs(steps) - 1) / 255, np.float32)

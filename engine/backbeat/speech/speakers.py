"""Who says what: voices told apart by their spectrum, without a model of any voice.

Stretches of speech are joined, the two most alike first, for as long as one Gaussian describes the
cepstra of both better than two do, by the Bayesian information criterion (Chen and Gopalakrishnan
1998). It is a guess: voices that are alike, or that noise covers, are taken for one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from backbeat.models.whisper_mel import BANDS, HOP, RATE, log_mel
from backbeat.progress import SILENT, Progress
from backbeat.speech.reading import SpokenWord
from backbeat.speech.spacing import ends_sentence

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_CEPSTRA = 19
"""Cepstra 1 to 19: the shape of the spectrum, not its loudness."""
_PENALTY = 1.5
"""Weight of the penalty for two Gaussians. 1 is the theory's; voices differ from word to word."""
_LOADING = 0.1
"""Added to each variance, for short stretches."""
_TURN_PAUSE_S, _LONGEST_S = 0.2, 2.5
"""Pause at which somebody else may go on, and longest stretch."""
_LOUD_SHARE = 0.75
"""Share of a stretch that is looked at, its loudest frames."""
_LEAST_FRAMES = 75
"""Of a stretch that voices are told apart by; shorter ones go to the voice that is nearest."""
_LEAST_OF_VOICE = 200
"""Frames of a voice that is counted; fewer may as well be of two people in one stretch."""
_MOST_FRAMES = 3000
"""Of a voice that count when it is compared."""
_BLOCK = 200
"""Stretches that are joined at a time; afterwards the voices of all blocks are."""
_MEL_TO_NATURAL = 4 * float(np.log(10))


@dataclass(frozen=True, eq=False)
class _Group:
    """Sums over the frames of some stretches."""

    stretches: tuple[int, ...]
    count: int
    total: Float64s
    square: Float64s
    """Sum of the outer products, shape (cepstra, cepstra)."""

    @property
    def covariance(self) -> Float64s:
        mean = self.total / self.count
        loading = _LOADING * np.eye(len(mean))
        return self.square / self.count - np.outer(mean, mean) + loading

    def with_other(self, other: _Group) -> _Group:
        return _Group(
            self.stretches + other.stretches,
            self.count + other.count,
            self.total + other.total,
            self.square + other.square,
        )


def told_apart(
    words: Sequence[SpokenWord],
    read: Callable[[int, int], Float32s],
    speakers: int = 0,
    progress: Progress = SILENT,
) -> list[SpokenWord]:
    """Words with the number of their speaker, in the order in which they first speak.

    Args:
        words: in order.
        read: sound from a sample on, that many, mono at 16 kHz.
        speakers: how many there are; 0: found out.
        progress: notified now and then.

    Raises:
        CancelledError: the job was cancelled.
    """
    if speakers == 1 or not words:
        return [replace(word, speaker=1) for word in words]
    stretches = _stretches(words)
    frames: list[Float64s] = []
    for place, stretch in enumerate(stretches):
        progress(0.7 * place / len(stretches), "Telling speakers apart")
        frames.append(_loud_cepstra([words[number] for number in stretch], read))
    voices = _voices(frames, speakers, progress.part(0.7, 1))
    numbers: dict[int, int] = {}
    told: list[SpokenWord] = []
    assigned = _by_breath(words, stretches, _assigned(frames, voices))
    for stretch, voice in zip(stretches, assigned, strict=True):
        number = numbers.setdefault(voice, len(numbers) + 1)
        told += [replace(words[place], speaker=number) for place in stretch]
    return told


def _stretches(words: Sequence[SpokenWord]) -> list[list[int]]:
    """Numbers of words that one person says in one go."""
    found: list[list[int]] = []
    for number, word in enumerate(words):
        if (
            found
            and _goes_on(words[number - 1], word)
            and word.end_s - words[found[-1][0]].start_s < _LONGEST_S
        ):
            found[-1].append(number)
        else:
            found.append([number])
    return found


def _goes_on(word: SpokenWord, following: SpokenWord) -> bool:
    """Whether nobody else has had the time or the reason to begin between two words."""
    return following.start_s - word.end_s < _TURN_PAUSE_S and not ends_sentence(word.text)


def _by_breath(
    words: Sequence[SpokenWord], stretches: Sequence[Sequence[int]], voices: Sequence[int]
) -> list[int]:
    """The voices of stretches, those said in one breath given to the voice that has most of it."""
    breaths: list[list[int]] = []
    for place, stretch in enumerate(stretches):
        if breaths and _goes_on(words[stretch[0] - 1], words[stretch[0]]):
            breaths[-1].append(place)
        else:
            breaths.append([place])
    result: list[int] = []
    for breath in breaths:
        spoken_s: dict[int, float] = {}
        for place in breath:
            first, last = words[stretches[place][0]], words[stretches[place][-1]]
            length_s = last.end_s - first.start_s
            spoken_s[voices[place]] = spoken_s.get(voices[place], 0.0) + length_s
        result += [max(spoken_s, key=lambda voice: spoken_s[voice])] * len(breath)
    return result


def _loud_cepstra(words: Sequence[SpokenWord], read: Callable[[int, int], Float32s]) -> Float64s:
    """Cepstra of the loudest frames of some words, shape (frames, cepstra)."""
    first = int(words[0].start_s * RATE)
    samples = read(first, max(int(words[-1].end_s * RATE) - first, 2 * HOP))
    mel = log_mel(samples).astype(np.float64).T * _MEL_TO_NATURAL
    loudness = mel.mean(axis=1)
    loud: Float64s = mel[loudness >= np.quantile(loudness, 1 - _LOUD_SHARE)] @ _cosines()
    return loud


@cache
def _cosines() -> Float64s:
    """The orthonormal cosine transform without its first row, shape (bands, cepstra)."""
    bands, rows = np.arange(BANDS) + 0.5, np.arange(1, _CEPSTRA + 1)
    cosines: Float64s = np.sqrt(2 / BANDS) * np.cos(np.pi / BANDS * np.outer(bands, rows))
    return cosines


def _voices(frames: list[Float64s], speakers: int, progress: Progress) -> list[_Group]:
    long = [place for place, one in enumerate(frames) if len(one) >= _LEAST_FRAMES]
    if len(long) < max(2, speakers):
        by_length = sorted(range(len(frames)), key=lambda place: -len(frames[place]))
        long = sorted(by_length[: max(1, speakers)])
    groups = [
        _Group(
            (place,), len(frames[place]), frames[place].sum(axis=0), frames[place].T @ frames[place]
        )
        for place in long
    ]
    joined: list[_Group] = []
    for first in range(0, len(groups), _BLOCK):
        progress(first / len(groups), "Telling speakers apart")
        joined += _joined(groups[first : first + _BLOCK], speakers, progress)
    voices = _joined(joined, speakers, progress)
    heard = [voice for voice in voices if voice.count >= _LEAST_OF_VOICE]
    return heard if heard and not speakers else voices


def _joined(groups: list[_Group], speakers: int, progress: Progress) -> list[_Group]:
    """Groups joined until one of each voice is left, or `speakers` of them."""
    groups = list(groups)
    logs = [_log_determinant(group) for group in groups]
    gains = np.full((len(groups), len(groups)), np.inf)
    for place in range(1, len(groups)):
        gains[place, :place] = _gains(groups, logs, place, range(place))
    while len(groups) > max(1, speakers):
        progress.check()
        high, low = np.unravel_index(int(np.argmin(gains)), gains.shape)
        if not speakers and gains[high, low] > 0:
            break
        groups[low] = groups[low].with_other(groups[high])
        logs[low] = _log_determinant(groups[low])
        del groups[high], logs[high]
        gains = np.delete(np.delete(gains, high, axis=0), high, axis=1)
        gains[low, :low] = _gains(groups, logs, int(low), range(low))
        gains[low + 1 :, low] = _gains(groups, logs, int(low), range(low + 1, len(groups)))
    return groups


def _gains(groups: list[_Group], logs: list[float], place: int, others: Sequence[int]) -> Float64s:
    """What two Gaussians explain better than one, less the penalty; below 0: it is one voice."""
    if not len(others):
        return np.zeros(0)
    one = groups[place]
    counts = np.array([groups[other].count for other in others], np.float64)
    totals = np.stack([groups[other].total for other in others])
    squares = np.stack([groups[other].square for other in others])
    # A voice that was heard for long weighs no more than half a minute of it: over hours, what one
    # person says differs surely, if little.
    shares = np.minimum(1.0, _MOST_FRAMES / counts)
    share = min(1.0, _MOST_FRAMES / one.count)
    counts, count = counts * shares, one.count * share
    totals = totals * shares[:, None] + one.total * share
    squares = squares * shares[:, None, None] + one.square * share
    sizes = counts + count
    means = totals / sizes[:, None]
    covariances = squares / sizes[:, None, None] - means[:, :, None] * means[:, None, :]
    together = np.linalg.slogdet(covariances + _LOADING * np.eye(_CEPSTRA))[1]
    apart = count * logs[place] + counts * np.array([logs[other] for other in others])
    numbers = (_CEPSTRA + _CEPSTRA * (_CEPSTRA + 1) / 2) / 2
    gains: Float64s = (sizes * together - apart) / 2 - _PENALTY * numbers * np.log(sizes)
    return gains


def _log_determinant(group: _Group) -> float:
    return float(np.linalg.slogdet(group.covariance)[1])


def _assigned(frames: list[Float64s], voices: list[_Group]) -> list[int]:
    """The number of the voice of each stretch."""
    own = {place: number for number, voice in enumerate(voices) for place in voice.stretches}
    means = [voice.total / voice.count for voice in voices]
    inverses = [np.linalg.inv(voice.covariance) for voice in voices]
    logs = [_log_determinant(voice) for voice in voices]

    def nearest(stretch: Float64s) -> int:
        distances = []
        for mean, inverse, log in zip(means, inverses, logs, strict=True):
            away = stretch - mean
            distances.append(float(np.einsum("ij,jk,ik->i", away, inverse, away).mean()) + log)
        return int(np.argmin(distances))

    return [
        own[place] if place in own else nearest(stretch) for place, stretch in enumerate(frames)
    ]

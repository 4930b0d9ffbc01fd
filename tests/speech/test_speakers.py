"""Voices told apart, in dialogues joined from recordings of one voice each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.media.decode import read_audio
from backbeat.models.whisper import Whisper
from backbeat.models.whisper_tokens import Vocabulary
from backbeat.speech.reading import Reader, SpokenWord
from backbeat.speech.speakers import told_apart
from backbeat.speech.transcribing import language_of, voice_in, words_in
from tests import espeak

Float32s = NDArray[np.float32]
RATE = 16000


@dataclass(frozen=True)
class Talk:
    """Sound, its words, and the true voice of each."""

    samples: Float32s
    words: list[SpokenWord]
    voices: list[str]

    def read(self, first: int, count: int) -> Float32s:
        part = self.samples[first : first + count]
        return np.pad(part, (0, count - len(part)))

    def told(self, speakers: int = 0) -> list[int]:
        return [word.speaker for word in told_apart(self.words, self.read, speakers)]

    def share_right(self, speakers: int = 0) -> float:
        """Share of the spoken time that the best naming of voices gets right."""
        told = self.told(speakers)
        names = sorted(set(self.voices))
        numbers = [*sorted(set(told)), *range(100, 100 + len(names))]
        lengths = [word.end_s - word.start_s for word in self.words]
        best = max(
            sum(
                length
                for voice, number, length in zip(self.voices, told, lengths, strict=True)
                if naming[names.index(voice)] == number
            )
            for naming in permutations(numbers, len(names))
        )
        return best / sum(lengths)


def _dialogue(parts: dict[str, tuple[Float32s, list[SpokenWord]]], seed: int = 0) -> Talk:
    """Sentences of several voices by turns, equally loud, with pauses of 0.2 to 0.6 s."""
    rng = np.random.default_rng(seed)
    left = {name: _sentences(words) for name, (_, words) in parts.items()}
    sound, words, voices = list[Float32s](), list[SpokenWord](), list[str]()
    now, last = 0.0, ""
    while any(left.values()):
        names = [name for name in left if left[name] and name != last] or [last]
        last = str(rng.choice(names))
        samples = parts[last][0]
        samples = samples / np.sqrt(np.mean(samples**2)) * 0.05
        sentence = left[last].pop(0)
        first = max(0, int((sentence[0].start_s - 0.05) * RATE))
        part = samples[first : int((sentence[-1].end_s + 0.05) * RATE)]
        offset = now - first / RATE
        for word in sentence:
            words.append(replace(word, start_s=word.start_s + offset, end_s=word.end_s + offset))
            voices.append(last)
        pause = np.zeros(int(rng.uniform(0.2, 0.6) * RATE), np.float32)
        sound += [part, pause]
        now += (len(part) + len(pause)) / RATE
    joined = np.concatenate(sound).astype(np.float32)
    return Talk(joined + 1e-4 * rng.standard_normal(len(joined)).astype(np.float32), words, voices)


def _sentences(words: list[SpokenWord]) -> list[list[SpokenWord]]:
    found: list[list[SpokenWord]] = [[]]
    for word in words:
        found[-1].append(word)
        if word.text[-1] in ".?!," or word.end_s - found[-1][0].start_s > 3:
            found.append([])
    return [sentence for sentence in found if sentence]


@pytest.fixture(scope="module")
def real(
    shared: Path, whisper: Whisper, vocabulary: Vocabulary
) -> dict[str, tuple[Float32s, list[SpokenWord]]]:
    folder = shared / "data" / "lips"
    files = {
        "reader": ["speech/librivox_0870.wav", "speech/librivox_0920.wav"],
        "traveller": ["video/latentsync_demo3.mp4"],
        "Russian": ["video/latentsync_demo1.mp4"],
        "politician": ["video/WDA_KatieHill_000.mp4"],
    }
    made = {}
    for name, paths in files.items():
        samples = np.concatenate(
            [read_audio(folder / path, RATE, 1).samples[:, 0] for path in paths]
        )
        talk = Talk(samples, [], [])
        voice = voice_in([samples])
        language = language_of(voice, talk.read, whisper)
        words = words_in(voice, talk.read, Reader(whisper, vocabulary, language.code))
        made[name] = (samples, words)
    return made


@pytest.mark.parametrize(
    "names",
    [
        ("reader", "traveller"),
        ("traveller", "politician"),
        ("Russian", "politician"),
        ("reader", "traveller", "politician"),
        ("reader", "traveller", "Russian", "politician"),
    ],
)
def test_real_voices_are_counted_and_told_apart(
    names: tuple[str, ...], real: dict[str, tuple[Float32s, list[SpokenWord]]]
) -> None:
    talk = _dialogue({name: real[name] for name in names}, len(names))
    assert max(talk.told()) == len(names)
    assert talk.share_right() > 0.9
    assert talk.share_right(len(names)) > 0.9


def test_one_voice_is_one(real: dict[str, tuple[Float32s, list[SpokenWord]]]) -> None:
    for name in real:
        assert set(_dialogue({name: real[name]}).told()) == {1}, name


def test_a_long_monologue_is_one_voice() -> None:
    samples, words = espeak.say(espeak.MONOLOGUE)
    spoken = [SpokenWord(word.start_s, word.end_s, word.text, 1.0) for word in words]
    talk = Talk(samples, spoken, ["one"] * len(spoken))
    assert len(samples) > 60 * RATE
    assert set(talk.told()) == {1}
    assert talk.told(2).count(2) > 0


def test_the_number_that_is_given_counts() -> None:
    samples, words = espeak.say("One two. Three four. Five six. Seven eight.")
    spoken = [SpokenWord(word.start_s, word.end_s, word.text, 1.0) for word in words]
    talk = Talk(samples, spoken, ["one"] * len(spoken))
    assert set(talk.told(1)) == {1}
    assert told_apart([], talk.read, 3) == []
    told = talk.told(3)
    assert told[0] == 1 and set(told) <= {1, 2, 3} and len(set(told)) > 1

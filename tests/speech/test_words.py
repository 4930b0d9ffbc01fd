"""Words and when they are said, against the samples at which a synthesiser says them, against an
aligner that knew the text, and against sound without words."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.errors import CancelledError
from backbeat.media.decode import read_audio
from backbeat.models.whisper import Whisper
from backbeat.models.whisper_tokens import Vocabulary
from backbeat.progress import Progress
from backbeat.speech.reading import Reader, SpokenWord
from backbeat.speech.transcribing import language_of, voice_in, words_in
from tests import espeak
from tests.espeak import MONOLOGUE, TimedWord

Float32s = NDArray[np.float32]

RAINBOW = (
    "When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow. The "
    "rainbow is a division of white light into many beautiful colors. These take the shape of a "
    "long round arch."
)
LANGUAGES = {
    "en": "The north wind and the sun were arguing about which of them was stronger.",
    "de": "Einst stritten sich Nordwind und Sonne, wer von ihnen beiden wohl der Stärkere wäre.",
    "es": "El viento norte y el sol discutían sobre cuál de ellos era el más fuerte.",
    "fr": "La bise et le soleil se disputaient, chacun assurant qu'il était le plus fort.",
    "it": "Si bisticciavano un giorno il vento di tramontana e il sole.",
    "pt": "O vento norte e o sol discutiam qual dos dois era o mais forte.",
    "ru": "Однажды северный ветер и солнце поспорили, кто из них сильнее.",
    "pl": "Pewnego razu północny wiatr i słońce sprzeczali się, kto z nich jest silniejszy.",
    "nl": "De noordenwind en de zon hadden een discussie over de vraag wie de sterkste was.",
    "tr": "Poyraz ile güneş birbirlerinden daha güçlü olduklarını ileri sürüyorlardı.",
    "hi": "उत्तरी हवा और सूरज इस बात पर झगड़ रहे थे।",
    "cmn": "北风跟太阳正在争论谁的本领大。",
    "ar": "كانت ريح الشمال تتجادل والشمس",
}


class Listener:
    def __init__(self, whisper: Whisper, vocabulary: Vocabulary) -> None:
        self._whisper, self._vocabulary = whisper, vocabulary

    def hear(self, samples: Float32s, language: str = "") -> tuple[str, list[SpokenWord]]:
        def read(first: int, count: int) -> Float32s:
            return samples[first : first + count]

        voice = voice_in([samples])
        found = language_of(voice, read, self._whisper, language)
        if not found.code:
            return "", []
        reader = Reader(self._whisper, self._vocabulary, found.code)
        return found.code, words_in(voice, read, reader)


@pytest.fixture(scope="module")
def listener(whisper: Whisper, vocabulary: Vocabulary) -> Listener:
    return Listener(whisper, vocabulary)


def _errors_ms(truth: Sequence[TimedWord], heard: Sequence[SpokenWord]) -> NDArray[np.float64]:
    """Errors of start and end of the words that were understood, shape (n, 2)."""
    names = [[re.sub(r"\W", "", word.text.lower()) for word in words] for words in (truth, heard)]
    matcher = difflib.SequenceMatcher(a=names[0], b=names[1], autojunk=False)
    pairs = [
        (truth[block.a + place], heard[block.b + place])
        for block in matcher.get_matching_blocks()
        for place in range(block.size)
    ]
    return 1000 * np.array([(b.start_s - a.start_s, b.end_s - a.end_s) for a, b in pairs])


def test_generated_speech_to_the_sample(listener: Listener) -> None:
    samples, truth = espeak.say(RAINBOW)
    code, heard = listener.hear(samples)
    errors = _errors_ms(truth, heard)
    assert code == "en"
    assert len(errors) >= 0.9 * len(truth)
    assert (np.median(np.abs(errors), axis=0) <= 60).all()
    assert (np.abs(np.median(errors, axis=0)) <= 25).all()


def test_librivox_within_60_ms(shared: Path, listener: Listener) -> None:
    """Truth is Pocketsphinx, which was told the text."""
    errors, said = [], 0
    for path in sorted((shared / "data" / "lips" / "speech").glob("librivox_*.wav")):
        aligned = json.loads(path.with_suffix(".phone.json").read_text())
        truth = [
            TimedWord(re.sub(r"\(\d\)", "", one["t"]), one["b"], one["b"] + one["d"])
            for one in aligned["w"]
            if not one["t"].startswith("<")
        ]
        errors.append(_errors_ms(truth, listener.hear(read_audio(path, 16000, 1).samples[:, 0])[1]))
        said += len(truth)
    together = np.concatenate(errors)
    assert len(together) >= 0.8 * said
    assert (np.median(np.abs(together), axis=0) <= 60).all()


def test_nothing_is_said_in_silence_noise_and_music(shared: Path, listener: Listener) -> None:
    rng = np.random.default_rng(0)
    sounds = [
        np.zeros(16000 * 40, np.float32),
        (0.05 * rng.standard_normal(16000 * 20)).astype(np.float32),
        (0.3 * np.sin(np.arange(16000 * 10) * 0.1)).astype(np.float32),
        np.zeros(0, np.float32),
        np.zeros(100, np.float32),
    ]
    names = ("gtzan_classical_00001", "gtzan_metal_00002", "gtzan_pop_00000", "loop_break01",
             "gtzan_jazz_00001")  # fmt: skip
    for name in names:
        path = shared / "data" / "beats" / f"{name}.flac"
        sounds.append(read_audio(path, 16000, 1).samples[:, 0])
    for sound in sounds:
        assert listener.hear(sound) == ("", [])


@pytest.mark.parametrize(
    "voice",
    ["en", *(pytest.param(voice, marks=pytest.mark.whole) for voice in LANGUAGES if voice != "en")],
)
def test_any_language_gives_words_in_order(voice: str, listener: Listener) -> None:
    """A synthesiser of formants is hard to understand: what is heard need not be right."""
    samples, _ = espeak.say(LANGUAGES[voice], voice)
    _, heard = listener.hear(samples)
    times = [time for word in heard for time in (word.start_s, word.end_s)]
    assert heard and times == sorted(times)
    assert times[0] >= 0 and times[-1] <= len(samples) / 16000
    assert all(word.text and 0 <= word.confidence <= 1 for word in heard)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("speech/eluosi.wav", "ru", ["Новый", "магазин", "настроение"]),
        ("speech/chinese_news.wav", "zh", ["這", "兩", "天", "案"]),
        ("video/vrt_face1_vfr.mp4", "en", ["biggest", "weaknesses", "asking", "need"]),
    ],
)
def test_real_speech_is_understood(
    shared: Path, listener: Listener, name: str, code: str, words: list[str]
) -> None:
    samples = read_audio(shared / "data" / "lips" / name, 16000, 1).samples[:, 0]
    found, heard = listener.hear(samples)
    assert found == code
    assert set(words) <= {word.text for word in heard}


def test_a_cancel_takes_effect_between_windows(whisper: Whisper, vocabulary: Vocabulary) -> None:
    samples, _ = espeak.say(MONOLOGUE)
    steps: list[float] = []
    progress = Progress(lambda fraction, _: steps.append(fraction), lambda: len(steps) > 1)
    voice = voice_in([samples])
    reader = Reader(whisper, vocabulary, "en")
    with pytest.raises(CancelledError):
        words_in(voice, lambda first, count: samples[first : first + count], reader, progress)
    assert steps[0] < steps[1] < 1


def test_the_same_again(listener: Listener) -> None:
    samples, _ = espeak.say(RAINBOW)
    assert listener.hear(samples) == listener.hear(samples)


def test_speech_longer_than_a_window(listener: Listener) -> None:
    """Over a minute without a pause that parts windows: nothing is lost or said twice."""
    samples, truth = espeak.say(MONOLOGUE)
    assert len(samples) > 60 * 16000
    _, heard = listener.hear(samples, "en")
    errors = _errors_ms(truth, heard)
    assert len(errors) >= 0.85 * len(truth)
    # eSpeak takes some pairs, such as "of the", for one word.
    said = len(MONOLOGUE.split())
    assert abs(len(heard) - said) <= 0.05 * said
    assert np.median(np.abs(errors)) <= 60


def test_a_sentence_said_three_times_is_written_three_times(listener: Listener) -> None:
    samples, _ = espeak.say("I really like to paint flowers. " * 3)
    _, heard = listener.hear(samples, "en")
    assert sum("flower" in word.text.lower() for word in heard) == 3

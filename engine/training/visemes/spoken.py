"""Speech by synthesizers that know where each phone starts: eSpeak NG and Flite, through ctypes.

Needs `libespeak-ng1` and `libflite1`. eSpeak makes speech by formants in over a hundred languages
and voices; Flite (BSD-like licence) has four voices built from recordings made for free use.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.visemes.sounds import Sound, of_arpabet, of_ipa
from backbeat.models.phones import Phone

_SHORT_S = 0.06
"""Events without a phone up to this long belong to the phone before them."""


@dataclass(frozen=True)
class Spoken:
    """Generated speech and what it is made of."""

    samples: NDArray[np.float32]
    """Shape (n,), full scale 1.0."""
    rate: int
    sounds: Sequence[Sound]


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)
_SYNCHRONOUS, _PHONEMES_IN_IPA, _PHONEME_EVENT = 2, 3, 7
_RATE_PARAMETER, _PITCH_PARAMETER, _RANGE_PARAMETER = 1, 3, 4


class Espeak:
    """eSpeak NG; one a process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self._parts: list[NDArray[np.int16]] = []
        self._events: list[tuple[int, str]] = []
        self._callback = _CALLBACK(self._heard)
        self.rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEMES_IN_IPA)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(
        self, text: str, voice: str, speed: int = 160, pitch: int = 50, tune: int = 50
    ) -> Spoken:
        """Speaks a text.

        Args:
            text: in the language of the voice.
            voice: such as `de` or `en-us+f3`.
            speed: words a minute.
            pitch: 0 to 100.
            tune: range of the pitch, 0 to 100.
        """
        self._parts.clear()
        self._events.clear()
        self._library.espeak_SetVoiceByName(voice.encode())
        for parameter, value in (
            (_RATE_PARAMETER, speed),
            (_PITCH_PARAMETER, pitch),
            (_RANGE_PARAMETER, tune),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, 0, 0, 1, None, None)
        self._library.espeak_Synchronize()
        if not self._parts:
            return Spoken(np.zeros(0, np.float32), self.rate, ())
        samples = np.concatenate(self._parts).astype(np.float32) / 32768
        return Spoken(samples, self.rate, of_ipa(self._phones(len(samples))))

    def _phones(self, length: int) -> list[Phone]:
        phones: list[Phone] = []
        ends = [*(sample for sample, _ in self._events[1:]), length]
        for (sample, name), end in zip(self._events, ends, strict=True):
            if name.startswith("("):
                name = ""
            modifies = bool(name) and all(unicodedata.category(letter) != "Ll" for letter in name)
            start_s, end_s = sample / self.rate, end / self.rate
            if phones and (modifies or (not name and end_s - start_s <= _SHORT_S)):
                phones[-1] = Phone(phones[-1].start_s, end_s, phones[-1].name)
            elif end > sample:
                phones.append(Phone(start_s, end_s, name))
        return phones

    def _heard(self, samples: object, count: int, events: object) -> int:
        if samples and count > 0:
            self._parts.append(np.ctypeslib.as_array(samples, (count,)).copy())
        at = 0
        while events[at].type:  # type: ignore[index]
            event = events[at]  # type: ignore[index]
            if event.type == _PHONEME_EVENT:
                self._events.append((event.sample, event.id.string.decode("utf8", "ignore")))
            at += 1
        return 0


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


FLITE_VOICES = ("slt", "rms", "awb", "kal16")


class Flite:
    """Flite's voices of American and Scottish English."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        for name in ("usenglish", "cmulex"):
            ctypes.CDLL(f"libflite_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
        self._library.flite_init()
        pointer = ctypes.c_void_p
        for name, result, arguments in (
            ("flite_synth_text", pointer, (ctypes.c_char_p, pointer)),
            ("utt_wave", ctypes.POINTER(_Wave), (pointer,)),
            ("utt_relation", pointer, (pointer, ctypes.c_char_p)),
            ("relation_head", pointer, (pointer,)),
            ("item_next", pointer, (pointer,)),
            ("item_feat_string", ctypes.c_char_p, (pointer, ctypes.c_char_p)),
            ("item_feat_float", ctypes.c_float, (pointer, ctypes.c_char_p)),
            ("delete_utterance", None, (pointer,)),
            ("feat_set_float", None, (pointer, ctypes.c_char_p, ctypes.c_float)),
        ):
            function = getattr(self._library, name)
            function.restype, function.argtypes = result, arguments
        self._voices = {}
        for name in FLITE_VOICES:
            library = ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
            register = getattr(library, f"register_cmu_us_{name}")
            register.restype, register.argtypes = pointer, (pointer,)
            self._voices[name] = register(None)

    def say(self, text: str, voice: str, slower: float = 1.0, higher: float = 1.0) -> Spoken:
        """Speaks an English text.

        Args:
            text: in English.
            voice: one of `FLITE_VOICES`.
            slower: factor of all durations.
            higher: factor of the pitch; kal16's stays.
        """
        library = self._library
        # The second field of a voice is its features.
        features = ctypes.cast(self._voices[voice], ctypes.POINTER(ctypes.c_void_p))[1]
        library.feat_set_float(features, b"duration_stretch", slower)
        library.feat_set_float(features, b"f0_shift", higher)
        said = library.flite_synth_text(text.encode("ascii", "ignore"), self._voices[voice])
        wave = library.utt_wave(said).contents
        samples = np.ctypeslib.as_array(wave.samples, (wave.num_samples,)).astype(np.float32)
        phones: list[Phone] = []
        item, start_s = library.relation_head(library.utt_relation(said, b"Segment")), 0.0
        while item:
            end_s = library.item_feat_float(item, b"end")
            phones.append(Phone(start_s, end_s, library.item_feat_string(item, b"name").decode()))
            item, start_s = library.item_next(item), end_s
        rate = wave.sample_rate
        library.delete_utterance(said)
        return Spoken(samples / 32768, rate, of_arpabet(phones))

"""Speech by eSpeak NG, with the sample at which each phone starts.

Needs the system's library (`apt install libespeak-ng1 espeak-ng-data`). Its phone events are exact:
the synthesiser says where it put each one.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SYNCHRONOUS, _PHONES_IN_IPA = 2, 1 | 2
_END, _PHONE = 0, 7
_RATE, _PITCH, _RANGE = 1, 3, 4
_UTF8 = 1


@dataclass(frozen=True)
class Phone:
    """One phone of an utterance."""

    start_s: float
    end_s: float
    ipa: str
    """Without stress marks; empty: silence."""


class _Id(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """The synthesiser. One of them in a process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self._blocks: list[NDArray[np.int16]] = []
        self._events: list[tuple[int, str]] = []
        self._callback = _Callback(self._take)
        self.rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONES_IN_IPA)
        self._library.espeak_SetSynthCallback(self._callback)

    def _take(self, wave: object, count: int, events: object) -> int:
        if wave and count > 0:
            self._blocks.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type != _END:
            event = events[index]
            if event.type == _PHONE:
                self._events.append((event.sample, event.id.string.decode("utf-8", "ignore")))
            index += 1
        return 0

    def say(
        self, text: str, voice: str, words_per_minute: int, pitch: int = 50, melody: int = 50
    ) -> tuple[NDArray[np.float32], list[Phone]]:
        """Sound at `rate`, full scale 1.0, and its phones; both empty where nothing is spoken.

        Args:
            text: what to say.
            voice: such as "en-us+f3".
            words_per_minute: 80 to 450.
            pitch: 0 to 99.
            melody: range of the pitch, 0 to 99.

        Raises:
            LookupError: there is no such voice.
        """
        self._blocks.clear()
        self._events.clear()
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise LookupError(f"eSpeak has no voice {voice!r}.")
        for parameter, value in ((_RATE, words_per_minute), (_PITCH, pitch), (_RANGE, melody)):
            self._library.espeak_SetParameter(parameter, value, 0)
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        if not self._blocks:
            return np.zeros(0, np.float32), []
        sound = np.concatenate(self._blocks).astype(np.float32) / 32768
        ends = [sample for sample, _ in self._events[1:]] + [len(sound)]
        phones = [
            Phone(start / self.rate, end / self.rate, ipa.strip("ˈˌ‿ "))
            for (start, ipa), end in zip(self._events, ends, strict=True)
            # An event such as "(en)" says that another language's rules are used.
            if end > start and not ipa.startswith("(")
        ]
        return sound, phones

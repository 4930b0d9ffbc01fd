"""Kinds of speech sounds that look alike on a mouth, and which phones are of which kind.

Phones of any language fall into eighteen kinds, after the place of articulation and the rounding of
the lips: what a viewer tells apart (Fisher 1968), a little finer, so that every set of mouth shapes
in use is a grouping of them (`names`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.models.phones import Phone

SOUNDS = (
    "rest",
    "pbm",
    "fv",
    "th",
    "td",
    "kg",
    "sh",
    "sz",
    "n",
    "l",
    "r",
    "w",
    "ee",
    "eh",
    "aa",
    "er",
    "oh",
    "oo",
)
"""The kinds, in the order of the recognisers' outputs.

`rest` is silence, `pbm` closed lips, `fv` lip on teeth, `th` tongue between teeth, `td` tongue
behind teeth, `kg` back of the tongue, `sh` and `sz` hisses with rounded and with spread lips; `ee`,
`eh` and `aa` are spread, half open and open vowels, `er`, `oh` and `oo` ever more rounded ones.
"""
REST = 0
CLOSED = SOUNDS.index("pbm")
VOWELS = frozenset(SOUNDS.index(name) for name in ("ee", "eh", "aa", "er", "oh", "oo"))

_GLIDE_AT = 0.6
"""Share of a diphthong that belongs to its first vowel (Rhubarb Lip Sync 1.13)."""

_ARPABET = {
    "rest": "SIL PAU SP NSN",
    "pbm": "P B M EM",
    "fv": "F V",
    "th": "TH DH",
    "td": "T D DX",
    "kg": "K G NG",
    "sh": "SH ZH CH JH",
    "sz": "S Z",
    "n": "N EN",
    "l": "L EL",
    "r": "R",
    "w": "W",
    "ee": "IY IH Y",
    "eh": "EH AE AH AX",
    "aa": "AA",
    "er": "ER AXR",
    "oh": "AO",
    "oo": "UW UH",
}
_ARPABET_DIPHTHONGS = {
    "AY": ("aa", "ee"),
    "AW": ("aa", "oo"),
    "EY": ("eh", "ee"),
    "OY": ("oh", "ee"),
    "OW": ("oh", "oo"),
}
_IPA = {
    "pbm": "pbmɓɱʙβɸ",
    "fv": "fvʋ",
    "th": "θð",
    "td": "tdɾʈɖɗ",
    "kg": "kɡgŋxɣqɢχʁħʕʔɟcçʝɠɴ",
    "sh": "ʃʒɕʑʂʐ",
    "sz": "sz",
    "n": "nɲɳ",
    "l": "lɫɭʎɬɺ",
    "r": "rɹɻɽʀ",
    "w": "wɥʍɰ",
    "ee": "iɪjɨ",
    "eh": "eɛæʌəɐɘɯɤ",
    "aa": "aɑä",
    "er": "ɜɝɚ",
    "oh": "oɔɒøœɵɞ",
    "oo": "uʊyʏʉ",
}
_OF_ARPABET = {
    phone: SOUNDS.index(name) for name, phones in _ARPABET.items() for phone in phones.split()
}
_OF_IPA = {symbol: SOUNDS.index(name) for name, symbols in _IPA.items() for symbol in symbols}
_H = frozenset("hɦ")
_NASAL_A = "ɑ\N{COMBINING TILDE}"
"""Spoken with rounded lips in French (Hansen 1998), whatever its symbol says."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of one kind of sound."""

    start_s: float
    end_s: float
    kind: int
    """Index into `SOUNDS`."""


def of_arpabet(phones: Sequence[Phone]) -> list[Sound]:
    """The kinds of phones named in the ARPAbet, stress marks and case aside; unknown ones rest.

    Diphthongs are two sounds; an `HH` has the mouth of the vowel after it.
    """
    return _parted(phones, [_kinds_of_arpabet(phone.name) for phone in phones])


def of_ipa(phones: Sequence[Phone]) -> list[Sound]:
    """The kinds of phones named in the IPA.

    Length, stress, tone and nasality are not seen; symbols that are not known rest.
    """
    return _parted(phones, [_kinds_of_ipa(phone.name) for phone in phones])


def certain(sounds: Sequence[Sound], duration_s: float, step_s: float) -> NDArray[np.float32]:
    """Known sounds in the form in which recognisers say what they hear, shape (steps, kinds).

    Args:
        sounds: in order; between them is rest.
        duration_s: of the recording.
        step_s: length of a step.
    """
    kinds = np.full(math.ceil(round(duration_s / step_s, 6)), REST)
    for sound in sounds:
        kinds[round(sound.start_s / step_s) : round(sound.end_s / step_s)] = sound.kind
    return np.asarray(np.eye(len(SOUNDS), dtype=np.float32)[kinds], np.float32)


def _kinds_of_arpabet(name: str) -> tuple[int, ...] | None:
    bare = name.upper().rstrip("0123456789")
    if bare == "HH":
        return None
    if bare in _ARPABET_DIPHTHONGS:
        first, second = _ARPABET_DIPHTHONGS[bare]
        return SOUNDS.index(first), SOUNDS.index(second)
    return (_OF_ARPABET.get(bare, REST),)


def _kinds_of_ipa(name: str) -> tuple[int, ...] | None:
    if name[:1] in _H:
        return None
    if name.startswith(_NASAL_A):
        return (SOUNDS.index("oh"),)
    known = [_OF_IPA[symbol] for symbol in name if symbol in _OF_IPA]
    if not known:
        return (REST,)
    if known[0] in VOWELS:
        vowels = [kind for kind in known if kind in VOWELS]
        return tuple(dict.fromkeys(vowels[:2]))
    # The release of an affricate is what is seen: ts, tʃ.
    hiss = next((kind for kind in known[1:] if SOUNDS[kind] in ("sh", "sz")), None)
    return (known[0] if hiss is None else hiss,)


def _parted(phones: Sequence[Phone], kinds: Sequence[tuple[int, ...] | None]) -> list[Sound]:
    sounds: list[Sound] = []
    following = SOUNDS.index("eh")
    for phone, kind in zip(reversed(phones), reversed(kinds), strict=True):
        seen = (following,) if kind is None else kind
        if len(seen) == 1:
            sounds.append(Sound(phone.start_s, phone.end_s, seen[0]))
        else:
            turn = phone.start_s + _GLIDE_AT * (phone.end_s - phone.start_s)
            sounds.append(Sound(turn, phone.end_s, seen[1]))
            sounds.append(Sound(phone.start_s, turn, seen[0]))
        following = seen[0] if seen[0] in VOWELS else SOUNDS.index("eh")
    return sounds[::-1]

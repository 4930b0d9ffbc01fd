"""Texts to speak: words of the CMU dictionary, and made-up words in the spelling of a language.

Nobody wrote them: the words of a sentence are drawn, so no author has a right in them.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

_COMMON = """the of and to in a is that it was for on are as with his they at be this from have or by
one had not but what all were when we there can an your which their said if do will each about how up
out them then she many some so these would other into has more her two like him see time could no make
than first been its who now people my made over did down only way find use may water long little very
after words called just where most know get through back much before go good new write our used me man
too any day same right look think also around another came come work three word must because does part
even place well such here take why things help put years different away again off went old number great
tell men say small every found still between name should home big give air line set own under read last
never us left end along while might next sound below saw something thought both few those always looked
show large often together asked house world going want school important until form food keep children
feet land side without boy once animals life enough took sometimes four head above kind began almost
live page got earth need far hand high year mother light parts country father let night picture being
study second eyes soon times story boys since white days ever paper hard near sentence better best across
during today others however sure means knew try told young miles sun ways thing whole hear example heard
several change answer room sea against top turned learn point city play toward five using himself usually
money seen car morning body upon family later turn move face door cut done group true half red fish plants
living wanted black eat short united run book gave order open ground cold really table remember tree course
front space inside ago sad early learned brought close nothing though idea lived became add become grow draw
yet hello yes maybe please happy beautiful problem number purple maybe umbrella bump remember value favour"""

_LETTERS = {
    "de": (
        "b d f g h j k l m n p r s t w z sch st sp pf ch br fl gr kl pr schw tr",
        "a e i o u ä ö ü ei au eu ie",
        "n r l t ch st m ck ft nd ng ss",
    ),
    "es": (
        "b c d f g j l m n p qu r s t v y ch ll ñ br cl pr tr fr gu",
        "a e i o u ie ue ia io",
        "n s r l d",
    ),
    "fr": (
        "b c d f g j l m n p qu r s t v ch br cl fr pr tr gn",
        "a e i o u é è ou oi ai eau eu an on in un ui",
        "r l t s n que ge",
    ),
    "it": (
        "b c d f g l m n p qu r s t v z gl gn sc ch br pr tr st sp",
        "a e i o u ia io uo ie",
        "n r l",
    ),
    "pt-br": (
        "b c d f g j l m n p qu r s t v x z ch lh nh br pr tr",
        "a e i o u ã õ ei ou ão",
        "s r m l",
    ),
    "pt": (
        "b c d f g j l m n p qu r s t v x z ch lh nh br pr tr",
        "a e i o u ã õ ei ou ão",
        "s r m l",
    ),
    "nl": (
        "b d f g h j k l m n p r s t v w z sch st br kl gr",
        "a e i o u aa ee oo uu ui ij oe eu ou ie",
        "n r l t k s m cht p",
    ),
    "pl": (
        "b c d f g h j k l ł m n p r s t w z sz cz rz dz ch ś ć ż pr st",
        "a e i o u y ó ą ę ie ia",
        "m n k ł s t",
    ),
    "cs": (
        "b c č d f h j k l m n p r ř s š t v z ž ch st pr",
        "a e i o u á é í ou ů y ě",
        "n m l k t s",
    ),
    "ru": (
        "б в г д ж з к л м н п р с т ф х ц ч ш щ пр ст",
        "а е и о у ы э ю я ё",
        "н м л т к с й р",
    ),
    "tr": ("b c ç d f g h j k l m n p r s ş t v y z", "a e ı i o ö u ü", "n r l k m ş t"),
    "sv": ("b d f g h j k l m n p r s t v sk st sj tj br", "a e i o u y å ä ö", "n r l t g sk"),
    "fi": ("h j k l m n p r s t v", "a e i o u y ä ö aa ee ii uo yö ai", "n s t l"),
    "hi": ("क ख ग च ज ट ड त थ द न प फ ब भ म य र ल व श स ह", "ा ि ी ु ू े ै ो ौ", "न र ल म क"),
    "el": ("β γ δ ζ θ κ λ μ ν π ρ σ τ φ χ ψ μπ ντ", "α ε η ι ο υ ω ου αι ει", "ς ν ρ"),
    "id": ("b c d g h j k l m n p r s t w y ng ny", "a e i o u ai au", "n ng k t s r h m"),
    "ro": ("b c d f g h j l m n p r s ș t ț v z ch st", "a e i o u ă â ea oa", "n r l t m"),
    "sw": ("b ch d f g h j k l m n p r s sh t v w y z mb nd ng", "a e i o u", ""),
}
"""Onsets, vowels and codas, as they are spelled."""
LANGUAGES = tuple(_LETTERS)


@cache
def _dictionary() -> list[str]:
    from pocketsphinx import get_model_path

    lines = Path(get_model_path("en-us/cmudict-en-us.dict")).read_text("utf-8").splitlines()
    return [word for line in lines if (word := line.split()[0]).isalpha()]


def english(random_: random.Random) -> str:
    """Some words: most common ones, some from the dictionary."""
    common = _COMMON.split()
    words = [
        random_.choice(common if random_.random() < 0.7 else _dictionary())
        for _ in range(random_.randint(5, 12))
    ]
    if random_.random() < 0.4:
        words.insert(len(words) // 2, ",")
    return " ".join(words)


def made_up(language: str, random_: random.Random) -> str:
    """Some words that look like the language of `LANGUAGES`."""
    onsets, vowels, codas = (part.split() for part in _LETTERS[language])

    def word() -> str:
        syllables = random_.choice((1, 2, 2, 2, 3, 3, 4))
        letters = ""
        for _ in range(syllables):
            letters += (random_.choice(onsets) if random_.random() < 0.9 else "") + random_.choice(
                vowels
            )
            if codas and random_.random() < 0.3:
                letters += random_.choice(codas)
        return letters

    words = [word() for _ in range(random_.randint(4, 9))]
    if random_.random() < 0.4:
        words.insert(len(words) // 2, ",")
    return " ".join(words)

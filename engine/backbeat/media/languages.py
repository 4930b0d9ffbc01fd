"""Codes of languages as files spell them: ISO 639-2 for ISO 639-1."""

from __future__ import annotations

from collections.abc import Mapping

_PAIRS = (  # noqa: SIM905
    "af afr am amh ar ara as asm az aze ba bak be bel bg bul bn ben bo bod br bre bs bos ca cat "
    "cs ces cy cym da dan de deu el ell en eng eo epo es spa et est eu eus fa fas fi fin fo fao "
    "fr fra ga gle gl glg gu guj ha hau he heb hi hin hr hrv ht hat hu hun hy hye id ind is isl "
    "it ita ja jpn jw jav ka kat kk kaz km khm kn kan ko kor la lat lb ltz ln lin lo lao lt lit "
    "lv lav mg mlg mi mri mk mkd ml mal mn mon mr mar ms msa mt mlt my mya ne nep nl nld nn nno "
    "no nor oc oci pa pan pl pol ps pus pt por ro ron ru rus sa san sd snd si sin sk slk sl slv "
    "sn sna so som sq sqi sr srp su sun sv swe sw swa ta tam te tel tg tgk th tha tk tuk tl tgl "
    "tr tur tt tat uk ukr ur urd uz uzb vi vie yi yid yo yor zh zho zu zul"
).split()
THREE_LETTERS: Mapping[str, str] = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
"""The terminological code of ISO 639-2, such as `deu`, by that of ISO 639-1, such as `de`."""


def tag_of(code: str) -> str:
    """The language of a track as MP4, MOV and Matroska state it; `und` for one that is not known.

    Args:
        code: ISO 639-1, such as `de`, or one with a region, such as `pt-BR`.
    """
    return THREE_LETTERS.get(code.lower().partition("-")[0], "und")

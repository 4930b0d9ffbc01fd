from __future__ import annotations

import pytest

from backbeat.loudness.mix.role_words import WORDS
from backbeat.loudness.mix.roles import Role, layer_of, role_of

D, M, E, A = Role.DIALOGUE, Role.MUSIC, Role.EFFECTS, Role.AMBIENCE
NAMES: dict[str, dict[str, Role | None]] = {
    "English": {
        "Dialogue": D,
        "DX_1": D,
        "Dia L": D,
        "VO": D,
        "V/O": D,
        "VoiceOver 2": D,
        "voice-over": D,
        "Interview-Anna": D,
        "Boom + Lav": D,
        "MX stereo": M,
        "Music2": M,
        "Score": M,
        "BGM": M,
        "ＢＧＭ": M,
        "M&E": M,
        "Music & Effects": M,
        "SFX": E,
        "Foley feet": E,
        "Sound Effects": E,
        "Amb 1": A,
        "Atmos": A,
        "Room Tone": A,
        "Roomtone": A,
        "BG": A,
    },
    "English, several words": {
        "Musical SFX": E,
        "Voice FX": E,
        "Dialogue FX": E,
        "FX Voice": D,
        "SFX Music": M,
        "VO Music": M,
        "Background Music": M,
        "Music BG": M,
        "Ambient music": M,
        "Dialogue room tone": A,
        "Interview atmos": A,
        "Music (under VO)": M,
        "Music under dialogue": M,
        "SFX for music": E,
        "Mix [VO]": D,
        "Music w/o VO": M,
    },
    "German": {
        "Musik": M,
        "MUSIK 2": M,
        "Hintergrundmusik": M,
        "Filmmusik": M,
        "Sprecher": D,
        "Sprecherin 1": D,
        "O-Ton": D,
        "OTon Müller": D,
        "Erzähler": D,
        "Off-Stimme": D,
        "Geräusche": E,
        "Geraeusche": E,
        "Soundeffekte": E,
        "Atmo Wald": A,
        "Hintergrundgeräusche": A,
        "Raumton": A,
        "Musik-Effekte": E,
    },
    "French": {
        "Voix": D,
        "Voix off": D,
        "Voix-Off 2": D,
        "Dialogues": D,
        "Musique": M,
        "Musique de fond": M,
        "Ambiance": A,
        "Fond sonore": A,
        "Bruitages": E,
        "Effets": E,
        "Effets voix": E,
    },
    "Spanish": {
        "Música": M,
        "MÚSICA DE FONDO": M,
        "Música ambiente": M,
        "Banda sonora": M,
        "Voz en off": D,
        "Locución": D,
        "Diálogos": D,
        "Efectos": E,
        "Efectos de voz": E,
        "Ambiente": A,
    },
    "Portuguese": {
        "Música": M,
        "Trilha sonora": M,
        "Locução": D,
        "Narração": D,
        "Falas": D,
        "Efeitos": E,
        "Ambiência": A,
        "Música de fundo": M,
    },
    "Italian": {
        "Musica": M,
        "Colonna sonora": M,
        "Musica di sottofondo": M,
        "Voce": D,
        "Dialoghi": D,
        "Doppiaggio": D,
        "Effetti": E,
        "Rumori": E,
        "Ambienti": A,
    },
    "Japanese": {
        "音楽": M,
        "BGM": M,
        "劇伴1": M,
        "セリフ": D,
        "ナレーション": D,
        "効果音": E,
        "SE": E,
        "環境音": A,
        "ガヤ": A,
        "背景音楽": M,
    },
    "Korean": {
        "음악": M,
        "배경음악": M,
        "대사": D,
        "내레이션 1": D,
        "효과음": E,
        "배경음": A,
        "룸톤": A,
        "대상": None,
    },
    "Chinese": {
        "音乐": M,
        "背景音乐": M,
        "配樂": M,
        "对白": D,
        "旁白": D,
        "人声": D,
        "音效": E,
        "拟音": E,
        "环境音": A,
        "环境音效": A,
        "声音 1": None,
    },
    "Russian": {
        "Музыка": M,
        "Фоновая музыка": M,
        "МУЗЫКАЛЬНЫЕ эффекты": E,
        "Диалоги": D,
        "Закадровый голос": D,
        "Дикторский текст": D,
        "Эффекты": E,
        "Шумы": E,
        "Атмосфера": A,
    },
    "Hindi": {"संगीत": M, "पार्श्व संगीत": M, "संवाद": D, "ध्वनि प्रभाव": E, "माहौल": A},
    "Turkish": {"Müzik": M, "MÜZİK": M, "Diyalog": D, "Dış ses": D, "Efektler": E, "Ortam": A},
    "Polish": {"Muzyka": M, "Głos": D, "Lektor": D, "Efekty": E, "Tło": A},
    "none": {
        "Audio 1": None,
        "": None,
        "Chamber": None,
        "Provo": None,
        "Track 3": None,
        "Ton 1": None,
        "Son": None,
        "Sela": None,
        "Musical": None,
        "Invoice": None,
        "Commission": None,
        "A1": None,
        "Piste 2": None,
    },
}


@pytest.mark.parametrize(
    ("name", "role"), [(name, role) for names in NAMES.values() for name, role in names.items()]
)
def test_a_name_tells_a_role_or_none(name: str, role: Role | None) -> None:
    found = role_of(name)
    assert (found.role if found else None) is role


@pytest.mark.parametrize("language", WORDS)
def test_every_word_of_the_table_is_found_whatever_its_case(language: str) -> None:
    for role, words in WORDS[language].items():
        for word in words.split(", "):
            for name in (word.replace("*", ""), f"{word.replace('*', '').upper()}_01"):
                found = role_of(name)
                assert found is not None and found.role is role, (name, found)


def test_no_word_tells_two_roles() -> None:
    told: dict[str, Role] = {}
    for by_role in WORDS.values():
        for role, words in by_role.items():
            for word in words.split(", "):
                assert told.setdefault(word, role) is role, word


def test_the_word_that_told_is_said() -> None:
    found = role_of("Fond - MÚSICA 2")
    assert found is not None and (found.role, found.word) == (Role.MUSIC, "musica")


@pytest.mark.parametrize("name", ["Room tone", "Roomtone", "RT", "Raumton", "ルームトーン", "룸톤"])
def test_room_tone_lies_below_other_ambience(name: str) -> None:
    assert layer_of(name, Role.AMBIENCE) == (-30, -24)
    assert layer_of("Forest", Role.AMBIENCE) == (-24, -18)
    assert layer_of(name, Role.MUSIC) is None

"""Words in track names that stand for a role, by language.

They are in lower case and without accents. A space may be missing in the name. A star matches any
letters: German compounds, Russian endings. Chinese, Japanese and Korean words match inside others.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping


class Role(enum.Enum):
    """What a sound track is: dialogue, music, effects or ambience."""

    DIALOGUE = "dialogue"
    MUSIC = "music"
    EFFECTS = "effects"
    AMBIENCE = "ambience"


HEAD_FIRST = ("French", "Spanish", "Portuguese", "Italian")
"""Languages with the head noun first: "musique de fond" is music."""

ROOM_TONE = "room tone, rt, raumton, raumatmo, silence plateau, ルームトーン, 룸 톤, 室内底噪"

WORDS: Mapping[str, Mapping[Role, str]] = {
    "English": {
        Role.DIALOGUE: "dialog, dialogs, dialogue, dialogues, dx, dial, dia, vo, v/o, vox, sot, "
        "voice, voices, voice over, voice overs, speech, speeches, "
        "interview, interviews, lav, lavs, boom, booms, mic, mics, narration, narrator, adr, talk, "
        "talking, host, guest, presenter, anchor, commentary",
        Role.MUSIC: "music, mx, mus, song, songs, score, soundtrack, sting, stings, jingle, "
        "jingles, bgm, m&e, underscore, music and effects, music & effects, music and fx, "
        "music & fx, music and sfx, music & sfx",
        Role.AMBIENCE: "amb, ambs, ambient, ambients, ambience, ambiences, ambiance, atmo, atmos, "
        "atmosphere, bg, bgs, background, backgrounds, room tone, rt, walla, nat sound, "
        "nats",
        Role.EFFECTS: "fx, sfx, hfx, efx, effect, effects, sound effect, sound effects, foley, "
        "foleys, fol, fly, hit, hits, whoosh, whooshes, sound design",
    },
    "German": {
        Role.DIALOGUE: "sprecher*, sprache, sprachaufnahme*, *stimme, *stimmen, *dialog, "
        "*dialoge, o ton, o tone, originalton, off text, "
        "kommentar, moderation, moderator*, erzahler*, synchron, *interview, *interviews",
        Role.MUSIC: "*musik, *musiken, lied, lieder, filmscore",
        Role.AMBIENCE: "*atmo, *atmos, atmosphare, hintergrund, hintergrundgerausch*, "
        "umgebung, umgebungsgerausch*, raumton, raumatmo",
        Role.EFFECTS: "*effekt, *effekte, *effekten, *gerausch, *gerausche, *geraeusch, "
        "*geraeusche",
    },
    "French": {
        Role.DIALOGUE: "voix, voix off, dialogue, dialogues, parole, paroles, narration, "
        "narrateur, narratrice, commentaire, commentaires, interview, interviews, entretien, "
        "entretiens, doublage, son direct",
        Role.MUSIC: "musique, musiques, chanson, chansons, bande originale",
        Role.AMBIENCE: "ambiance, ambiances, fond sonore, fonds sonores, silence plateau",
        Role.EFFECTS: "effet, effets, effets sonores, bruitage, bruitages, bruit, bruits",
    },
    "Spanish": {
        Role.DIALOGUE: "voz, voces, voz en off, locucion, locuciones, locutor, locutora, dialogo, "
        "dialogos, narracion, narrador, narradora, entrevista, entrevistas, doblaje, "
        "sonido directo",
        Role.MUSIC: "musica, musicas, cancion, canciones, banda sonora, sintonia",
        Role.AMBIENCE: "ambiente, ambientes, ambientacion, sonido ambiente, fondo, fondos, "
        "atmosfera",
        Role.EFFECTS: "efecto, efectos, efectos sonoros, ruido, ruidos",
    },
    "Portuguese": {
        Role.DIALOGUE: "voz, vozes, locucao, locucoes, locutor, locutora, dialogo, dialogos, "
        "narracao, narrador, narradora, fala, falas, entrevista, entrevistas, dublagem, dobragem",
        Role.MUSIC: "musica, musicas, cancao, cancoes, trilha, trilhas, trilha sonora, "
        "banda sonora",
        Role.AMBIENCE: "ambiente, ambientes, ambiencia, ambiencias, som ambiente, fundo, fundos, "
        "atmosfera",
        Role.EFFECTS: "efeito, efeitos, efeitos sonoros, ruido, ruidos",
    },
    "Italian": {
        Role.DIALOGUE: "voce, voci, voce fuori campo, dialogo, dialoghi, parlato, narrazione, "
        "narratore, narratrice, speaker, doppiaggio, intervista, interviste, commento, "
        "presa diretta",
        Role.MUSIC: "musica, musiche, canzone, canzoni, colonna sonora, brano, brani, sigla",
        Role.AMBIENCE: "ambiente, ambienti, suono ambiente, fondo, sottofondo, atmosfera",
        Role.EFFECTS: "effetto, effetti, effetti sonori, rumore, rumori",
    },
    "Japanese": {
        Role.DIALOGUE: "セリフ, せりふ, 台詞, 科白, ダイアログ, ダイアローグ, ナレーション, ナレ, "
        "ボイス, ヴォイス, 音声, インタビュー, アフレコ, 会話, トーク, 吹き替え",
        Role.MUSIC: "音楽, 劇伴, 楽曲, 曲, ミュージック, 主題歌, 挿入歌, ジングル, 背景音楽",
        Role.AMBIENCE: "環境音, アンビエント, アンビエンス, 背景音, ルームトーン, ガヤ, "
        "ベースノイズ",
        Role.EFFECTS: "効果音, 効果, エフェクト, サウンドエフェクト, フォーリー, フォーリ, se",
    },
    "Korean": {
        Role.DIALOGUE: "대사, 대화, 다이얼로그, 나레이션, 내레이션, 목소리, 음성, 보이스, "
        "인터뷰, 성우, 더빙, 멘트, 동시녹음",
        Role.MUSIC: "음악, 배경음악, 노래, 뮤직, 브금, 주제가",
        Role.AMBIENCE: "앰비언스, 엠비언스, 앰비, 환경음, 배경음, 현장음, 룸 톤",
        Role.EFFECTS: "효과음, 효과, 이펙트, 폴리, 사운드 이펙트",
    },
    "Chinese": {
        Role.DIALOGUE: "对白, 對白, 对话, 對話, 台词, 臺詞, 旁白, 人声, 人聲, 配音, 解说, 解說, "
        "语音, 語音, 采访, 採訪, 访谈, 訪談, 同期声, 同期聲",
        Role.MUSIC: "音乐, 音樂, 配乐, 配樂, 背景音乐, 背景音樂, 歌曲, 插曲, 主题曲, 主題曲",
        Role.AMBIENCE: "环境音, 環境音, 环境声, 環境聲, 环境音效, 環境音效, 背景音, 背景声, "
        "背景聲, 氛围, 氛圍, 室内底噪",
        Role.EFFECTS: "音效, 特效, 拟音, 擬音, 效果, 效果音",
    },
    "Russian": {
        Role.DIALOGUE: "диалог*, голос*, речь, озвучк*, озвучивание, диктор*, закадр*, реплик*, "
        "интервью, комментари*, рассказчик*, дубляж, синхрон*",
        Role.MUSIC: "музык*, муз, песня, песни, саундтрек*",
        Role.AMBIENCE: "атмосфер*, атмо, фон, фоны, фонов*, амбиент*, эмбиент*, интершум*",
        Role.EFFECTS: "эффект*, спецэффект*, шум, шумы, шумов*, фоли",
    },
    "Hindi": {
        Role.DIALOGUE: "संवाद, आवाज़, आवाज, वाचन, साक्षात्कार",
        Role.MUSIC: "संगीत, पार्श्व संगीत, गीत, गाना",
        Role.AMBIENCE: "माहौल, वातावरण, परिवेश",
        Role.EFFECTS: "ध्वनि प्रभाव, प्रभाव",
    },
    "Turkish": {
        Role.DIALOGUE: "diyalog*, konusma*, dis ses, anlatici, seslendirme, roportaj, dublaj",
        Role.MUSIC: "muzik*, sarki, sarkilar",
        Role.AMBIENCE: "ambiyans, ortam, ortam sesi, atmosfer, arka plan",
        Role.EFFECTS: "efekt, efektler, efektleri, ses efekti, ses efektleri",
    },
    "Polish": {
        Role.DIALOGUE: "dialogi, glos, glosy, lektor, narracja, wywiad, wywiady, mowa, dubbing",
        Role.MUSIC: "muzyka, piosenka, piosenki",
        Role.AMBIENCE: "atmosfera, atmosfery, tlo, otoczenie",
        Role.EFFECTS: "efekt, efekty, efekty dzwiekowe",
    },
}
"""Comma-separated; a word may be of several."""

"""Words that name a sound: their UCS category, and what kind of sound it is.

A small table of what people write in markers, subtitles and scripts, in English and the first
words for the same things in German, French, Spanish and Italian. It is meant to be right, not
complete: words that are not here are looked up in the library as they are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from backbeat.foley.cues import Kind


@dataclass(frozen=True, slots=True)
class Named:
    """What words name."""

    ucs: str
    """CatID; empty where the words leave it open."""
    kind: Kind
    word: str
    """The word that says so."""


def words_of(text: str) -> frozenset[str]:
    """The words of a table, which are written in one string to be read as text."""
    return frozenset(text.split())


_SOUNDS: tuple[tuple[str, Kind, str], ...] = (
    (
        "FEETHmn",
        Kind.FOOTSTEP,
        "footstep footsteps footfall footfalls step steps walks walking schritt schritte "
        "pas pasos passi",
    ),
    ("FEETHors", Kind.EFFECT, "hoofbeat hoofbeats hooves hoofs gallop galloping gallops"),
    (
        "DOORMisc",
        Kind.IMPACT,
        "door~slam door~slams door~bang door~bangs door~closes door~shuts slamming~door "
        "door~close doorslam "
        "tuer~schlaegt tuer~knallt porte~claque portazo",
    ),
    ("DOORCreak", Kind.EFFECT, "door~creak door~creaks creaking~door creaky~door tuer~knarrt"),
    ("DOORMisc", Kind.EFFECT, "door~open door~opens door~opening"),
    ("DOORKnck", Kind.IMPACT, "knock knocks knocking klopfen klopft"),
    ("BELLDoor", Kind.EFFECT, "doorbell doorbells"),
    ("GUNMisc", Kind.IMPACT, "gunshot gunshots gunfire gun~fires schuss schuesse disparo disparos"),
    ("GUNHndl", Kind.EFFECT, "gun~cock gun~cocks gun~cocking gun~clicks"),
    ("EXPLMisc", Kind.IMPACT, "explosion explosions explodes kaboom explosiones esplosione"),
    ("THUN", Kind.EFFECT, "thunder thunderclap thunderclaps donner tonnerre trueno tuono"),
    ("RAIN", Kind.AMBIENCE, "rain raining rainfall regen pluie lluvia pioggia"),
    ("WIND", Kind.AMBIENCE, "wind~howling wind~howls howling~wind wind~blowing wind~blows"),
    (
        "GLASBrk",
        Kind.IMPACT,
        "glass~breaks glass~breaking glass~shatters glass~shattering breaking~glass "
        "shattering~glass glass~break glass~smash glass~smashes glas~zerbricht",
    ),
    ("GLASImpt", Kind.IMPACT, "glasses~clink glass~clink glass~clinks clink clinks clinking"),
    ("FGHTImpt", Kind.IMPACT, "punch punches slap slaps"),
    ("WATRSplsh", Kind.IMPACT, "splash splashes splashing"),
    ("WATRDrip", Kind.EFFECT, "dripping drips water~drips"),
    ("COMTelph", Kind.EFFECT, "phone~rings phone~ringing telephone~rings telefon~klingelt"),
    ("COMCell", Kind.EFFECT, "phone~buzzes phone~vibrates cellphone~rings"),
    ("ALRMMisc", Kind.EFFECT, "alarm~blares alarm~blaring alarm~sounds alarm~rings"),
    ("ALRMSirn", Kind.EFFECT, "siren sirens siren~wailing sirens~wailing sirene"),
    ("ANMLDog", Kind.EFFECT, "dog~barks dog~barking dogs~barking barking barks hund~bellt"),
    ("BIRDSong", Kind.AMBIENCE, "birdsong birds~chirping birds~singing birds~chirp"),
    ("VEHCar", Kind.EFFECT, "car~engine engine~starts engine~revs car~starts car~passes"),
    ("VEHHorn", Kind.EFFECT, "horn~honks car~horn honk honks horns~honking"),
    ("VEHSkid", Kind.EFFECT, "tires~screech tyres~screech tires~squeal screeching~tires"),
    ("METLCrsh", Kind.IMPACT, "crash crashes crashing car~crash"),
    ("WHSH", Kind.WHOOSH, "whoosh whooshes whooshing swoosh swooshes swish swishes"),
    ("DSGNRise", Kind.EFFECT, "riser uplifter"),
    ("DSGNBoom", Kind.IMPACT, "sub~boom boom"),
    (
        "CLOTHMvmt",
        Kind.EFFECT,
        "cloth~rustle cloth~movement rustling clothes~rustle rustle rustles",
    ),
    ("CLOCKTick", Kind.EFFECT, "clock~ticking clock~ticks ticking"),
    ("MECHClik", Kind.IMPACT, "click clicks clicking"),
    ("OBJKey", Kind.EFFECT, "keys~jingle keys~jingling key~jingle"),
    ("FIREBurn", Kind.EFFECT, "fire~crackling fire~crackles crackling~fire"),
    ("WOODImpt", Kind.IMPACT, "wood~impact wood~hit chopping chop chops"),
    ("METLImpt", Kind.IMPACT, "metal~impact metal~hit clang clangs clank clanks metal~clang"),
    ("CRWDApls", Kind.EFFECT, "applause clapping applaus applaudissements aplausos applausi"),
    ("AMBRoom", Kind.ROOM_TONE, "room~tone roomtone"),
    ("AMBTraf", Kind.AMBIENCE, "traffic traffic~noise"),
    ("", Kind.IMPACT, "thud thuds thump thumps bang bangs slam slams impact impacts hit hits"),
    ("", Kind.AMBIENCE, "ambience ambiance ambient atmos atmo atmosphere"),
)
"""Of several words joined by "~", all stand in the text, in this order, with others between."""

VOICE = words_of(
    "laugh laughs laughing laughter giggle giggles giggling chuckle chuckles chuckling sigh "
    "sighs sighing gasp gasps gasping scream screams screaming shout shouts shouting yell "
    "yells yelling cry cries crying sob sobs sobbing whisper whispers whispering mutter "
    "mutters muttering groan groans groaning moan moans moaning grunt grunts grunting cough "
    "coughs coughing sneeze sneezes sniff sniffs sniffles sniffling pant pants panting "
    "breathe breathes breathing exhales inhales scoffs murmur murmurs murmuring indistinct "
    "speaks speaking speak chatter chattering conversation voice voices voiceover says "
    "talking singing sings humming hums narrator dialogue lacht lachen seufzt fluestert "
    "schreit weint hustet stoehnt rire rires rit soupire soupir crie chuchote pleure rie "
    "risas suspira grita susurra llora ride ridono risate sospira urla"
)
"""Words of sounds that people make with their mouths: of the dialogue, not of the effects."""
MUSIC = words_of(
    "music song theme score soundtrack melody orchestra band jingle choir musik lied musique "
    "chanson musica cancion canzone"
)
_WORDS = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BETWEEN = 2
"""Words that may stand between those of one name: "door suddenly slams"."""
_SILENT = words_of("stop stops stopping stopped ends ceases fades")


def spelled(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: lower case, without accents."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_UMLAUTS))
    return tuple(
        _WORDS.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))
    )


def named(text: str) -> Named | None:
    """The sound that a text names; None where it names none of the table's.

    Of several the one of most words, then the first in the text.
    """
    words = spelled(text)
    best: tuple[int, int, Named] | None = None
    for parts, ucs, kind in _names():
        at = _found(parts, words)
        if at is not None and (best is None or (-len(parts), at) < best[:2]):
            best = (-len(parts), at, Named(ucs, kind, " ".join(parts)))
    return best[2] if best else None


def is_end_of_sound(text: str) -> bool:
    """Whether it says that a sound stops: "[music stops]"."""
    return not _SILENT.isdisjoint(spelled(text))


@cache
def _names() -> tuple[tuple[tuple[str, ...], str, Kind], ...]:
    return tuple(
        (tuple(name.split("~")), ucs, kind) for ucs, kind, text in _SOUNDS for name in text.split()
    )


def _found(parts: tuple[str, ...], words: tuple[str, ...]) -> int | None:
    """Where a name begins in the words."""
    for start, word in enumerate(words):
        if word != parts[0]:
            continue
        at = start
        for part in parts[1:]:
            near = words[at + 1 : at + 2 + _BETWEEN]
            if part not in near:
                break
            at += 1 + near.index(part)
        else:
            return start
    return None

"""The user's last settings, for the dialogs and for editions without dialogs."""

import json
import re
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Tuple

from backbeat_resolve.music import AUTO
from backbeat_resolve.places import read_json

FILE = "settings.json"
_LENGTH = re.compile(r"[0-9]{1,5}(\.[0-9]{1,3})?\Z")

_EVERY: Dict[str, Dict[str, int]] = {
    "every beat": {},
    "every 2nd beat": {"everyBeats": 2},
    "every bar": {"everyBars": 1},
    "every 2nd bar": {"everyBars": 2},
    "every 4th bar": {"everyBars": 4},
}
_MARKERS = {
    "beats": "MARKER_CHOICE_BEATS",
    "downbeats": "MARKER_CHOICE_DOWNBEATS",
    "none": "MARKER_CHOICE_NONE",
}
_PACES = {"medium": 0.5, "calm": 0.25, "fast": 0.75}
_ORDERS = {
    "what fits best": "CLIP_ORDER_UNSPECIFIED",
    "as in the bin": "CLIP_ORDER_GIVEN",
    "shuffled": "CLIP_ORDER_SHUFFLED",
}
_CLIP_SOUND = {"left out": "CLIP_SOUND_NONE", "kept, lowered": "CLIP_SOUND_KEPT"}
_PATTERNS = (
    "energy", "every-bar", "every-other", "every-4-bars", "phrase", "section", "accelerate",
    "decelerate", "call-and-response", "accents", "hold-on-drop", "slow", "every-beat",
)  # fmt: skip
_LINKED = {"split edit": "LINKED_SOUND_SPLIT", "leave the cut": "LINKED_SOUND_SKIP"}
_SOUNDS: Dict[str, List[str]] = {
    "library, else made": [],
    "library only": ["library", "starter"],
    "made only": ["synthesis"],
}
_FOLEY = {"sounds and markers": False, "markers only": True}
_ADDED = "added before"
_CONFIDENCE = re.compile(r"0?\.[0-9]{1,3}\Z|0\Z|1\Z")
_MEASURED = "as measured"
_MOUTHS = {"what fits": "", "the speaker's own": "rewrite", "preview": "warp"}


class Choice(NamedTuple):
    """A setting with a fixed set of answers, or with any text."""

    key: str
    label: str
    answers: Tuple[str, ...]
    """The first is the default; empty: any text."""
    default: str
    explained: str


CHOICES: Tuple[Choice, ...] = (
    Choice("music", "Music", (), AUTO, "auto, selected, or the name of an audio track"),
    Choice("every", "Cut on", tuple(_EVERY), "every beat", "which beats cuts may go to"),
    Choice("tolerance", "Farthest move", (), "0", "in frames; 0: up to half a beat"),
    Choice("markers", "Markers", tuple(_MARKERS), "beats", "which beats get a marker"),
    Choice("linked_sound", "Linked sound", tuple(_LINKED), "split edit", "when sound is cut too"),
    Choice("pattern", "Pattern", _PATTERNS, "energy", "when Cut to Music cuts"),
    Choice("pace", "Pace", tuple(_PACES), "medium", "how short its shots are"),
    Choice("length", "Length", (), "0", "of its edit, in seconds; 0: the whole song"),
    Choice("order", "Order of clips", tuple(_ORDERS), "what fits best", "which clip comes when"),
    Choice("clip_sound", "Sound of clips", tuple(_CLIP_SOUND), "left out", "under the music"),
    Choice("master_as", "Master as", ("new track", "clip levels"), "new track", "how it lands"),
    Choice("speech", "New words", (), AUTO, "for Lip-sync Clip: auto, or a recording's path"),
    Choice("lip_backend", "Mouths", tuple(_MOUTHS), "what fits", "what makes its mouths"),
    Choice("foley", "Foley", tuple(_FOLEY), "sounds and markers", "what Place Foley lands"),
    Choice("foley_library", "Library", (), _ADDED, "of its sounds: a folder, or what you added"),
    Choice("foley_sounds", "Sounds", tuple(_SOUNDS), "library, else made", "where they come from"),
    Choice(
        "foley_from", "Place from", (), _MEASURED, "confidence of a guess, 0 to 1; under it: marker"
    ),
    Choice("preset", "Loudness preset", (), "youtube", "for Master Loudness"),
)


class Settings(NamedTuple):
    """Answers by key, all valid."""

    values: Dict[str, str]
    complaints: List[str]
    """Invalid entries of the file, and the values used instead."""

    def snap_options(self) -> Dict[str, Any]:
        """As the contract's `SnapOptions`."""
        options: Dict[str, Any] = dict(_EVERY[self.values["every"]])
        options["toleranceFrames"] = int(self.values["tolerance"])
        options["markers"] = _MARKERS[self.values["markers"]]
        options["linkedSound"] = _LINKED[self.values["linked_sound"]]
        return options

    def cut_options(self) -> Dict[str, Any]:
        """As fields of the contract's `CutRequest`."""
        return {
            "pacing": {"pattern": self.values["pattern"], "pace": _PACES[self.values["pace"]]},
            "length": {"lengthS": float(self.values["length"])},
            "material": {
                "order": _ORDERS[self.values["order"]],
                "clipSound": _CLIP_SOUND[self.values["clip_sound"]],
            },
        }

    def lip_backend(self) -> str:
        """As the contract's `LipSyncRequest.backend`."""
        return _MOUTHS[self.values["lip_backend"]]

    def foley_request(self) -> Dict[str, Any]:
        """As fields of the contract's `FoleyRequest`."""
        library, least = self.values["foley_library"], self.values["foley_from"]
        return {
            "spotOnly": _FOLEY[self.values["foley"]],
            "sources": _SOUNDS[self.values["foley_sounds"]],
            "libraryPaths": [] if library == _ADDED else [library],
            "placeFrom": 0.0 if least == _MEASURED else float(least),
        }


def load(folder: Path) -> Settings:
    """The settings in a folder; defaults for what is not there."""
    return checked(read_json(folder / FILE))


def checked(said: Dict[str, Any]) -> Settings:
    """Valid settings from the values of a file."""
    values, complaints = {}, []
    for choice in CHOICES:
        value = str(said.get(choice.key, choice.default)).strip()
        if not _is_valid(choice, value):
            complaints.append(
                "“{}” is no answer to “{}”; {} is taken.".format(
                    value, choice.label, choice.default
                )
            )
            value = choice.default
        values[choice.key] = value
    return Settings(values, complaints)


def save(folder: Path, values: Dict[str, str]) -> None:
    """Writes settings atomically."""
    path = folder / FILE
    fresh = path.with_name("." + FILE + ".part")
    fresh.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(path)


def _is_valid(choice: Choice, value: str) -> bool:
    if choice.key == "tolerance":
        return value.isdecimal() and int(value) < 100000
    if choice.key == "length":
        return _LENGTH.match(value) is not None
    if choice.key == "foley_from":
        return value == _MEASURED or _CONFIDENCE.match(value) is not None
    return value in choice.answers if choice.answers else bool(value)

"""The entry point of every menu script: one run, from Resolve's globals to the final message."""

import sys
import traceback
from pathlib import Path
from typing import Any, Callable, Dict, NamedTuple, Optional, Tuple

from backbeat_resolve import (
    beat_markers,
    cancel,
    check_sync,
    cut_to_music,
    lip_sync_clip,
    master_loudness,
    place_foley,
    self_test,
    settings,
    settings_entry,
    snap_to_beats,
)
from backbeat_resolve.host import find_host
from backbeat_resolve.places import installation, own_folder
from backbeat_resolve.problems import Problem
from backbeat_resolve.run import Run
from backbeat_resolve.settings import CHOICES, Settings
from backbeat_resolve.talk import Talk, to_console
from backbeat_resolve.windows import Window, windows_of

_LOG = "resolve.log"


class Entry(NamedTuple):
    """A menu entry."""

    title: str
    run: Callable[[Run], str]
    keys: Tuple[str, ...] = ()
    """Keys of the settings that its dialog shows."""


ENTRIES: Dict[str, Entry] = {
    "snap_to_beats": Entry(snap_to_beats.TITLE, snap_to_beats.run, snap_to_beats.KEYS),
    "beat_markers": Entry(beat_markers.TITLE, beat_markers.run, beat_markers.KEYS),
    "master_loudness": Entry(master_loudness.TITLE, master_loudness.run, master_loudness.KEYS),
    "cut_to_music": Entry(cut_to_music.TITLE, cut_to_music.run, cut_to_music.KEYS),
    "lip_sync_clip": Entry(lip_sync_clip.TITLE, lip_sync_clip.run, lip_sync_clip.KEYS),
    "place_foley": Entry(place_foley.TITLE, place_foley.run, place_foley.KEYS),
    "check_sync": Entry(check_sync.TITLE, check_sync.run),
    "settings": Entry(settings_entry.TITLE, settings_entry.run, settings_entry.KEYS),
    "self_test": Entry(self_test.TITLE, self_test.run),
    "cancel": Entry(cancel.TITLE, cancel.run),
}


def main(name: str, scope: Dict[str, Any]) -> bool:
    """Runs a menu entry; returns whether it succeeded. Never raises: Resolve would not show it.

    Args:
        name: of `ENTRIES`.
        scope: the menu script's globals, in which Resolve puts what it offers.
    """
    entry = ENTRIES[name]
    talk: Optional[Talk] = None
    try:
        installed = installation()
        folder = own_folder(installed.home)
        talk = Talk(entry.title, folder / _LOG)
        host = find_host(scope)
        talk.note("{} on Python {}".format(host.named, sys.version.split()[0]))
        chosen = settings.load(folder)
        for complaint in chosen.complaints:
            talk.say(complaint)
        talk.window = windows_of(host, entry.title)
        asked = _asked(entry, talk.window, chosen, folder)
        if asked is None:
            talk.say("Left; nothing was changed.")
            return True
        talk.finish(entry.run(Run(host, talk, asked, installed, folder)))
        return True
    except Problem as problem:
        _last_words(talk, str(problem))
    except Exception as error:
        words = "Stopped by an error of its own ({}: {}).".format(type(error).__name__, error)
        if talk is not None:
            talk.note(traceback.format_exc())
            words += " Please report it with {}.".format(_LOG)
        _last_words(talk, words)
    return False


def _asked(
    entry: Entry, window: Optional[Window], chosen: Settings, folder: Path
) -> Optional[Settings]:
    """The settings for this run, asked for where there are windows; None: the user left."""
    choices = [choice for choice in CHOICES if choice.key in entry.keys]
    if window is None or not choices:
        return chosen
    answer = window.ask(choices, chosen.values)
    if answer is None:
        return None
    asked = settings.checked(dict(chosen.values, **answer))
    settings.save(folder, asked.values)
    return asked


def _last_words(talk: Optional[Talk], words: str) -> None:
    try:
        if talk is not None:
            talk.finish(words)
            return
    except Exception as error:
        # The reason must be reported even where the window fails.
        words += " (and the window failed: {})".format(error)
    to_console(words)

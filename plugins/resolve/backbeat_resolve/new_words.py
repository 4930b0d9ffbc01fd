"""Finds the recording of the new words: named, on the timeline, or in the media pool."""

from pathlib import Path
from typing import Any, Iterator, List, NamedTuple

from backbeat_resolve.host import Session, ask, can, file_of, items, selected_items, track_count
from backbeat_resolve.music import AUTO, SOUND_FILES
from backbeat_resolve.problems import Problem
from backbeat_resolve.wanted import file_name

_NAMED = 4


class NewWords(NamedTuple):
    """A recording of new words."""

    path: str
    start_s: float
    """Where its first sample is heard, in seconds from the beginning of the clip."""
    is_there: bool
    """Whether it is on the timeline already."""
    why: str
    """How it was chosen, in words."""


def choose(session: Session, clip: Any, wanted: str = AUTO) -> NewWords:
    """The recording that a clip is to say.

    Args:
        session: with the timeline.
        clip: of the timeline.
        wanted: path of a file; "auto": the selected clip of sound, else the only one that is heard
            while the clip is shown and is not its own, else the only sound file that is selected in
            the media pool.

    Raises:
        Problem: there is none, or there are several.
    """
    if wanted != AUTO:
        if not Path(wanted).is_file():
            raise Problem(
                "There is no file {}.".format(wanted),
                "Name a recording with its whole path, or write auto.",
            )
        return NewWords(wanted, 0.0, False, "the file you named")
    own = file_of(clip.GetMediaPoolItem())
    sounds = [item for item in _sounds(session) if file_of(item.GetMediaPoolItem()) != own]
    chosen = {item.GetUniqueId() for item in selected_items(session.timeline) or []}
    selected = [item for item in sounds if item.GetUniqueId() in chosen]
    if len(selected) == 1:
        return _heard(session, clip, selected[0], "the selected clip of sound")
    under = [item for item in selected or sounds if _meet(item, clip)]
    if len(under) == 1:
        return _heard(session, clip, under[0], "the only other sound under it")
    if under:
        names = ["“{}”".format(item.GetName()) for item in under[:_NAMED]]
        raise Problem(
            "{} recordings are heard while the clip is shown: {}.".format(
                len(under), ", ".join(names)
            ),
            "Select the one with the new words, or write its path in Backbeat > Settings.",
        )
    pool = _in_pool(session)
    if len(pool) == 1:
        return NewWords(pool[0], 0.0, False, "the sound file selected in the media pool")
    raise Problem(
        "No recording of new words was found.",
        "Put it on an audio track under the clip, or select its file in the media pool{}.".format(
            ", one alone: {}".format(", ".join(map(file_name, pool[:_NAMED]))) if pool else ""
        ),
    )


def _heard(session: Session, clip: Any, sound: Any, why: str) -> NewWords:
    """A recording that lies on the timeline."""
    fps = float(session.rate.fps)
    left = ask(sound, "GetLeftOffset")
    # What is cut off its start was heard before, were it there.
    begins = int(sound.GetStart()) - int(left or 0) - int(clip.GetStart())
    return NewWords(file_of(sound.GetMediaPoolItem()), begins / fps, True, why)


def _meet(one: Any, other: Any) -> bool:
    return int(one.GetStart()) < int(other.GetEnd()) and int(other.GetStart()) < int(one.GetEnd())


def _sounds(session: Session) -> Iterator[Any]:
    for track in range(1, track_count(session.timeline, "audio") + 1):
        for item in items(session.timeline, "audio", track):
            if file_of(item.GetMediaPoolItem()):
                yield item


def _in_pool(session: Session) -> List[str]:
    # The pool tells its selection from 19.0.2 on.
    if not can(session.pool, "GetSelectedClips"):
        return []
    found = [file_of(item) for item in session.pool.GetSelectedClips() or []]
    return [path for path in dict.fromkeys(found) if path.lower().endswith(SOUND_FILES)]

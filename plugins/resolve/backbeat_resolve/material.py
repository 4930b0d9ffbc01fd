"""Which clips of the media pool an edit is cut from, and the song that it is cut to."""

from typing import Any, Iterable, List, NamedTuple

from backbeat_resolve.host import Session, ask, can, file_of
from backbeat_resolve.music import AUTO, SOUND_FILES, choose
from backbeat_resolve.problems import Problem
from backbeat_resolve.wanted import file_name

STILL_FILES = (
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".dpx", ".heic",
)  # fmt: skip
_PICTURE_FILES = (
    ".mov", ".mp4", ".m4v", ".mxf", ".mkv", ".webm", ".avi", ".mts", ".m2ts", ".ts", ".3gp", ".mpg",
    ".mpeg", ".wmv", *STILL_FILES,
)  # fmt: skip
_NAMED = 3


class Material(NamedTuple):
    """What a run works with."""

    clips: List[str]
    """Paths of clips and stills, in the pool's order."""
    song: str
    """Path."""
    said: List[str]
    """Which clips and which song, and what was left out, a line each."""


def find(session: Session, wanted: str = AUTO) -> Material:
    """The selected clips of the media pool, else those of the open bin, and the song.

    Args:
        session: with a timeline or without.
        wanted: the song: "auto", or as for `music.choose` in the open timeline.

    Returns:
        of the song: the sound file among the clips, the longest of several; else the music of the
        open timeline.

    Raises:
        Problem: there are no clips with a file behind them, or there is no song.
    """
    pool_items, where = _chosen(session)
    paths = _once(path for path in map(file_of, pool_items) if path)
    clips = [path for path in paths if path.lower().endswith(_PICTURE_FILES)]
    if not clips:
        raise Problem(
            "There are no clips among {}.".format(where),
            "Open the bin with the clips, or select them in the media pool, and start again.",
        )
    said = ["Cutting from {}: {} files.".format(where, len(clips))]
    known = clips + [path for path in paths if path.lower().endswith(SOUND_FILES)]
    # Timelines and compound clips have no file, and nobody expects them to be cut.
    others = [_name(item) for item in pool_items if file_of(item) and file_of(item) not in known]
    if others:
        said.append("Left out, as they are neither clips nor stills: {}.".format(_listed(others)))
    song, why = _song(session, pool_items, wanted)
    said.append("The music is “{}”, {}.".format(file_name(song), why))
    return Material(clips, song, said)


def _chosen(session: Session) -> Any:
    """Clips of the pool, and in words which."""
    pool = session.pool
    # The pool tells its selection from 19.0.2 on.
    selected = list(pool.GetSelectedClips() or []) if can(pool, "GetSelectedClips") else []
    if any(_is_clip(item) for item in selected):
        return selected, "the selected clips"
    folder = ask(pool, "GetCurrentFolder")
    if folder is None:
        raise Problem("No bin is open.", "Open the bin with the clips, and start again.")
    return list(folder.GetClipList() or []), "the bin “{}”".format(folder.GetName())


def _is_clip(item: Any) -> bool:
    return file_of(item).lower().endswith(_PICTURE_FILES)


def _song(session: Session, pool_items: List[Any], wanted: str) -> Any:
    """Path of the song, and in words why this one."""
    if wanted == AUTO:
        sounds = [item for item in pool_items if file_of(item).lower().endswith(SOUND_FILES)]
        if sounds:
            # Of one shape, timecodes sort as the times they stand for.
            longest = max(sounds, key=lambda item: str(item.GetClipProperty("Duration") or ""))
            only = "the only sound file there" if len(sounds) == 1 else "the longest sound file"
            return file_of(longest), only
    if session.timeline is None:
        raise Problem(
            "There is no song.",
            "Put its file into the bin of the clips, or open a timeline that has it on a track.",
        )
    music = choose(session.timeline, wanted)
    return music.path, "on {} of the open timeline, {}".format(music.track, music.why)


def _name(item: Any) -> str:
    return str(item.GetName() or file_name(file_of(item)))


def _listed(names: List[str]) -> str:
    more = len(names) - _NAMED
    words = ", ".join("“{}”".format(name) for name in names[:_NAMED])
    return words + (" and {} more".format(more) if more > 0 else "")


def _once(paths: Iterable[str]) -> List[str]:
    return list(dict.fromkeys(paths))

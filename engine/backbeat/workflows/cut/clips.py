"""The clips of a request: the files it names, and those in the folders it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath

from backbeat.errors import InputError, RequestError

MOVING = (
    ".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mxf", ".mts", ".m2ts", ".ts", ".mpg",
    ".mpeg", ".wmv", ".flv", ".3gp", ".ogv", ".dv", ".gif",
)  # fmt: skip
_STILL = (
    ".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".heic", ".heif", ".avif",
)  # fmt: skip
MAX_CLIPS = 5000
_NAMED = 5


def find_clips(named: Sequence[str], others: Iterable[Path] = ()) -> list[Path]:
    """Every clip, each once, in the order named; a folder's clips by name, numbers by value.

    Folders are searched for files with the usual endings, folders in them too; hidden ones, and
    proofs of earlier cuts, are left out.

    Args:
        named: paths of files and folders.
        others: files that are no clips although they lie there, such as the song.

    Raises:
        InputError: a path does not exist, or no clip is there.
        RequestError: there are too many.
    """
    excluded = {_real(path) for path in others}
    found: dict[Path, Path] = {}
    for name in named:
        path = Path(name)
        if path.is_dir():
            for clip in _in_folder(path):
                if _real(clip) not in excluded:
                    found.setdefault(_real(clip), clip)
        elif path.exists():
            found.setdefault(_real(path), path)
        else:
            raise InputError(f"{path} does not exist.", "Check the path.")
    if not found:
        raise InputError(
            f"There is no clip in {named[0]}." if len(named) == 1 else "There is no clip.",
            "Name video files or pictures, or folders of them.",
        )
    if len(found) > MAX_CLIPS:
        raise RequestError(
            f"There are {len(found):,} clips, more than {MAX_CLIPS:,}.", "Name fewer folders."
        )
    return list(found.values())


def clip_called(name: str, clips: Sequence[Path]) -> Path:
    """The clip of a path, a file name, or a file name without its ending.

    Raises:
        RequestError: there is none, or several.
    """
    wanted = Path(name)
    tests = (
        lambda clip: _real(clip) == _real(wanted),
        lambda clip: clip.name.casefold() == name.casefold(),
        lambda clip: clip.stem.casefold() == name.casefold(),
    )
    for test in tests:
        matches = [clip for clip in clips if test(clip)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise RequestError(
                f"{name} could be {matches[0]} or {matches[1]}.", "Give the path of the clip."
            )
    raise RequestError(f"{name} is none of the clips.", _meant(name, clips))


def _meant(name: str, clips: Sequence[Path]) -> str:
    """The clips whose names hold a part of a name, else the first ones, as a hint."""
    part = PurePath(name).stem.casefold()
    alike = [clip for clip in clips if part and part in clip.stem.casefold()]
    names = [clip.name for clip in alike or clips]
    shown, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    others = f" and {more} more" if more > 0 else ""
    return f"Did you mean {shown}{others}?" if alike else f"The clips are {shown}{others}."


def _in_folder(folder: Path) -> Iterator[Path]:
    entries = sorted(folder.iterdir(), key=lambda path: natural(path.name))
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _in_folder(path)
        elif path.suffix.lower() in (*MOVING, *_STILL) and not _is_proof(path):
            yield path


def _is_proof(path: Path) -> bool:
    from backbeat.media.film import is_film

    return path.suffix.lower() == ".mp4" and is_film(path)


def natural(name: str) -> list[tuple[int, int | str]]:
    """The key of a sort in which shot 9 comes before shot 10."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in parts if part]


def _real(path: Path) -> Path:
    return path.resolve()

"""Files of cues: cue sheets, subtitles and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from backbeat.errors import InputError, RequestError
from backbeat.files.given import check_given
from backbeat.foley.spotting.asked import Given
from backbeat.foley.spotting.captions import Caption, from_captions, read_captions
from backbeat.foley.spotting.scripts import from_script
from backbeat.foley.spotting.sheets import read_sheet
from backbeat.foley.spotting.wishes import Times
from backbeat.timeline.time import seconds_of

SHEETS, SUBTITLES, SCRIPTS = (".csv", ".tsv"), (".srt", ".vtt"), (".txt", ".fountain")
_MOST_BYTES = 32 << 20


def cues_in_files(paths: Sequence[Path], times: Times) -> Given:
    """The cues that files ask for.

    Args:
        paths: cue sheets, subtitles and scripts, by their endings.
        times: how times are read.

    Raises:
        RequestError: a path has another ending.
        InputError: a file cannot be read, or is not what its ending says.
    """
    given = Given()
    for path in paths:
        given += _of_file(path, times)
    return given


def _of_file(path: Path, times: Times) -> Given:
    ending, name = path.suffix.lower(), path.name
    if ending not in (*SHEETS, *SUBTITLES, *SCRIPTS):
        raise RequestError(
            f"{path} is no file of cues.",
            "Give a cue sheet (.csv), subtitles (.srt, .vtt) or a script (.txt, .fountain).",
        )
    text = text_of(path)
    if ending in SHEETS:
        return read_sheet(text, name, times)
    if ending in SCRIPTS:
        return from_script(text, name)
    captions = read_captions(text, name)
    return from_captions(captions, name, times, _offset(captions, times))


def text_of(path: Path) -> str:
    """The text of a file, in UTF-8, UTF-16 or Windows-1252.

    Raises:
        InputError: it cannot be read, or is too large or no text.
    """
    try:
        check_given(path, "a file of cues", _MOST_BYTES)
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}.", "Check its path."
        ) from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise InputError(f"{path} is no text.", "Save it as plain text in UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _offset(captions: Sequence[Caption], times: Times) -> Fraction:
    """What is added to times of captions that count from the timeline's timecode, not from nought.

    Subtitles of a programme that starts at 01:00:00:00 are delivered both ways.
    """
    start = seconds_of(times.clock.start, times.clock.rate)
    length = seconds_of(times.duration, times.clock.rate)
    if not start or any(caption.start < length for caption in captions):
        return Fraction(0)
    inside = any(start <= caption.start < start + length for caption in captions)
    return -start if inside else Fraction(0)

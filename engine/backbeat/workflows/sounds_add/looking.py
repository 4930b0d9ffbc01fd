"""Looks at one sound file: what it says of itself, and what it sounds like."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import MediaError
from backbeat.files import sha256_of
from backbeat.media.probe import probe
from backbeat.progress import SILENT, Progress
from backbeat.sounds import ucs
from backbeat.sounds.embedded import Embedded, embedded_in_tags, embedded_in_wave
from backbeat.sounds.facts import Said, SoundFile
from backbeat.sounds.licence_tables import Terms
from backbeat.sounds.saying import said_by
from backbeat.workflows.sounds_add.listening import listen

KINDS = frozenset(
    (".wav", ".wave", ".bwf", ".rf64", ".w64", ".aif", ".aiff", ".aifc", ".flac", ".ogg", ".oga",
     ".opus", ".mp3", ".m4a", ".caf")
)  # fmt: skip
"""Endings of files that are looked at."""
_WAVE = (".wav", ".wave", ".bwf", ".rf64")
_BEDS = ("AMBIENCE", "RAIN", "WIND")


def look_at(
    path: Path, terms: Terms, given: Terms, digest: str = "", progress: Progress = SILENT
) -> SoundFile:
    """Everything that is known of a file.

    Args:
        path: absolute.
        terms: its row in a table of licences beside it.
        given: licence and credit of those that do not say their own.
        digest: SHA-256 of its bytes, if it is known.
        progress: may cancel.

    Raises:
        MediaError: it cannot be read or decoded.
        CancelledError: the job was cancelled.
    """
    try:
        status = path.stat()
        info = probe(path)
        stream = info.audio
        if stream is None:
            raise MediaError(f"{path} has no sound.", "Give a file that holds sound.")
        inside = embedded_in_tags(info.metadata)
        if path.suffix.lower() in _WAVE:
            inside = _joined(embedded_in_wave(path), inside)
        said = said_by(str(path), inside, terms, given)
        cat_id = said.cat_id or _likely(said)
        category = ucs.category(cat_id)
        is_bed = category is not None and category.category in _BEDS
        heard = listen(path, stream, said.cues, ucs.peaks_at_hit(cat_id), is_bed, progress)
        return SoundFile(
            str(path), status.st_size, status.st_mtime_ns, digest or sha256_of(path), said, heard
        )
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror or error}.") from error


def _joined(first: Embedded, second: Embedded) -> Embedded:
    """What two readers found; where both found something, the first's."""
    names = Embedded.__dataclass_fields__
    return Embedded(**{name: getattr(first, name) or getattr(second, name) for name in names})


def _likely(said: Said) -> str:
    guesses = ucs.guess(said.name, 1)
    return guesses[0].cat_id if guesses else ""

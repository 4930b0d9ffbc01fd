"""The recordings that an alignment is of: found in folders, decoded, and told apart by device."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.errors import BackbeatError, MediaError, OutputError, RequestError
from backbeat.files import same_file, sha256_of
from backbeat.media.decode import stream_audio
from backbeat.media.probe import MediaInfo, probe
from backbeat.progress import Progress
from backbeat.sync.align import RATE, Alignment, Heard, heard
from backbeat.workflows.cut.clips import MOVING, natural
from backbeat.workflows.media_ranges import range_of

_SOUND = (
    ".wav", ".bwf", ".rf64", ".w64", ".aif", ".aiff", ".aifc", ".caf", ".flac", ".mp3", ".m4a",
    ".aac", ".ogg", ".oga", ".opus", ".wma", ".ac3", ".mka", ".amr",
)  # fmt: skip
MAX_RECORDINGS = 2000
_BLOCK_S = 10.0
_TRACK = re.compile(r"[\s_\-.]*(?:_?(?:tr|ch|track)\d+|_lr|_ms|_mix)$", re.IGNORECASE)
_NUMBER = re.compile(r"[\s_\-.]*\d+$")


@dataclass(frozen=True)
class Named:
    """A file to place, and the device that it is taken to be from."""

    path: Path
    device: str


@dataclass
class Recording:
    """A file, what is heard in it, and where it was placed."""

    path: Path
    device: str
    sha256: str = ""
    info: MediaInfo | None = None
    heard: Heard | None = None
    alignment: Alignment | None = None
    fault: str = ""
    """Why it cannot be read, in a sentence."""
    picture_delay_s: float | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def has_picture(self) -> bool:
        """Whether it is a video."""
        return self.info is not None and self.info.video is not None

    @property
    def duration_s(self) -> float:
        """Of its sound, in seconds; 0 where it has none."""
        return 0.0 if self.heard is None else self.heard.duration_s

    @property
    def start(self) -> Fraction:
        """Where its own clock starts, in seconds: a timecode, or a broadcast WAV's reference."""
        known = range_of(self.path)
        return Fraction(0) if known is None else known.start

    @property
    def placed(self) -> bool:
        """Whether its place was found."""
        return self.alignment is not None and self.alignment.placed


def find_recordings(
    reference: Path, named: Sequence[str], copies: Path | None = None
) -> list[Named]:
    """Every recording, each once, in the order named; those of a folder by name.

    A folder's own folders are devices. Files beside each other are of one device where their names
    differ by their last number only. The reference itself is left out.

    Args:
        reference: path of the reference.
        named: paths of files and folders.
        copies: a folder for copies, in which no recordings are looked for.

    Raises:
        RequestError: there is none, or there are too many.
    """
    found: dict[Path, Named] = {}
    for name in named:
        path = Path(name)
        for recording in _in_folder(path) if path.is_dir() else [Named(path, device_of(path))]:
            is_copy = path.is_dir() and copies is not None and copies in recording.path.parents
            if not is_copy and not same_file(recording.path, reference):
                found.setdefault(recording.path.resolve(), recording)
    if not found:
        raise RequestError(
            "There is no recording to place.", "Name files, or folders of them, besides the first."
        )
    if len(found) > MAX_RECORDINGS:
        raise RequestError(
            f"There are {len(found):,} recordings.", f"Place up to {MAX_RECORDINGS:,} at once."
        )
    return list(found.values())


def device_of(path: Path) -> str:
    """The name of a file without its number: of "ZOOM0001_Tr1.WAV", "ZOOM"."""
    name = _NUMBER.sub("", _TRACK.sub("", path.stem))
    return name or path.parent.name or path.stem


def _in_folder(folder: Path) -> Iterator[Named]:
    for path in _files(folder):
        inside = path.relative_to(folder).parts
        yield Named(path, inside[0] if len(inside) > 1 else device_of(path))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir(), key=lambda entry: natural(entry.name)):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _files(path)
        elif path.suffix.lower() in (*MOVING, *_SOUND):
            yield path


def listened(named: Named, folder: Path, number: int, progress: Progress) -> Recording:
    """A recording with its sound, or with the reason why it has none.

    Args:
        named: the file.
        folder: for its decoded sound.
        number: tells the files there apart.
        progress: notified as work proceeds; may cancel.

    Raises:
        OutputError: the decoded sound does not fit on the disk.
        CancelledError: the job was cancelled.
    """
    recording = Recording(named.path, named.device)
    try:
        recording.info = probe(named.path)
        recording.sha256 = sha256_of(named.path)
        recording.info.sound(0)
        recording.heard = heard(_decoded(named.path, folder / f"{number}.f32", progress))
    except MediaError as error:
        recording.fault = error.message
    except OSError as error:
        recording.fault = f"{named.path} cannot be read: {error.strerror or error}."
    return recording


def reference_recording(path: Path, folder: Path, progress: Progress) -> Recording:
    """The reference with its sound. Raises: MediaError, OutputError, CancelledError."""
    recording = listened(Named(path, device_of(path)), folder, 0, progress)
    if recording.fault:
        raise MediaError(recording.fault, "The reference must be a file with sound.")
    return recording


def _decoded(path: Path, target: Path, progress: Progress) -> np.ndarray:
    """Mono sound at the rate of comparison, on disk: hours of many devices exceed memory."""
    count = 0
    blocks = stream_audio(path, RATE, channels=1, block_s=_BLOCK_S, progress=progress)
    try:
        with target.open("wb") as file:
            for block in blocks:
                # Samples that are no numbers would spread to everything they are compared with.
                np.nan_to_num(block[:, 0], posinf=0.0, neginf=0.0).tofile(file)
                count += len(block)
    except BackbeatError:
        raise
    except OSError as error:
        raise OutputError(
            f"The sound of {path.name} does not fit into {target.parent}: "
            f"{error.strerror or error}.",
            "Free some space there.",
        ) from error
    if not count:
        return np.zeros(0, np.float32)
    return np.memmap(target, np.float32, "r")

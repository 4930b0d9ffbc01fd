"""Makes a video anew in which parts of some pictures are changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backbeat.media.delivering import SoundFormat
from backbeat.media.retouching.patches import Box, Crop, Patch
from backbeat.media.retouching.showing import Showing
from backbeat.media.samples import Samples
from backbeat.progress import SILENT, Progress


@dataclass(frozen=True, eq=False)
class Look:
    """What is seen of one picture of the output before it is changed."""

    index: int
    """Which of the output's pictures, from 0."""
    crops: tuple[Crop, ...]
    """For each box that was asked for, the part of it that is inside the picture."""


class Retoucher(Protocol):
    """Changes pictures. Called in the thread that called `retouch`, in the order of the output."""

    batch: int
    """How many pictures it likes to be given at once, at least 1."""

    def boxes(self, index: int) -> Sequence[Box]:
        """The parts of a picture that it needs to see; none where it stays as it is.

        Called for every picture before the work begins, so it must be cheap.

        Args:
            index: which of the output's pictures, from 0.
        """
        ...

    def draw(self, looks: Sequence[Look]) -> Sequence[Sequence[Patch]]:
        """The patches of each picture, put on one after another; none where it stays as it is.

        What is drawn must not depend on what was drawn before: work that goes on after a stop does
        not repeat the pictures that are done.

        Args:
            looks: of pictures with boxes only.
        """
        ...


@dataclass(frozen=True, eq=False)
class NewSound:
    """Sound that replaces all tracks of sound."""

    blocks: Iterable[Samples]
    """Consecutive blocks from the first picture on, shape (n, channels), float32."""
    form: SoundFormat


@dataclass(frozen=True)
class Form:
    """How pictures are encoded."""

    codec: str = ""
    """"h264", "hevc", "prores", "dnxhr" or "ffv1"; empty: the source's own, else H.264."""


@dataclass(frozen=True)
class Written:
    """What was written."""

    codec: str
    """As `Form.codec`, never empty."""
    pictures: int
    changed: int
    """Pictures with patches."""
    copied: int
    """Pictures copied as they were encoded."""
    notes: tuple[str, ...]
    """Sentences about what is not as in the source, and why nothing was copied."""


def retouch(
    source: Path,
    target: Path,
    showing: Showing,
    retoucher: Retoucher,
    sound: NewSound | None = None,
    form: Form | None = None,
    work_folder: Path | None = None,
    cuts: Sequence[int] = (),
    progress: Progress = SILENT,
) -> Written:
    """Writes a video that shows pictures of a source, some of them changed.

    Args:
        source: the video.
        target: .mp4, .mov or .mkv; appears only when it is complete.
        showing: which of its pictures are shown when; see `source.pictures_of`.
        retoucher: changes them.
        sound: what is heard; None for the source's own tracks, copied.
        form: how it is encoded; None: as the source.
        work_folder: where finished parts are kept until the end. If the same call finds such parts
            from before, it goes on from there; the folder must be of this request alone. None: a
            temporary one beside the target.
        cuts: the output's pictures with which shots begin.
        progress: may cancel.

    Raises:
        MediaError: the source cannot be read, or is interlaced.
        OutputError: the target cannot be written.
        RequestError: the container cannot hold the codec, or there is no encoder.
        CancelledError: the job was cancelled; finished parts stay in the work folder.
    """
    raise NotImplementedError

"""The sound of a recording, put by so that its speech can be read here and there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.files.scratch import scratch_folder
from backbeat.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from backbeat.media.spool import Spool
    from backbeat.speech.transcribing import Voice


@dataclass(frozen=True, eq=False)
class Spoken:
    """A recording whose speech is read."""

    voice: Voice
    spool: Spool

    def read(self, first: int, count: int) -> NDArray[np.float32]:
        """Samples from one on, mono at 16 kHz, shape (count,)."""
        return self.spool.read(first, count)[:, 0]


@contextlib.contextmanager
def spoken_in(source: Path, progress: Progress) -> Iterator[Spoken]:
    """The recording at `source`; its sound is on disk where it is long, and gone afterwards.

    Raises:
        MediaError: it cannot be read, or has no sound.
        CancelledError: the job was cancelled.
    """
    from backbeat.media.decode import stream_audio
    from backbeat.media.spool import Spool
    from backbeat.models.whisper_mel import RATE
    from backbeat.speech.transcribing import voice_in

    with (
        scratch_folder() as folder,
        Spool(RATE, folder) as spool,
    ):
        blocks = stream_audio(source, RATE, channels=1, progress=progress)
        yield Spoken(voice_in(_spooled(blocks, spool)), spool)


def _spooled(blocks: Iterator[NDArray[np.float32]], spool: Spool) -> Iterator[NDArray[np.float32]]:
    for block in blocks:
        spool.append([block])
        yield block[:, 0]

"""The sound of the film: that of the timeline's sound tracks, or the song alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.loudness.mix.envelope import Envelope
from backbeat.loudness.mix.roles import Role
from backbeat.media.samples import Samples
from backbeat.progress import SILENT
from backbeat.timeline.clip_sound import clip_sounds, is_audible
from backbeat.workflows.render.mixdown import Mixdown, MixTrack
from backbeat.workflows.render.sound_parts import Part, Parts

if TYPE_CHECKING:
    from backbeat.timeline.document import Document
    from backbeat.timeline.model import Edit

RATE = 48000
"""Samples a second."""


@dataclass(frozen=True)
class Song:
    """Music that the timeline has no clip of."""

    path: Path
    start_s: Fraction = Fraction(0)
    """Where it starts, in seconds from the timeline's first frame."""
    source_start_s: Fraction = Fraction(0)
    """Where in the song that is, in seconds."""


class FilmSound:
    """The mix. Close it.

    Args:
        document: the timeline's file.
        edit: the timeline.
        frames: length of the film.
        song: plays where the timeline has no sound of its own.
        unpacked: folder for media extracted from an .otioz, and for spools.
        warnings: gets what is left out, one sentence each.
        missing: gets the URLs of media that is not there.
    """

    def __init__(
        self,
        document: Document,
        edit: Edit,
        frames: int,
        song: Song | None,
        unpacked: Path,
        warnings: dict[str, None],
        missing: dict[str, None],
    ) -> None:
        reader = Parts(
            document, edit, clip_sounds(document, edit), RATE, unpacked, allow_missing=True
        )
        self._length = reader.sample_at(frames)
        tracks = [
            MixTrack(Role.MUSIC, reader.of(track))
            for track in edit.audio_tracks
            if is_audible(document, edit, track)
        ]
        warnings.update(dict.fromkeys(reader.warnings))
        missing.update(reader.missing)
        if song is not None and not any(track.parts for track in tracks):
            tracks = [MixTrack(Role.MUSIC, [self._part(song)])]
        self._mixdown = Mixdown(tracks, RATE, "stereo", unpacked)
        self.silent = not self._mixdown.samples

    def blocks(self) -> Iterator[Samples]:
        """The mix as long as the film, in blocks of a second, shape (n, 2), float32."""
        for sums in self._mixdown.blocks(self._length, SILENT):
            yield sums[Role.MUSIC]

    def close(self) -> None:
        """Closes all media."""
        self._mixdown.close()

    def _part(self, song: Song) -> Part:
        start = round(song.start_s * RATE)
        source = song.source_start_s
        if start < 0:
            start, source = 0, source - song.start_s
        length = max(0, self._length - start)
        return Part(
            song.path.name, song.path, start, length, source, Fraction(1), False, (), Envelope()
        )

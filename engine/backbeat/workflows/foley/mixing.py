"""The stem of the effects, and the picture with them: rendered from the timeline as it was written.

What is measured and delivered is what an editor plays: prepared files as its clips play them, not
the sounds that they were made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.foley.landing.reading import is_ours
from backbeat.foley.placement.mixing import Limited, blocks
from backbeat.loudness.mix.roles import Role
from backbeat.media.delivering import deliver_video
from backbeat.media.encode import write_audio
from backbeat.media.generated import Mark, tags_of
from backbeat.media.probe import AudioStream, probe
from backbeat.media.samples import Samples
from backbeat.media.sound_formats import SoundFormat
from backbeat.media.spool import Spool
from backbeat.progress import SILENT, Progress
from backbeat.timeline.clip_sound import clip_sounds, is_audible
from backbeat.timeline.document import Document
from backbeat.timeline.reading import read_edit
from backbeat.workflows.media_ranges import MediaRanges
from backbeat.workflows.render.mixdown import Mixdown, MixTrack
from backbeat.workflows.render.sound_parts import Parts

RATE = 48000
VIDEOS = (".mp4", ".mov", ".mkv")
MIXES = (".wav", *VIDEOS)
_LAYOUT = "stereo"
_MUXERS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska"}
_AAC_BITS = 256_000


@dataclass(frozen=True)
class Rendered:
    """Sound of a timeline, to be read anywhere: a `placement.mixing.Reader`."""

    spool: Spool
    warnings: tuple[str, ...]
    """What is not heard as an editor would play it, a sentence each."""

    @property
    def rate(self) -> int:
        """In Hz."""
        return self.spool.rate

    @property
    def count(self) -> int:
        """Samples from the timeline's first frame to its last."""
        return self.spool.samples

    def read(self, first: int, count: int) -> Samples:
        """Samples from `first` on, silence outside of the timeline; shape (count, 2)."""
        return self.spool.read(first, count)


def staged(document: Document, places: Mapping[Path, Path]) -> Document:
    """The document with prepared files where they are before a transaction ends."""
    where = {str(path.absolute()): at for path, at in places.items()}
    return replace(document, places={**document.places, **where})


@contextmanager
def rendered(
    document: Document, folder: Path, effects_only: bool = False, progress: Progress = SILENT
) -> Iterator[Rendered]:
    """The sound of a timeline, in stereo at 48 kHz; of its foley alone, where that is asked for.

    Args:
        document: the timeline.
        folder: for temporary files.
        effects_only: leaves all out that is not ours.
        progress: may cancel.

    Raises:
        TimelineError: the timeline cannot be read.
        MediaError: media cannot be read.
        OutputError: the disk is full.
        CancelledError: the job was asked to stop.
    """
    edit = read_edit(document, MediaRanges(document))
    parts = Parts(document, edit, clip_sounds(document, edit), RATE, folder, allow_missing=True)
    tracks = [
        MixTrack(Role.EFFECTS, parts.of(track))
        for track in edit.audio_tracks
        if is_audible(document, edit, track)
        and (not effects_only or is_ours(document, edit, track))
    ]
    parts.say_missing()
    mixdown = Mixdown(tracks or [MixTrack(Role.EFFECTS, [])], RATE, _LAYOUT, folder)
    try:
        with Spool(RATE, folder) as spool:
            length = max(1, parts.sample_at(edit.duration))
            spool.append(sums[Role.EFFECTS] for sums in mixdown.blocks(length, progress))
            yield Rendered(spool, tuple(parts.warnings))
    finally:
        mixdown.close()


def write_stem(path: Path, stem: Rendered, progress: Progress = SILENT) -> float:
    """Writes the effects alone as a WAV of 24 bits, with true peaks at -1 dBTP or below.

    Returns:
        By how many dB it was turned down where it was loudest.

    Raises:
        OutputError: it cannot be written.
        CancelledError: the job was asked to stop.
    """
    limited = Limited(stem, progress=progress.part(0, 0.5))
    write_audio(path, blocks(limited, progress.part(0.5, 1)), RATE, "pcm_s24le", _LAYOUT)
    return limited.limited_db


def write_mix(
    target: Path,
    final: Path,
    document: Document,
    video: Path | None,
    folder: Path,
    progress: Progress = SILENT,
    mark: Mark | None = None,
) -> list[str]:
    """Writes the timeline's sound with its foley: as a WAV, or with the picture.

    A video is copied, only its sound is new. The picture of an edit is rendered as a proof, as
    `backbeat snap --preview` does, which ends in .mp4.

    Args:
        target: where to write it.
        final: where it will lie; its ending decides what it is.
        document: the timeline with its foley, see `staged`.
        video: what the timeline was made of, where it is one video; None: it is an edit.
        folder: for temporary files.
        progress: may cancel.
        mark: what a video says of sounds in it that a model made; None: there are none.

    Returns:
        What the file does not hold, a sentence each.

    Raises:
        RequestError: the ending is of no known kind, or of none that an edit can be.
        TimelineError, MediaError, OutputError, CancelledError: as `rendered`.
    """
    ending = final.suffix.lower()
    if ending == ".wav":
        with rendered(document, folder, progress=progress.part(0, 0.6)) as mix:
            write_stem(target, mix, progress.part(0.6, 1))
            return list(mix.warnings)
    if ending not in _MUXERS:
        raise RequestError(f"{final} is of no known kind.", f"End it in {', '.join(MIXES)}.")
    if video is None:
        check_mix_of_edit(final)
        from backbeat.workflows.preview.proof import render_proof

        return list(render_proof(document, target, progress=progress).warnings)
    with rendered(document, folder, progress=progress.part(0, 0.5)) as mix:
        limited = Limited(mix, progress=progress.part(0.5, 0.6))
        codec, bits, bit_rate = _codec(ending)
        form = SoundFormat(codec, RATE, _LAYOUT, 2, bits, bit_rate)
        sounds = sum(isinstance(one, AudioStream) for one in probe(video).streams)
        copied = deliver_video(
            target,
            _MUXERS[ending],
            video,
            0,
            blocks(limited),
            form,
            progress=progress.part(0.6, 1),
            dropped=range(1, sounds),
            more_tags={} if mark is None else tags_of(mark),
        )
        left_out = [f"{final.name} does not hold {what}." for what in copied.left_out]
        return [*mix.warnings, *left_out]


def check_mix_of_edit(final: Path) -> None:
    """Refuses in advance a mix that an edit cannot be.

    Raises:
        RequestError: it ends in neither .wav nor .mp4.
    """
    if final.suffix.lower() not in (".wav", ".mp4"):
        raise RequestError(
            f"{final} cannot be made of an edit, whose picture is rendered as a proof.",
            "End it in .mp4, or in .wav for the sound alone.",
        )


def _codec(ending: str) -> tuple[str, int | None, int | None]:
    """Encoder, bit depth and bit rate."""
    return ("aac", None, _AAC_BITS) if ending == ".mp4" else ("pcm_s24le", 24, None)

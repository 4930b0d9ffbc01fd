"""Writes the dub as a video: the picture is copied, a track of sound a language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.media.delivering import NewSound, deliver_video
from backbeat.media.generated import Mark, tags_of
from backbeat.media.languages import tag_of
from backbeat.media.probe import MediaInfo
from backbeat.media.samples import Samples
from backbeat.progress import Progress
from backbeat.v1.mastering_pb2 import Delivery
from backbeat.workflows.bindings import bound
from backbeat.workflows.master.format import decide


@dataclass(frozen=True, eq=False)
class Track:
    """The sound of one language."""

    language: str
    """ISO 639-1; empty: not known."""
    blocks: Iterator[Samples]


def write_video(
    target: Path,
    final: Path,
    picture: Path,
    info: MediaInfo,
    tracks: Sequence[Track],
    mark: Mark | None,
    progress: Progress,
) -> list[str]:
    """Writes a copy of a video with new sound.

    Args:
        target: where to write it.
        final: where it will lie; its ending decides the container.
        picture: the video to copy: the original, or what lips were made of it.
        info: the original.
        tracks: the first replaces the first track of sound, the others are added.
        mark: what the file says of how it was generated; None: nothing was.
        progress: may cancel.

    Returns:
        What the new file does not hold, in sentences.

    Raises:
        RequestError: the container cannot hold the picture, or the sound as it is.
        MediaError: the video cannot be read.
        OutputError: it cannot be written.
        CancelledError: the job was cancelled.
    """
    sound = bound(info, [1])
    spec = decide(Delivery(output_path=str(final), codec=_codec(info, final)), sound, True)
    if spec.form.rate != sound.rate or spec.matrix is not None:
        raise RequestError(
            f"{final.name} cannot hold sound of {sound.rate} Hz and {sound.channels} channels.",
            "End the output in .mov or .mkv.",
        )
    first, *others = tracks
    copied = deliver_video(
        target,
        spec.muxer,
        picture,
        0,
        first.blocks,
        spec.form,
        progress=progress,
        others=[
            NewSound(None, track.blocks, spec.form, {"language": tag_of(track.language)})
            for track in others
        ],
        tags={"language": tag_of(first.language)},
        more_tags={} if mark is None else tags_of(mark),
    )
    return [f"{final.name} does not hold {what}." for what in copied.left_out]


def _codec(info: MediaInfo, final: Path) -> str:
    """PCM stays PCM where the container holds it; the rest is the container's choice."""
    is_pcm = info.sound(0).codec.startswith("pcm")
    return "pcm" if is_pcm and final.suffix.lower() in (".mov", ".mkv") else ""

"""Makes a video anew in which parts of some pictures are changed."""

from __future__ import annotations

import contextlib
import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.errors import MediaError, OutputError, RequestError
from backbeat.files.scratch import scratch_folder
from backbeat.media.retouching.checking import BrokenJoinError, check
from backbeat.media.retouching.encoders import (
    ENCODERS,
    Encoding,
    PictureForm,
    codec_of,
    encoding_of,
)
from backbeat.media.retouching.finishing import NewSound, Video, put_together
from backbeat.media.retouching.grid import Appearance, appearance_of
from backbeat.media.retouching.parameter_sets import configuration
from backbeat.media.retouching.patches import Box
from backbeat.media.retouching.pipeline import Part, Work, encode
from backbeat.media.retouching.retoucher import Look, Retoucher
from backbeat.media.retouching.segments import order_in
from backbeat.media.retouching.showing import Showing
from backbeat.media.retouching.source import SourcePictures, extradata_of_track, pictures_of
from backbeat.media.retouching.spans import Span, spans_of
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool
from backbeat.progress import SILENT, Progress
from backbeat.version import __version__

__all__ = ["Form", "Look", "NewSound", "Retoucher", "Written", "retouch"]

MUXERS: Mapping[str, str] = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska"}
"""FFmpeg's muxer by extension of the output."""
_FINEST = 1_000_000
"""Most ticks to a second that are chosen to state times exactly."""
_PART = ".part"
"""Ending of finished parts."""
_OF_WHOLE = "The whole picture is encoded: "


@dataclass(frozen=True)
class Form:
    """How a video is written."""

    codec: str = ""
    """"h264", "hevc", "prores", "dnxhr", "mjpeg" or "ffv1"; empty: the source's, or else H.264."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Further tags of the file."""
    copying: bool = True
    """Whether pictures that stay as they are may be copied as they were encoded."""


@dataclass(frozen=True)
class Written:
    """What was written."""

    codec: str
    """A key of `encoders.ENCODERS`."""
    pictures: int
    changed: int
    """Pictures with patches."""
    copied: int
    """Pictures copied as they were encoded."""
    notes: tuple[str, ...]
    """Sentences about what is not as in the source, and why nothing was copied."""


def retouch(
    source: Path | SourcePictures,
    target: Path,
    showing: Showing,
    retoucher: Retoucher,
    sound: NewSound | Sequence[NewSound] | None = None,
    form: Form | None = None,
    work_folder: Path | None = None,
    cuts: Sequence[int] = (),
    progress: Progress = SILENT,
) -> Written:
    """Writes a video that shows pictures of a source, some of them changed.

    Pixels outside of masks are encoded as they were decoded. What stays as it is, is copied as it
    was encoded where the codec allows: each picture of ProRes, DNxHR and MJPEG; of H.264 whole
    groups of pictures, if the source is in MP4, MOV or Matroska.

    Args:
        source: the video, or its pictures as `source.pictures_of` reads them.
        target: .mp4, .mov or .mkv; appears only when it is complete.
        showing: which of the pictures are shown when.
        retoucher: changes them.
        sound: what is heard; None for the source's own tracks, copied.
        form: how it is written; None: as the source.
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
    form = form or Form()
    muxer = MUXERS.get(target.suffix.lower())
    if muxer is None:
        raise RequestError(f"{target} is no video that is written here.", "End it in .mp4 or .mov.")
    pictures = source if isinstance(source, SourcePictures) else pictures_of(source)
    look = appearance_of(pictures)
    codec = codec_of(look.form, form.codec, target, muxer)
    boxes = [tuple(retoucher.boxes(index)) for index in range(len(showing.shown))]
    if look.interlaced and any(boxes):
        raise MediaError(
            f"{pictures.path} is interlaced: a picture holds two moments.", "Deinterlace it first."
        )
    sounds = [] if sound is None else [sound] if isinstance(sound, NewSound) else list(sound)
    job = _Job(
        pictures, target, muxer, showing, retoucher, boxes, sounds, form, look, codec, tuple(cuts)
    )
    with _folder(target, work_folder) as folder, contextlib.ExitStack() as closing:
        if form.copying:
            job = replace(job, sounds=[_again(one, folder, closing) for one in sounds])
        try:
            return _made(job, folder, form.copying, progress)
        except BrokenJoinError:
            written = _made(job, folder, False, progress)
            note = f"{_OF_WHOLE}copied parts could not be decoded beside those encoded anew."
            return replace(written, notes=(*written.notes, note))


@dataclass(frozen=True, eq=False)
class _Job:
    pictures: SourcePictures
    target: Path
    muxer: str
    showing: Showing
    retoucher: Retoucher
    boxes: Sequence[tuple[Box, ...]]
    """What the retoucher wants to see of each picture of the output."""
    sounds: Sequence[NewSound]
    form: Form
    look: Appearance
    codec: str
    cuts: tuple[int, ...]


def _made(job: _Job, folder: Path, copying: bool, progress: Progress) -> Written:
    base = _base(job.pictures.base, job.showing)
    encoding, same, reason = _encoding(job, copying)
    ticks = np.array([round(time / base) for time in job.showing.times], np.int64)
    if (np.diff(ticks) <= 0).any():
        raise OutputError(
            f"{job.target} would have pictures at the same time.", "Report this as a bug."
        )
    shown = job.showing.shown
    changing = np.array([bool(boxes) for boxes in job.boxes], np.bool_)
    spans = spans_of(job.pictures, shown, changing, job.cuts, same and not reason)
    alone = same and not reason and job.pictures.alone
    work = Work(
        job.pictures, job.look.stored, shown, ticks, base, job.retoucher, job.boxes, encoding, alone
    )
    parts = {
        span.first: Part(span, folder / f"{_digest(job, work, span)}{_PART}")
        for span in spans
        if not span.copied
    }
    pending = [part for part in parts.values() if not _is_whole(part.path)]
    encode(work, pending, progress.part(0, 0.9))
    video = Video(
        work,
        spans,
        parts,
        round(job.showing.end / base),
        same,
        job.sounds,
        job.form.metadata,
    )
    finished = put_together(
        job.target,
        job.muxer,
        video,
        lambda path: check(path, job.target, video, progress),
        progress.part(0.9, 1.0),
    )
    notes = list(encoding.notes)
    if not job.look.exact:
        notes.append(f"Pictures are changed in {job.look.form.pixel_format}.")
    if not finished.copied and not changing.all() and copying:
        notes.append(_OF_WHOLE + (reason or _no_groups(job.pictures)))
    notes += [f"Left out: {one}." for one in finished.left_out]
    return Written(job.codec, len(shown), finished.changed, finished.copied, tuple(notes))


def _base(own: Fraction, showing: Showing) -> Fraction:
    """Seconds to a tick such that all times are stated exactly, if there is one."""
    every = (*showing.times, showing.end)
    if all((time / own).denominator == 1 for time in every):
        return own
    ticks = math.lcm(own.denominator, *{time.denominator for time in every})
    if ticks <= _FINEST:
        return Fraction(1, ticks)
    return Fraction(1, 90_000) if own.denominator < 90_000 else own


def _encoding(job: _Job, copying: bool) -> tuple[Encoding, bool, str]:
    """How pictures are encoded; whether as the source's are; and why none can be copied."""
    form = job.look.form
    plain = encoding_of(form, job.codec)
    ours = {"dnxhr": "dnxhd"}.get(job.codec, job.codec)
    same = ours == form.codec and job.look.exact and not form.dolby_vision
    if job.codec != "prores":
        # ProRes 4444 is decoded with more bits than it is encoded with here.
        same = same and plain.pixel_format == form.pixel_format
    if not copying:
        return plain, same, "copying was not asked for."
    if not same:
        return plain, same, "it is in another codec or pixel format than the source."
    if job.codec == "h264":
        return _beside(job, plain)
    if job.codec in ("hevc", "ffv1"):
        return plain, same, f"packets of two encoders cannot be in one track of {job.codec}."
    if job.codec == "prores" and not _same_profile(form, plain):
        return plain, False, "its profile of ProRes is not written here."
    if job.codec == "dnxhr" and not _same_profile(form, plain):
        return plain, False, "it is another profile of DNxHD than is written here."
    return plain, same, ""


def _beside(job: _Job, plain: Encoding) -> tuple[Encoding, bool, str]:
    """H.264 whose parameter sets have a number that the source's do not have."""
    extradata = extradata_of_track(job.pictures.path)
    try:
        number = configuration(extradata).free_number
    except (ValueError, IndexError):
        return plain, True, "the source's parameter sets are in its packets."
    if number is None:
        return plain, True, "the source uses all numbers of parameter sets."
    return encoding_of(job.look.form, job.codec, number), True, ""


def _same_profile(form: PictureForm, encoding: Encoding) -> bool:
    if encoding.codec == "prores":
        order = ("apco", "apcs", "apcn", "apch", "ap4h", "ap4x")
        return form.tag in order and order[int(encoding.options["profile"])] == form.tag
    return form.profile.lower().replace(" ", "_") == encoding.options["profile"]


def _no_groups(pictures: SourcePictures) -> str:
    if not pictures.by_packets or not pictures.closed.any():
        return "the source has no groups of pictures that can be copied."
    return "something changes in every group of pictures."


def _digest(job: _Job, work: Work, span: Span) -> str:
    """Names a part by all that it depends on but what is drawn."""
    part = slice(span.first, span.after)
    encoding = work.encoding
    said = (
        __version__,
        span,
        work.shown[part].tolist(),
        work.ticks[part].tolist(),
        encoding.codec,
        ENCODERS[encoding.codec],
        encoding.pixel_format,
        sorted(encoding.options.items()),
        work.base,
        encoding.form,
        work.alone,
        job.boxes[part],
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _is_whole(path: Path) -> bool:
    with contextlib.suppress(OutputError):
        return path.is_file() and bool(order_in(path))
    return False


def _again(sound: NewSound, folder: Path, closing: contextlib.ExitStack) -> NewSound:
    """Sound whose blocks can be read twice: if joins are broken, the video is written again."""
    if not isinstance(sound.blocks, Iterator):
        return sound
    spool = closing.enter_context(Spool(sound.form.rate, folder))
    spool.append(sound.blocks)
    return replace(sound, blocks=_Spooled(spool))


@dataclass(frozen=True, eq=False)
class _Spooled:
    spool: Spool

    def __iter__(self) -> Iterator[Samples]:
        return self.spool.blocks()


@contextlib.contextmanager
def _folder(target: Path, given: Path | None) -> Iterator[Path]:
    """Where parts are; gone when all is done."""
    if given is None:
        with scratch_folder(target.parent) as folder:
            yield folder
        return
    given.mkdir(parents=True, exist_ok=True)
    yield given
    for part in given.glob(f"*{_PART}"):
        part.unlink(missing_ok=True)

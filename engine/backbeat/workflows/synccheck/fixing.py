"""Moves the sound of a video into step with its picture, and measures again what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.errors import RequestError
from backbeat.files.transaction import Transaction
from backbeat.media.delivering import deliver_video
from backbeat.media.probe import MediaInfo, probe
from backbeat.media.samples import Samples
from backbeat.progress import Progress
from backbeat.v1.mastering_pb2 import Delivery
from backbeat.v1.sync_pb2 import SyncReport
from backbeat.workflows.bindings import bound
from backbeat.workflows.master.format import decide

_VERIFIED_MS = 20.0
"""What a fixed file may measure without a warning."""


def write_fixed(
    report: SyncReport,
    rate: Fraction,
    voice: Path,
    fixed: Path,
    outputs: Transaction,
    again: Callable[[Path, Progress], SyncReport],
    progress: Progress,
) -> None:
    """Writes the video, or a timeline of it, with the sound moved by the measured offset.

    The picture is copied, not encoded again; the sound moves by whole samples. A file that was
    written is measured again.

    Args:
        report: of the measured video; what is written and measured is entered into it.
        rate: pictures a second.
        voice: the sound that was measured.
        fixed: the final path.
        outputs: where to write it.
        again: measures what was written.
        progress: may cancel.

    Raises:
        RequestError: the offset is not known, so that there is nothing to move by.
        MediaError: the video cannot be read.
        OutputError: the file cannot be written.
        CancelledError: the job was cancelled.
    """
    source = Path(report.path)
    if not report.HasField("offset_ms"):
        raise RequestError(
            f"{source} was not fixed: its offset cannot be told.",
            "See the report for the reason; -o report.html writes it.",
        )
    _warn(report)
    offset_s = report.offset_ms / 1000
    target = outputs.at(fixed)
    if fixed.suffix.lower() == ".otio":
        from backbeat.workflows.synccheck.timeline import write_timeline

        write_timeline(source, voice, offset_s, rate, report, target)
    else:
        _deliver(source, voice, fixed, target, offset_s, progress.part(0, 0.5))
        _verify(report, again(target, progress.part(0.5, 1)))
    report.fixed_path = str(fixed)


def moved(blocks: Iterator[Samples], samples: int, channels: int) -> Iterator[Samples]:
    """Sound that begins `samples` earlier (or, below 0, later), and is as long as it was.

    Args:
        blocks: shape (n, channels) each.
        samples: what is taken off the start, and added to the end as silence.
        channels: number of channels.
    """
    if samples <= 0:
        waiting = np.zeros((-samples, channels), np.float32)
        for block in blocks:
            joined = np.concatenate([waiting, block])
            yield joined[: len(block)]
            waiting = joined[len(block) :]
        return
    left = samples
    for block in blocks:
        dropped = min(left, len(block))
        left -= dropped
        if dropped < len(block):
            yield block[dropped:]
    yield np.zeros((samples - left, channels), np.float32)


def _warn(report: SyncReport) -> None:
    if report.jumps:
        report.warnings.append(
            "The offset is not the same in all shots; the sound was moved by one offset for all."
        )
    if report.HasField("drift_ppm") and report.drift_low_ppm * report.drift_high_ppm > 0:
        report.warnings.append("The offset drifts; the sound was moved, but its speed was kept.")


def _deliver(
    source: Path, voice: Path, fixed: Path, target: Path, offset_s: float, progress: Progress
) -> None:
    info = probe(voice)
    sound = bound(info, [1])
    # Named by the final path, whose ending decides the container.
    spec = decide(Delivery(output_path=str(fixed), codec=_codec(info, fixed)), sound, True)
    samples = round(offset_s * sound.rate)
    blocks = moved(sound.blocks(progress=progress), samples, sound.channels)
    if spec.form.rate != sound.rate or spec.matrix is not None:
        raise RequestError(
            f"{fixed.name} cannot hold the sound of {voice.name} as it is.",
            "End the fixed file as the video, or in .mov or .mkv.",
        )
    deliver_video(target, spec.muxer, source, 0, blocks, spec.form, progress=progress)


def _codec(info: MediaInfo, fixed: Path) -> str:
    """PCM stays PCM where the container holds it; the rest is the container's choice."""
    sound = info.sound(0)
    if sound.codec.startswith("pcm") and fixed.suffix.lower() in (".mov", ".mkv"):
        return "pcm"
    return ""


def _verify(report: SyncReport, again: SyncReport) -> None:
    if not again.HasField("offset_ms"):
        report.warnings.append("The fixed file could not be measured.")
        return
    report.fixed_offset_ms = again.offset_ms
    if abs(again.offset_ms) > _VERIFIED_MS:
        report.warnings.append(f"The fixed file measures {again.offset_ms:+.0f} ms, not 0.")

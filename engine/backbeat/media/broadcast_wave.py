"""Broadcast WAV metadata: the bext chunk with its loudness values, and iXML, ADM and cue chunks.

EBU Tech 3285 version 2 (2011) stores five loudness values in the bext chunk, in hundredths of a
unit. FFmpeg writes the chunk without them, so they are filled in afterwards. iXML, ADM (axml, chna)
and cue chunks of the source are copied.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from backbeat.errors import OutputError
from backbeat.media.limits import MAX_CHUNKS
from backbeat.media.muxing import muxing
from backbeat.media.samples import Samples
from backbeat.media.soundtrack import Soundtrack

OPTIONS: Mapping[str, str] = {"write_bext": "1"}
"""Options that make FFmpeg's WAV muxer write a bext chunk."""
_FIELDS = {
    "description": (0, 256),
    "originator": (256, 32),
    "originator_reference": (288, 32),
    "origination_date": (320, 10),
    "origination_time": (330, 8),
}
"""Offset and length in bytes of each text field in the bext chunk (EBU Tech 3285)."""
_REFERENCE_AT, _HISTORY_AT = 338, 602
"""Offsets in bytes of the time reference and the coding history in the bext chunk."""
_CARRIED = (b"iXML", b"axml", b"chna", b"cue ", b"smpl")
"""Chunks copied from the source."""
_VERSION_AT, _LOUDNESS_AT, _LOUDNESS_END = 346, 412, 422
"""Offsets in bytes of the version, of the loudness values and of their end in the bext chunk."""
_UNKNOWN = 0x7FFF
"""Value of a loudness field that is not set, by EBU Tech 3285."""
_LONG = 0xFFFFFFFF
"""Size of a data chunk over 4 GB; its real size is in the ds64 chunk (EBU Tech 3306)."""
_MAX_CARRIED = 64 << 20
"""Largest chunk copied from the source, in bytes."""
_RATES = re.compile(
    rb"(<(FILE_SAMPLE_RATE|DIGITIZER_SAMPLE_RATE|TIMESTAMP_SAMPLE_RATE)>)\s*\d+\s*(</\2>)"
)
_STAMP = re.compile(rb"(<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_(HI|LO)>)\s*(\d+)\s*(</)")


@dataclass(frozen=True)
class Loudness:
    """Loudness values of a bext chunk; None where a value was not measured."""

    integrated_lufs: float | None = None
    range_lu: float | None = None
    true_peak_dbtp: float | None = None
    momentary_max_lufs: float | None = None
    short_term_max_lufs: float | None = None

    @property
    def packed(self) -> bytes:
        """The values as bytes of the bext chunk: signed 16-bit hundredths (EBU Tech 3285)."""
        values = (
            self.integrated_lufs,
            self.range_lu,
            self.true_peak_dbtp,
            self.momentary_max_lufs,
            self.short_term_max_lufs,
        )
        return struct.pack("<5h", *(_hundredths(value) for value in values))


@dataclass(frozen=True)
class Chunk:
    """Position of a chunk in a WAV file."""

    name: bytes
    at: int
    """Offset of its content in the file, in bytes."""
    size: int
    """Length of its content, in bytes."""


def chunks_of(path: Path) -> list[Chunk]:
    """Lists the chunks of a WAV, RF64 or BW64 file; empty for other or truncated files."""
    chunks: list[Chunk] = []
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] not in (b"RIFF", b"RF64", b"BW64") or head[8:] != b"WAVE":
            return []
        long_data = 0
        while len(header := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", header)
            at = file.tell()
            if name == b"ds64":
                long_data = struct.unpack_from("<Q", file.read(16), 8)[0]
            elif name == b"data" and size == _LONG:
                size = long_data
            chunks.append(Chunk(name, at, size))
            if len(chunks) >= MAX_CHUNKS:
                return []
            file.seek(at + size + size % 2)
    return chunks


def metadata_of(
    source: Path, rate_in: int, rate_out: int, start_s: float | None = None
) -> dict[str, str]:
    """Metadata from which FFmpeg's muxer writes the bext chunk of a delivery.

    The time reference counts samples since midnight, so it is converted with the rate.

    Args:
        source: the recording, in any format.
        rate_in: sample rate of the source, in Hz.
        rate_out: sample rate of the delivery, in Hz.
        start_s: timecode of the source's first sample, in seconds since midnight; used where the
            source has no bext chunk.
    """
    data = next((_read(source, c) for c in chunks_of(source) if c.name == b"bext"), b"")
    if len(data) < _HISTORY_AT:
        reference = {} if start_s is None else {"time_reference": str(round(start_s * rate_out))}
        return {"originator": "Backbeat", **reference}
    fields = {name: _text(data[at : at + size]) for name, (at, size) in _FIELDS.items()}
    fields["coding_history"] = _text(data[_HISTORY_AT:])
    (samples,) = struct.unpack_from("<Q", data, _REFERENCE_AT)
    fields["time_reference"] = str(round(samples * rate_out / rate_in))
    return {name: text for name, text in fields.items() if text}


def finish(path: Path, loudness: Loudness, source: Path, rate_in: int, rate_out: int) -> list[str]:
    """Writes the loudness into the bext chunk of `path`, and appends chunks of the source.

    Args:
        path: a WAV that was written with `OPTIONS`.
        loudness: the measured values.
        source: the recording, in any format.
        rate_in: sample rate of the source, in Hz.
        rate_out: sample rate of `path`, in Hz.

    Returns:
        Names of the chunks copied from the source.

    Raises:
        OutputError: `path` has no bext chunk.
    """
    bext = next((chunk for chunk in chunks_of(path) if chunk.name == b"bext"), None)
    if bext is None or bext.size < _LOUDNESS_END:
        raise OutputError(f"{path} has no bext chunk to fill in.", "Please report this.")
    carried = [
        (chunk.name, data)
        for chunk in chunks_of(source)
        if chunk.name in _CARRIED and chunk.size <= _MAX_CARRIED
        if (data := _content(source, chunk, rate_in, rate_out))
    ]
    with path.open("r+b") as file:
        file.seek(bext.at + _VERSION_AT)
        file.write(struct.pack("<H", 2))
        file.seek(bext.at + _LOUDNESS_AT)
        file.write(loudness.packed)
        for name, data in carried:
            _append(file, name, data)
    return [name.decode("ascii").strip() for name, _ in carried]


def write(
    path: Path, samples: Samples, rate: int, facts: Mapping[str, str], hit: int, ixml: str
) -> None:
    """Writes a broadcast WAV of 24 bits with a cue point, all in the same bytes each time.

    Args:
        path: the file.
        samples: shape (n, channels), float32, full scale 1.0; clipped there.
        rate: in Hz.
        facts: `description`, `time_reference` and others of the bext chunk (EBU Tech 3285).
        hit: sample of the cue point called "hit".
        ixml: content of the iXML chunk.

    Raises:
        OutputError: it cannot be written.
    """

    def finish(made: Path) -> None:
        with made.open("r+b") as file:
            _append(file, b"iXML", ixml.encode())
            _append(file, b"cue ", struct.pack("<I", 1) + _cue_point(1, hit))
            label = b"hit\0"
            _append(
                file, b"LIST", b"adtl" + struct.pack("<4s2I", b"labl", 4 + len(label), 1) + label
            )

    with muxing(path, "wav", {"rf64": "auto", **OPTIONS}, finish) as container:
        container.metadata.update({"originator": "Backbeat", **facts})
        track = Soundtrack(path, container, "pcm_s24le", rate, samples.shape[1])
        track.write(samples)
        track.finish()


def ixml_of(path: Path) -> str:
    """Content of a file's iXML chunk; empty where it has none, or is no WAV.

    Raises:
        OSError: it cannot be read.
    """
    chunk = next((chunk for chunk in chunks_of(path) if chunk.name == b"iXML"), None)
    return "" if chunk is None else _read(path, chunk).decode("utf-8", "replace").rstrip("\0")


def _cue_point(number: int, sample: int) -> bytes:
    return struct.pack("<2I4s3I", number, sample, b"data", 0, 0, sample)


def _hundredths(value: float | None) -> int:
    if value is None:
        return _UNKNOWN
    return max(-32768, min(_UNKNOWN - 1, round(100 * value)))


def _content(source: Path, chunk: Chunk, rate_in: int, rate_out: int) -> bytes:
    data = _read(source, chunk)
    if chunk.name != b"iXML" or rate_in == rate_out:
        # Cues and loops are stored in samples, so at another rate their positions would be wrong.
        return b"" if chunk.name in (b"cue ", b"smpl") and rate_in != rate_out else data
    return _at_rate(data, rate_in, rate_out)


def _read(path: Path, chunk: Chunk) -> bytes:
    with path.open("rb") as file:
        file.seek(chunk.at)
        return file.read(min(chunk.size, _MAX_CARRIED))


def _text(data: bytes) -> str:
    return data.split(b"\0")[0].decode("utf-8", "replace").rstrip()


def _at_rate(data: bytes, rate_in: int, rate_out: int) -> bytes:
    parts = {match[2]: int(match[3]) for match in _STAMP.finditer(data)}
    samples = round(((parts.get(b"HI", 0) << 32) + parts.get(b"LO", 0)) * rate_out / rate_in)
    halves = {b"HI": samples >> 32, b"LO": samples & _LONG}
    data = _STAMP.sub(lambda m: b"%s%d%s" % (m[1], halves[m[2]], m[4]), data)
    return _RATES.sub(lambda m: b"%s%d%s" % (m[1], rate_out, m[3]), data)


def _append(file: IO[bytes], name: bytes, data: bytes) -> None:
    file.seek(0, 2)
    if file.tell() % 2:
        file.write(b"\0")
    file.write(struct.pack("<4sI", name, len(data)) + data + b"\0" * (len(data) % 2))
    size = file.tell() - 8
    file.seek(0)
    if file.read(4) == b"RIFF":
        file.seek(4)
        file.write(struct.pack("<I", size))
        return
    # RF64: the size is the first field of the ds64 chunk, which is the first chunk.
    file.seek(20)
    file.write(struct.pack("<Q", size))

"""The bytes of a MIDI file, format 1 (Standard MIDI Files 1.0, MIDI Association RP-001)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

Event = tuple[int, bytes]
"""A tick, counted from the start, and what happens there."""

_TEXT, _TEXT_TRACK_NAME, _TEXT_MARKER = 0x01, 0x03, 0x06
_END_OF_TRACK, _TEMPO, _TIME_SIGNATURE = 0x2F, 0x51, 0x58


def track_name(name: str) -> bytes:
    """The name of a track, as UTF-8; the standard knows ASCII only, sequencers know more."""
    return _meta(_TEXT_TRACK_NAME, name.encode())


def text(words: str) -> bytes:
    """Words that a sequencer shows nowhere in particular."""
    return _meta(_TEXT, words.encode())


def marker(text: str) -> bytes:
    """A named place."""
    return _meta(_TEXT_MARKER, text.encode())


def tempo(us: int) -> bytes:
    """Microseconds a quarter note, 1 to 16777215."""
    return _meta(_TEMPO, us.to_bytes(3, "big"))


def time_signature(numerator: int, denominator: int) -> bytes:
    """The denominator is a power of two. A metronome would click each quarter."""
    return _meta(_TIME_SIGNATURE, bytes((numerator, denominator.bit_length() - 1, 24, 8)))


def note_on(channel: int, key: int, velocity: int) -> bytes:
    """The channel counts from 0."""
    return bytes((0x90 | channel, key, velocity))


def note_off(channel: int, key: int) -> bytes:
    """The channel counts from 0."""
    return bytes((0x80 | channel, key, 0))


def file_of(tracks: Sequence[Iterable[Event]], quarter: int, end: int) -> bytes:
    """A whole file.

    Args:
        tracks: events in any order; those of one tick stay in theirs.
        quarter: ticks a quarter note.
        end: tick where every track ends, or later where its last event is later.
    """
    header = struct.pack(">4sIHHH", b"MThd", 6, 1, len(tracks), quarter)
    return header + b"".join(_track(events, end) for events in tracks)


def _track(events: Iterable[Event], end: int) -> bytes:
    data = bytearray()
    done = 0
    for tick, event in sorted(events, key=lambda event: event[0]):
        data += _variable(tick - done) + event
        done = tick
    data += _variable(max(0, end - done)) + _meta(_END_OF_TRACK, b"")
    return struct.pack(">4sI", b"MTrk", len(data)) + data


def _meta(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + _variable(len(data)) + data


def _variable(number: int) -> bytes:
    """Seven bits a byte, the highest first; the eighth bit says that more follow."""
    parts = [number & 0x7F]
    while number := number >> 7:
        parts.append(0x80 | number & 0x7F)
    return bytes(reversed(parts))

"""Sums the parts of tracks, second by second, in memory that does not grow with the edit."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from backbeat.errors import RequestError
from backbeat.loudness.layouts import places
from backbeat.loudness.mix.roles import Role
from backbeat.media.channels import conversion
from backbeat.media.probe import probe
from backbeat.media.random_access import SoundFile
from backbeat.media.samples import Samples
from backbeat.progress import Progress
from backbeat.workflows.render.sound_parts import Part, Schedule

CHANNELS = {"mono": 1, "stereo": 2, "5.1": 6}
_PLAYERS = 2
_BEFORE = 2048
"""Samples that a retimed part's filter hears before it begins."""


@dataclass(frozen=True)
class Line:
    """A track of the mix."""

    role: Role
    parts: list[Part]
    gain: float = 1.0
    """Amplitude."""


class Mixdown:
    """Plays tracks. Close it.

    Args:
        lines: the tracks.
        rate: in Hz.
        layout: of the mix: mono, stereo or 5.1.
        folder: where long recordings may be kept meanwhile.
    """

    def __init__(self, lines: list[Line], rate: int, layout: str, folder: Path) -> None:
        self._lines, self._rate, self._layout = lines, rate, layout
        self._voices = [_Voice(line.parts, rate, layout, folder) for line in lines]

    @property
    def samples(self) -> int:
        """How many a channel, to the end of the last part."""
        return max((part.end for line in self._lines for part in line.parts), default=0)

    def blocks(self, length: int, progress: Progress) -> Iterator[dict[Role, Samples]]:
        """The sum of each role's tracks, a second at a time.

        Args:
            length: samples a channel.
            progress: notified as work proceeds, and polled for cancellation.
        """
        # While one second is written, the next is played.
        with ThreadPoolExecutor(1) as ahead, ThreadPoolExecutor(_PLAYERS) as players:
            firsts = range(0, length, self._rate)
            coming = [ahead.submit(self._played, first, length, players) for first in firsts[:1]]
            for after in [*firsts[1:], None]:
                sums = coming.pop().result()
                if after is not None:
                    progress(after / length, "Mixing")
                    coming.append(ahead.submit(self._played, after, length, players))
                yield sums

    def peaks(self, length: int, progress: Progress) -> list[float]:
        """The highest sample of each track, as amplitude."""
        highest = [0.0] * len(self._voices)
        with ThreadPoolExecutor(_PLAYERS) as players:
            for first in range(0, length, self._rate):
                progress(first / length, "Finding levels")
                count = min(self._rate, length - first)
                played = players.map(
                    lambda voice, at=first, n=count: voice.play(at, n), self._voices
                )
                for index, sound in enumerate(played):
                    if sound is not None:
                        highest[index] = max(highest[index], float(np.abs(sound).max()))
        return highest

    def close(self) -> None:
        """Lets go of all files."""
        for voice in self._voices:
            voice.close()

    def _played(self, first: int, length: int, players: ThreadPoolExecutor) -> dict[Role, Samples]:
        count = min(self._rate, length - first)
        played = players.map(lambda voice: voice.play(first, count), self._voices)
        return self._summed(list(played), count)

    def _summed(self, played: list[Samples | None], count: int) -> dict[Role, Samples]:
        channels = CHANNELS[self._layout]
        sums = {line.role: np.zeros((count, channels), np.float32) for line in self._lines}
        for line, sound in zip(self._lines, played, strict=True):
            if sound is not None:
                sums[line.role] += sound if line.gain == 1 else sound * np.float32(line.gain)
        return sums


class _Voice:
    """One track."""

    def __init__(self, parts: list[Part], rate: int, layout: str, folder: Path) -> None:
        self._rate, self._layout, self._folder = rate, layout, folder
        self._schedule = Schedule(parts)
        self._files: dict[tuple[Path, int], SoundFile] = {}
        self._layouts: dict[Path, str | None] = {}
        self._retimed: dict[int, _Retimed] = {}
        self._last = {part.path: part.end for part in sorted(parts, key=lambda part: part.end)}

    def play(self, first: int, count: int) -> Samples | None:
        """A stretch of the mix; None where the track is silent."""
        made: Samples | None = None
        for part, low, high in self._schedule.during(first, count):
            sound = self._sound(part, low - part.start, high - low)
            if made is None:
                made = np.zeros((count, CHANNELS[self._layout]), np.float32)
            made[low - first : high - first] += part.envelope.applied(sound, low - part.start)
        self._let_go(first + count)
        return made

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files = {}

    def _sound(self, part: Part, first: int, count: int) -> Samples:
        if part.speed == 1 and not part.reversed:
            return self._read(part, round(part.source_start * self._rate) + first, count)
        retimed = self._retimed.get(id(part))
        if retimed is None:
            retimed = self._retimed[id(part)] = _Retimed(self, part, self._rate)
        return retimed.next(count)

    def _read(self, part: Part, first: int, count: int) -> Samples:
        """Of the media at its own speed, in the channels of the mix."""
        wanted = part.channels or ((0, -1),)
        streams = dict.fromkeys(stream for stream, _ in wanted)
        read = {stream: self._file(part.path, stream).read(first, count) for stream in streams}
        if not part.channels:
            if part.path not in self._layouts:
                self._layouts[part.path] = _layout_of(part.path, read[0].shape[1])
            return _routed(read[0], self._layouts[part.path], self._layout, part)
        lines = [
            read[stream][:, channel]
            if channel < read[stream].shape[1]
            else np.zeros(count, np.float32)
            for stream, channel in wanted
        ]
        return _routed(np.stack(lines, axis=1), None, self._layout, part)

    def _file(self, path: Path, stream: int) -> SoundFile:
        if (path, stream) not in self._files:
            self._files[path, stream] = SoundFile(path, self._rate, stream, self._folder)
        return self._files[path, stream]

    def _let_go(self, place: int) -> None:
        for path, stream in list(self._files):
            if self._last[path] <= place:
                self._files.pop((path, stream)).close()


class _Retimed:
    """A part that is played faster, slower or backwards: its pitch changes with it."""

    def __init__(self, voice: _Voice, part: Part, rate: int) -> None:
        self._voice, self._part = voice, part
        speed = float(part.speed)
        self._stream = soxr.ResampleStream(
            rate * speed, rate, CHANNELS[voice._layout], dtype="float32", quality="VHQ"
        )
        self._source = round(part.source_start * rate)
        if part.reversed:
            self._source += round(part.length * part.speed)
        # What is heard before the part settles the filter, and is thrown away.
        self._at = -round(_BEFORE * speed)
        self._waiting = [np.zeros((0, CHANNELS[voice._layout]), np.float32)]
        self._skip = _BEFORE

    def next(self, count: int) -> Samples:
        """What follows, shape (count, channels)."""
        have = sum(len(block) for block in self._waiting)
        while have < count + self._skip:
            block = self._stream.resample_chunk(self._pull(4096))
            self._waiting.append(block)
            have += len(block)
        joined = np.concatenate(self._waiting)[self._skip :]
        self._skip = 0
        self._waiting = [joined[count:]]
        return np.asarray(joined[:count], np.float32)

    def _pull(self, count: int) -> Samples:
        if self._part.reversed:
            block = self._voice._read(self._part, self._source - self._at - count, count)[::-1]
        else:
            block = self._voice._read(self._part, self._source + self._at, count)
        self._at += count
        return np.ascontiguousarray(block)


def _layout_of(path: Path, channels: int) -> str | None:
    stream = probe(path).audio
    return stream.layout if stream and stream.channels == channels else None


def _routed(sound: Samples, layout: str | None, wanted: str, part: Part) -> Samples:
    """In the channels of the mix. Mono goes to both sides, or to the centre, as loud as it is."""
    have = sound.shape[1]
    if have == CHANNELS[wanted]:
        return sound
    matrix = _matrix(places(layout, have), wanted, part)
    return np.asarray(sound @ matrix, np.float32)


def _matrix(named: tuple[str, ...], wanted: str, part: Part) -> npt.NDArray[np.float32]:
    if wanted != "5.1":
        try:
            matrix = conversion(named, wanted)
        except RequestError as error:
            raise RequestError(f"{part.path}: {error.message}", error.hint) from error
        return np.eye(len(named), dtype=np.float32) if matrix is None else matrix
    made = np.zeros((len(named), 6), np.float32)
    if len(named) == 1:
        made[0, 2] = 1
    elif len(named) == 2:
        made[0, 0] = made[1, 1] = 1
    else:
        raise RequestError(
            f"{part.path} has {len(named)} channels, which do not fit into 5.1.",
            "Render in stereo, or convert it first.",
        )
    return made

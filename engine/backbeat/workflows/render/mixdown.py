"""Sums sound tracks one second at a time, so that memory does not grow with the timeline."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import soxr

from backbeat.errors import CancelledError, RequestError
from backbeat.loudness.layouts import places
from backbeat.loudness.mix.roles import Role
from backbeat.media.channels import conversion
from backbeat.media.probe import probe
from backbeat.media.random_access import SoundFile
from backbeat.media.samples import Samples
from backbeat.progress import Progress
from backbeat.workflows.render.sound_parts import Part, Schedule

_T = TypeVar("_T")

CHANNELS = {"mono": 1, "stereo": 2, "5.1": 6}
"""Channels of each layout."""
_THREADS = 2
"""Threads that play tracks."""
_PREROLL = 2048
"""Samples that a resampler is fed before a retimed part, so that its filter has settled."""
_CHECK_S = 0.2
"""Seconds between checks for a cancel: a second of sound at a high speed takes long."""


@dataclass(frozen=True)
class MixTrack:
    """A sound track as the mix plays it."""

    role: Role
    parts: list[Part]
    gain: float = 1.0
    """Linear amplitude."""


class Mixdown:
    """Sums tracks by role. Close it after use.

    Args:
        mix_tracks: the tracks.
        rate: sample rate of the mix, in Hz.
        layout: layout of the mix: mono, stereo or 5.1.
        folder: folder for spools of long recordings.
    """

    def __init__(self, mix_tracks: list[MixTrack], rate: int, layout: str, folder: Path) -> None:
        self._mix_tracks, self._rate, self._layout = mix_tracks, rate, layout
        self._stopped = threading.Event()
        self._players = [
            _TrackPlayer(mix_track.parts, rate, layout, folder, self._stopped)
            for mix_track in mix_tracks
        ]

    @property
    def samples(self) -> int:
        """Samples a channel up to the end of the last part."""
        return max(
            (part.end for mix_track in self._mix_tracks for part in mix_track.parts), default=0
        )

    def blocks(self, length: int, progress: Progress) -> Iterator[dict[Role, Samples]]:
        """The sum of each role's tracks in blocks of one second, each of shape (samples, channels).

        Args:
            length: samples a channel.
            progress: notified as work proceeds, and polled for cancellation.
        """
        # The next second is played while the caller writes this one.
        with ThreadPoolExecutor(1) as ahead, ThreadPoolExecutor(_THREADS) as players:
            firsts = range(0, length, self._rate)
            pending = [ahead.submit(self._played, first, length, players) for first in firsts[:1]]
            for after in [*firsts[1:], None]:
                sums = self._finished(pending.pop(), progress)
                if after is not None:
                    progress(after / length, "Mixing")
                    pending.append(ahead.submit(self._played, after, length, players))
                yield sums

    def peaks(self, length: int, progress: Progress) -> list[float]:
        """The sample peak of each track, as linear amplitude."""
        highest = [0.0] * len(self._players)
        with ThreadPoolExecutor(_THREADS) as players:
            for first in range(0, length, self._rate):
                progress(first / length, "Finding levels")
                count = min(self._rate, length - first)
                played = [players.submit(player.play, first, count) for player in self._players]
                for index, one in enumerate(played):
                    sound = self._finished(one, progress)
                    if sound is not None:
                        highest[index] = max(highest[index], float(np.abs(sound).max()))
        return highest

    def _finished(self, played: Future[_T], progress: Progress) -> _T:
        while not played.done():
            wait([played], _CHECK_S)
            try:
                progress.check()
            except CancelledError:
                self._stopped.set()
                raise
        return played.result()

    def close(self) -> None:
        """Closes all media."""
        for player in self._players:
            player.close()

    def _played(self, first: int, length: int, players: ThreadPoolExecutor) -> dict[Role, Samples]:
        count = min(self._rate, length - first)
        played = players.map(lambda player: player.play(first, count), self._players)
        return self._summed(list(played), count)

    def _summed(self, played: list[Samples | None], count: int) -> dict[Role, Samples]:
        channels = CHANNELS[self._layout]
        sums = {
            mix_track.role: np.zeros((count, channels), np.float32)
            for mix_track in self._mix_tracks
        }
        for mix_track, sound in zip(self._mix_tracks, played, strict=True):
            if sound is not None:
                sums[mix_track.role] += (
                    sound if mix_track.gain == 1 else sound * np.float32(mix_track.gain)
                )
        return sums


class _TrackPlayer:
    """Plays the parts of one track."""

    def __init__(
        self, parts: list[Part], rate: int, layout: str, folder: Path, stopped: threading.Event
    ) -> None:
        self.stopped = stopped
        self._rate, self._layout, self._folder = rate, layout, folder
        self._schedule = Schedule(parts)
        self._files: dict[tuple[Path, int], SoundFile] = {}
        self._layouts: dict[Path, str | None] = {}
        self._retimed: dict[int, _Retimed] = {}
        self._last = {part.path: part.end for part in sorted(parts, key=lambda part: part.end)}

    def play(self, first: int, count: int) -> Samples | None:
        """`count` samples from sample `first` of the mix on; None where the track is silent."""
        mix: Samples | None = None
        for part, low, high in self._schedule.during(first, count):
            sound = self._sound(part, low - part.start, high - low)
            if mix is None:
                mix = np.zeros((count, CHANNELS[self._layout]), np.float32)
            mix[low - first : high - first] += part.envelope.applied(sound, low - part.start)
        self._close_finished(first + count)
        return mix

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
        """Media at its own speed, in the channels of the mix, shape (count, channels)."""
        chosen = part.channels or ((0, -1),)
        streams = dict.fromkeys(stream for stream, _ in chosen)
        read = {stream: self._file(part.path, stream).read(first, count) for stream in streams}
        if not part.channels:
            if part.path not in self._layouts:
                self._layouts[part.path] = _layout_of(part.path, read[0].shape[1])
            return _routed(read[0], self._layouts[part.path], self._layout, part)
        columns = [
            read[stream][:, channel]
            if channel < read[stream].shape[1]
            else np.zeros(count, np.float32)
            for stream, channel in chosen
        ]
        return _routed(np.stack(columns, axis=1), None, self._layout, part)

    def _file(self, path: Path, stream: int) -> SoundFile:
        if (path, stream) not in self._files:
            self._files[path, stream] = SoundFile(path, self._rate, stream, self._folder)
        return self._files[path, stream]

    def _close_finished(self, sample: int) -> None:
        for path, stream in list(self._files):
            if self._last[path] <= sample:
                self._files.pop((path, stream)).close()


class _Retimed:
    """A part that plays faster, slower or backwards, by resampling: pitch follows speed."""

    def __init__(self, player: _TrackPlayer, part: Part, rate: int) -> None:
        self._player, self._part = player, part
        speed = float(part.speed)
        self._stream = soxr.ResampleStream(
            rate * speed, rate, CHANNELS[player._layout], dtype="float32", quality="VHQ"
        )
        self._source = round(part.source_start * rate)
        if part.reversed:
            self._source += round(part.length * part.speed)
        # The output of the pre-roll is discarded: the filter has not settled there.
        self._at = -round(_PREROLL * speed)
        self._waiting = [np.zeros((0, CHANNELS[player._layout]), np.float32)]
        self._skip = _PREROLL

    def next(self, count: int) -> Samples:
        """The next `count` samples, shape (count, channels)."""
        available = sum(len(block) for block in self._waiting)
        while available < count + self._skip:
            if self._player.stopped.is_set():
                raise CancelledError("The job was cancelled; nothing was written.")
            block = self._stream.resample_chunk(self._pull(4096))
            self._waiting.append(block)
            available += len(block)
        joined = np.concatenate(self._waiting)[self._skip :]
        self._skip = 0
        self._waiting = [joined[count:]]
        return np.asarray(joined[:count], np.float32)

    def _pull(self, count: int) -> Samples:
        if self._part.reversed:
            block = self._player._read(self._part, self._source - self._at - count, count)[::-1]
        else:
            block = self._player._read(self._part, self._source + self._at, count)
        self._at += count
        return np.ascontiguousarray(block)


def _layout_of(path: Path, channels: int) -> str | None:
    stream = probe(path).audio
    return stream.layout if stream and stream.channels == channels else None


def _routed(sound: Samples, layout: str | None, target: str, part: Part) -> Samples:
    """Sound in the layout of the mix; mono goes to left and right, or the centre, at unity gain."""
    channels = sound.shape[1]
    if channels == CHANNELS[target]:
        return sound
    matrix = _matrix(places(layout, channels), target, part)
    return np.asarray(sound @ matrix, np.float32)


def _matrix(source: tuple[str, ...], target: str, part: Part) -> npt.NDArray[np.float32]:
    """Gains from the channels of a source to those of the mix, shape (source, mix)."""
    if target != "5.1":
        try:
            matrix = conversion(source, target)
        except RequestError as error:
            raise RequestError(f"{part.path}: {error.message}", error.hint) from error
        return np.eye(len(source), dtype=np.float32) if matrix is None else matrix
    matrix = np.zeros((len(source), 6), np.float32)
    if len(source) == 1:
        matrix[0, 2] = 1
    elif len(source) == 2:
        matrix[0, 0] = matrix[1, 1] = 1
    else:
        raise RequestError(
            f"{part.path} has {len(source)} channels, which do not fit into 5.1.",
            "Render in stereo, or convert it first.",
        )
    return matrix

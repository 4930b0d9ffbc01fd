"""The recordings of a file that are mastered: their tracks, decoded once and measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.loudness import Meter
from backbeat.loudness.dialogue import Dialogue
from backbeat.loudness.flaws import Repair
from backbeat.loudness.rms import MeanSquares
from backbeat.media.probe import AudioStream, MediaInfo
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool
from backbeat.progress import Progress
from backbeat.v1.mastering_pb2 import MasterRequest
from backbeat.workflows.bindings import (
    BoundTracks,
    bound,
    every_track,
    in_words,
    named_by,
    sounds_of,
)
from backbeat.workflows.master.preparation import metered
from backbeat.workflows.master.recording import Recording


def tracks_to_master(
    info: MediaInfo, request: MasterRequest, has_picture: bool
) -> list[BoundTracks]:
    """Which tracks a delivery is made of.

    Args:
        info: the file.
        request: with what it names.
        has_picture: whether the delivery is a video; a file of sound holds one recording.

    Raises:
        RequestError: several mono tracks without a binding, or several recordings for a sound
            file.
        MediaError: a track cannot be decoded, or its channels are not identified.
    """
    if request.bindings:
        recordings = named_by(info, request.bindings)
        if len(recordings) > 1 and not has_picture:
            raise RequestError(
                f"{info.path}: {len(recordings)} recordings were named "
                f"({', '.join(recording.name for recording in recordings)}), and a file of sound "
                "holds one.",
                "Name one with --tracks, or deliver a video.",
            )
        return recordings
    sounds = sounds_of(info)
    if request.track:
        return [bound(info, [request.track + 1])]
    mono = [sound for sound in sounds if sound.channels == 1]
    if len(mono) > 1 and not _in_own_languages(mono):
        raise RequestError(
            f"{info.path} has {len(mono)} tracks of mono, and nothing says which belong together.",
            "Bind them, as in --tracks 1+2 for stereo or --layout 5.1=1..6; --tracks all masters "
            "each by itself.",
        )
    return every_track(info) if has_picture else [bound(info, [1])]


def _in_own_languages(sounds: Sequence[AudioStream]) -> bool:
    """Whether each track states a language, and no two the same: versions, not channels."""
    languages = {sound.language for sound in sounds}
    return "" not in languages and len(languages) == len(sounds)


def notes_on(info: MediaInfo, chosen: Sequence[BoundTracks], has_picture: bool) -> list[str]:
    """Notes on tracks that are left out and on tracks that were joined, one sentence each."""
    used = {track for recording in chosen for track in recording.tracks}
    numbers = [number for number in range(1, len(sounds_of(info)) + 1) if number - 1 not in used]
    notes = [
        f"{recording.name.capitalize()} became one track in {recording.layout}."
        for recording in chosen
        if has_picture and len(recording.tracks) > 1
    ]
    if numbers and has_picture:
        verb = "was" if len(numbers) == 1 else "were"
        notes.append(f"{in_words(numbers).capitalize()} {verb} left at the old level.")
    elif numbers:
        notes.append(
            f"{info.path.name} has {len(sounds_of(info))} tracks of sound; this is "
            f"{chosen[0].name}, and the others are not in it."
        )
    return notes


def decoded(
    info: MediaInfo,
    sound: BoundTracks,
    folder: Path,
    stack: ExitStack,
    start_s: float | None,
    progress: Progress,
    dialogue: bool = False,
    rms: bool = False,
    repair: bool = False,
) -> Recording:
    """Decodes a recording into a spool, and measures it on the way.

    Args:
        info: the file.
        sound: its tracks.
        folder: for sound that does not fit into memory.
        stack: closes the spool.
        start_s: timecode of its first sample, in seconds since midnight.
        progress: notified as work proceeds, and polled for cancellation.
        dialogue: whether to look for speech.
        rms: whether to measure RMS level and noise floor.
        repair: whether to silence samples that are not numbers.

    Raises:
        MediaError: it cannot be read, or has a sample that is not a number.
        CancelledError: the job was asked to stop.
    """
    spool = stack.enter_context(Spool(sound.rate, folder))
    meter = Meter(sound.rate, sound.channels, sound.layout)
    speech = Dialogue(sound.rate, sound.channels, sound.layout) if dialogue else None
    squares = MeanSquares(sound.rate, sound.channels) if rms else None
    repairing = Repair()
    blocks: Iterable[Samples] = sound.blocks(progress=progress)
    if repair:
        blocks = map(repairing.applied, blocks)
    spool.append(metered(blocks, meter, info.path, speech, squares))
    measured = meter.finish()
    return Recording(
        info,
        sound,
        spool,
        measured,
        None if speech is None else speech.finish(len(measured.power)),
        None if squares is None else squares.finish(),
        start_s,
        (*sound.notes, *repairing.notes),
    )

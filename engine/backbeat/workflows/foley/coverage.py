"""What sounds in a timeline's original, and how much of it the effects cover."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.coverage import (
    STEP_S,
    Coverage,
    HeardHit,
    Original,
)
from backbeat.foley.coverage import coverage_of as compared
from backbeat.foley.landing.reading import is_ours
from backbeat.foley.placement.mixing import Reader
from backbeat.foley.spine import Spine
from backbeat.foley.spotting.guide import find_onsets
from backbeat.foley.spotting.tonality import STEP_S as TONALITY_STEP_S
from backbeat.foley.spotting.tonality import tonality
from backbeat.loudness.mix.roles import Role
from backbeat.media.spool import Spool
from backbeat.models.speech import FRAME, SpeechProbability
from backbeat.models.speech import RATE as SPEECH_RATE
from backbeat.progress import SILENT, Progress
from backbeat.timeline.clip_sound import clip_sounds, is_audible
from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit
from backbeat.v1.foley_pb2 import EffectsCoverage, UncoveredSound
from backbeat.workflows.foley.spotting.guide import guide_of
from backbeat.workflows.render.mixdown import Mixdown, MixTrack
from backbeat.workflows.render.sound_parts import Parts

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

RATE = 48_000
_STRETCH_S, _AROUND_S = 120, 4
"""Sound that is listened to at once, and what of its neighbours is heard with it."""
_HIT = 0.5
"""Confidence from which an onset is a hit."""
_SPOKEN = 0.5
_TONAL, _TONAL_S = 0.35, 1.5
"""Share of steady pitches from which sound is music, and seconds that it is taken over."""
_SPEECH_AROUND_S = 0.15


def coverage_of(
    document: Document,
    edit: Edit,
    spine: Spine,
    effects: Reader,
    folder: Path,
    progress: Progress = SILENT,
) -> EffectsCoverage:
    """Compares what sounds in the original with the effects.

    The original is all that the timeline plays besides our tracks; where it has no sound, that of
    the picture's own files.

    Args:
        document, edit: the timeline.
        spine: its picture.
        effects: the stem of the effects, from the timeline's first frame on.
        folder: for temporary files.
        progress: may cancel.

    Raises:
        MediaError: media cannot be read.
        CancelledError: the job was cancelled.
    """
    tracks = _original(document, edit, spine, folder)
    length = round(spine.duration * RATE)
    if not tracks or not length:
        return EffectsCoverage(unsure="There is no original sound to compare with.")
    mixdown = Mixdown(tracks, RATE, "mono", folder)
    try:
        with Spool(RATE, folder) as spool:
            spool.append(_summed(mixdown, length, progress.part(0, 0.5)))
            original = listened(spool, progress.part(0.5, 0.9))
    finally:
        mixdown.close()
    if not original.levels_db.max(initial=-120.0) > -60:
        return EffectsCoverage(unsure="The original is silent.")
    levels = levels_of(effects, progress.part(0.9, 1))
    return message_of(compared(original, levels, float(spine.rate)))


def message_of(coverage: Coverage) -> EffectsCoverage:
    """What was found, as a message."""
    return EffectsCoverage(
        events=len(coverage.events),
        covered=coverage.covered,
        seconds=round(coverage.seconds, 2),
        seconds_covered=round(coverage.seconds_covered, 2),
        missing=[
            UncoveredSound(
                start_s=round(event.start_s, 3),
                end_s=round(event.end_s, 3),
                level_db=round(event.level_db, 1),
                kind=event.kind,
            )
            for event in coverage.missing
        ],
        unsure=coverage.unsure,
    )


def listened(sound: Reader | Spool, progress: Progress = SILENT) -> Original:
    """Tells hits, speech and music apart in a sound.

    Args:
        sound: at `RATE`.
        progress: may cancel.

    Raises:
        CancelledError: the job was cancelled.
    """
    count = sound.samples if isinstance(sound, Spool) else sound.count
    levels: list[Float32s] = []
    speech: list[Bools] = []
    music: list[Bools] = []
    hits: list[HeardHit] = []
    for low in range(0, count, _STRETCH_S * RATE):
        progress(low / count, "Listening to the original")
        first = max(0, low - _AROUND_S * RATE)
        last = min(count, low + (_STRETCH_S + _AROUND_S) * RATE)
        samples = np.ascontiguousarray(sound.read(first, last - first).mean(axis=1), np.float32)
        spoken = _speech(samples)
        kept = slice((low - first) // _HOP, (min(count, low + _STRETCH_S * RATE) - first) // _HOP)
        levels.append(_levels(samples)[kept])
        speech.append(_stepped(spoken, FRAME / SPEECH_RATE, len(samples), _spread)[kept])
        music.append(_stepped(tonality(samples, RATE), TONALITY_STEP_S, len(samples), _tonal)[kept])
        for onset in find_onsets(samples, RATE, spoken, FRAME / SPEECH_RATE):
            at = first + onset.sample
            if onset.confidence >= _HIT and low <= at < low + _STRETCH_S * RATE:
                hits.append(HeardHit(at / RATE, onset.confidence))
    said = np.concatenate(speech)
    clear = tuple(hit for hit in hits if not said[min(int(hit.time_s / STEP_S), len(said) - 1)])
    return Original(np.concatenate(levels), said, np.concatenate(music), clear)


def levels_of(sound: Reader, progress: Progress = SILENT) -> Float32s:
    """Level of a sound every `STEP_S`, in dB against full scale.

    Raises:
        CancelledError: the job was cancelled.
    """
    parts = []
    stretch = _STRETCH_S * sound.rate
    for first in range(0, sound.count, stretch):
        progress(first / sound.count, "Listening to the effects")
        samples = sound.read(first, min(stretch, sound.count - first)).mean(axis=1)
        parts.append(_levels(np.asarray(samples, np.float32), round(sound.rate * STEP_S)))
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


_HOP = round(RATE * STEP_S)


def _original(document: Document, edit: Edit, spine: Spine, folder: Path) -> list[MixTrack]:
    parts = Parts(document, edit, clip_sounds(document, edit), RATE, folder, allow_missing=True)
    tracks = [
        MixTrack(Role.EFFECTS, parts.of(track))
        for track in edit.audio_tracks
        if is_audible(document, edit, track) and not is_ours(document, edit, track)
    ]
    heard = [track for track in tracks if track.parts]
    return heard or list(guide_of(document, edit, spine, (), folder).tracks)


def _summed(mixdown: Mixdown, length: int, progress: Progress) -> Iterator[Float32s]:
    for sums in mixdown.blocks(length, progress):
        yield sums[Role.EFFECTS]


def _speech(samples: Float32s) -> Float32s:
    import soxr

    model = SpeechProbability()
    low = soxr.resample(samples, RATE, SPEECH_RATE, quality="MQ").astype(np.float32)
    return np.concatenate([model.feed(low), model.finish()])


def _levels(samples: Float32s, hop: int = _HOP) -> Float32s:
    count = len(samples) // hop
    power = np.square(samples[: count * hop].reshape(count, hop)).mean(axis=1)
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)), np.float32)


def _spread(probability: Float32s, step_s: float) -> Bools:
    """Speech, with a little before and after it."""
    spoken = probability >= _SPOKEN
    reach = max(1, round(_SPEECH_AROUND_S / step_s))
    near = np.convolve(spoken, np.ones(2 * reach + 1), "same")[: len(spoken)]
    return np.asarray(near > 0, np.bool_)


def _tonal(share: Float32s, step_s: float) -> Bools:
    """Music: steady pitches for longer than a ringing hit."""
    width = max(1, round(_TONAL_S / step_s))
    width = min(width, max(len(share), 1))
    lasting = np.convolve(share, np.full(width, 1 / width), "same")
    return np.asarray(lasting >= _TONAL, np.bool_)


def _stepped(
    values: Float32s, step_s: float, samples: int, judge: Callable[[Float32s, float], Bools]
) -> Bools:
    """A judgement of values on the steps of levels."""
    count = samples // _HOP
    judged = judge(values, step_s)
    if not len(judged):
        return np.zeros(count, np.bool_)
    at = np.minimum((np.arange(count) * STEP_S / step_s).astype(np.int64), len(judged) - 1)
    return np.asarray(judged[at], np.bool_)

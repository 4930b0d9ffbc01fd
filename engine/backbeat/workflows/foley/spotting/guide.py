"""The guide: the sound that was recorded with the picture, and the hits in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import MediaError, RequestError
from backbeat.foley.cues import EvidenceKind
from backbeat.foley.spine import PictureClip, Spine
from backbeat.foley.spotting.guide import Onset, find_onsets
from backbeat.foley.spotting.hints import Hint
from backbeat.loudness.mix.envelope import Envelope
from backbeat.loudness.mix.roles import Role
from backbeat.media.probe import probe
from backbeat.progress import SILENT, Progress
from backbeat.timeline.clip_sound import clip_sounds, is_audible
from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit, Track
from backbeat.workflows.render.mixdown import Mixdown, MixTrack
from backbeat.workflows.render.sound_parts import Part, Parts

Float32s = NDArray[np.float32]

RATE = 48_000
_STRETCH_S, _AROUND_S = 240, 5
"""Sound that is listened to at once, and what of its neighbours is heard with it."""
_SILENT = 1e-4


@dataclass(frozen=True)
class Guide:
    """What plays as the guide."""

    tracks: tuple[MixTrack, ...]
    label: str
    """For people: "A1", "the clips' own sound"."""
    warnings: tuple[str, ...] = ()


def guide_of(
    document: Document, edit: Edit, spine: Spine, labels: Sequence[str], unpacked: Path
) -> Guide:
    """The sound that was recorded with the picture.

    Of the timeline's sound tracks, those that are named; else what plays of the picture's own
    files; else, where the timeline has none of it, the sound in the files of the picture.

    Args:
        document: the timeline's file.
        edit: the timeline.
        spine: its picture.
        labels: of the tracks: "A1", or a track's name.
        unpacked: folder for media in a bundle.

    Raises:
        RequestError: no track is called so.
    """
    chosen = [_named(edit, label) for label in labels]
    sounds = clip_sounds(document, edit)
    parts = Parts(document, edit, sounds, RATE, unpacked, allow_missing=True)
    if chosen:
        mixed = [(track, parts.of(track)) for track in chosen]
    else:
        own = {Path(clip.media).resolve() for clip in spine.clips if clip.media}
        mixed = [
            (track, [part for part in parts.of(track) if part.path.resolve() in own])
            for track in edit.audio_tracks
            if is_audible(document, edit, track)
        ]
    heard = [(track.label, found) for track, found in mixed if found]
    if heard or chosen:
        tracks = tuple(MixTrack(Role.EFFECTS, found) for _, found in heard)
        return Guide(tracks, ", ".join(label for label, _ in heard), tuple(parts.warnings))
    found = [part for clip in spine.clips if (part := _own_sound(clip)) is not None]
    tracks = (MixTrack(Role.EFFECTS, found),) if found else ()
    return Guide(tracks, "the clips' own sound")


def hits_in(guide: Guide, spine: Spine, folder: Path, progress: Progress = SILENT) -> list[Hint]:
    """The hits in a guide, in order, exact to its sample.

    Args:
        guide: as found.
        spine: the picture, which says how long to listen, and where cuts are: a cut is no hit.
        folder: for temporary files.
        progress: may cancel.

    Raises:
        MediaError: its media cannot be read.
        CancelledError: the job was cancelled.
    """
    length = round(spine.duration * RATE)
    if not guide.tracks or not length:
        return []
    mixdown = Mixdown(list(guide.tracks), RATE, "mono", folder)
    hints: list[Hint] = []
    try:
        for first, low, samples in _stretches(mixdown, length, progress):
            if float(np.abs(samples).max(initial=0)) < _SILENT:
                continue
            hints += [
                _hint(onset, first, guide.label)
                for onset in _onsets(samples)
                if low <= first + onset.sample < low + _STRETCH_S * RATE
            ]
    finally:
        mixdown.close()
    return [hint for hint in hints if not _at_splice(hint.time, spine)]


def _stretches(
    mixdown: Mixdown, length: int, progress: Progress
) -> Iterator[tuple[int, int, Float32s]]:
    """Stretches of the sum: where they begin, from where on they count, and their samples."""
    around, stretch = _AROUND_S * RATE, _STRETCH_S * RATE
    held = np.zeros(0, np.float32)
    first = low = 0
    for sums in mixdown.blocks(length, progress):
        held = np.concatenate([held, *(part[:, 0] for part in sums.values())])
        if first + len(held) >= low + stretch + around:
            yield first, low, held
            low += stretch
            kept = max(0, low - around - first)
            held, first = held[kept:], first + kept
    if len(held) and low < length:
        yield first, low, held


def _onsets(samples: Float32s) -> list[Onset]:
    import soxr

    from backbeat.models.speech import FRAME, SpeechProbability
    from backbeat.models.speech import RATE as SPEECH_RATE

    model = SpeechProbability()
    low = soxr.resample(samples, RATE, SPEECH_RATE, quality="MQ").astype(np.float32)
    speech = np.concatenate([model.feed(low), model.finish()])
    return find_onsets(samples, RATE, speech, FRAME / SPEECH_RATE)


def _hint(onset: Onset, first: int, label: str) -> Hint:
    return Hint(
        EvidenceKind.GUIDE,
        Fraction(first + onset.sample, RATE),
        onset.confidence,
        onset.strength,
        step_like=onset.step_like,
        detail=label,
    )


def _at_splice(time: Fraction, spine: Spine) -> bool:
    """Whether it is where one clip gives way to the next, whose sound jumps."""
    near = Fraction(8, 1000)
    return any(clip.start and abs(time - clip.start) < near for clip in spine.clips)


def _named(edit: Edit, label: str) -> Track:
    for track in edit.audio_tracks:
        if track.is_called(label):
            return track
    known = ", ".join(track.called for track in edit.audio_tracks) or "none"
    raise RequestError(f"No sound track is called {label!r}.", f"There are: {known}.")


def _own_sound(clip: PictureClip) -> Part | None:
    """The sound of a clip's own file."""
    path = Path(clip.media) if clip.media else None
    if path is None or clip.retimed or not clip.speed or not path.is_file():
        return None
    try:
        if probe(path).audio is None:
            return None
    except MediaError:
        return None
    start, end = round(clip.start * RATE), round(clip.end * RATE)
    reverse = clip.speed < 0
    return Part(
        clip.name,
        path,
        start,
        end - start,
        clip.decoded_time(clip.end if reverse else clip.start),
        abs(clip.speed),
        reverse,
        (),
        Envelope(),
    )

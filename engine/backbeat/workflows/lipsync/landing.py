"""Puts what was made of a clip into its timeline: above it, and its speech beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.media.probe import probe
from backbeat.timeline import otio_json
from backbeat.timeline.document import Document
from backbeat.timeline.exchange.objects import Json, gap, time_range
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Edit, Track
from backbeat.timeline.patch import Patch
from backbeat.timeline.reading import object_at, read_edit
from backbeat.timeline.time import Frames, nearest_frame, seconds_of
from backbeat.workflows.lipsync.clips import JOB, ShownClip, is_ours
from backbeat.workflows.media_ranges import range_of

VIDEO_TRACK, SPEECH_TRACK = "Lip-sync", "Lip-sync speech"
_SOURCE, _TAKE = "source_clip", "take"


@dataclass(frozen=True)
class NewSpeech:
    """A recording of new words."""

    path: Path
    start_s: float
    """Where it begins, in seconds from the beginning of the clip."""


@dataclass(frozen=True, eq=False)
class Landing:
    """What is put into a timeline."""

    video: Path
    """Where the video will lie."""
    written: Path
    """Where it lies now."""
    zero_s: Fraction
    """Where in the video the clip begins, in seconds."""
    name: str
    """Of the generated clip."""
    take: int
    speech: Sequence[NewSpeech]
    provenance: Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Landed:
    """A timeline with what was put into it."""

    document: Document
    video_track: str
    """Label and name of the track with the generated clip."""
    notes: tuple[str, ...]


def takes_of(document: Document, edit: Edit, clip: ShownClip) -> list[int]:
    """The takes that earlier runs put above a clip."""
    return [
        int(str(_own(document, track)[_TAKE]))
        for track in edit.video_tracks
        if _is_of(document, track, clip, edit)
    ]


def landed(
    document: Document, edit: Edit, clip: ShownClip, what: Landing, keep_takes: bool
) -> Landed:
    """Puts a generated clip above the original, and its speech below all sound.

    What earlier runs made of the clip is taken out, or with `keep_takes` stays, switched off. All
    else stays byte for byte.
    """
    earlier = [track for track in edit.tracks if _is_of(document, track, clip, edit)]
    if earlier and not keep_takes:
        patch = Patch(document, edit)
        patch.remove_tracks([int(track.path[-1]) for track in earlier])
        document = patch.apply()
        edit, earlier = read_edit(document), []
    patch = Patch(document, edit)
    for track in earlier:
        if track.enabled:
            patch.disable(track.path)
    above = max(int(track.path[-1]) for track in edit.video_tracks) + 1
    label = _source_of(clip, edit)
    video = _track(
        VIDEO_TRACK, "Video", label, what, [_video_clip(clip, edit, what)], clip.item.start, edit
    )
    count = 1 + max((int(track.path[-1]) for track in edit.tracks), default=0)
    sounds = [_speech_track(one, clip, edit, what, label) for one in what.speech]
    if above >= count:
        patch.insert_tracks({count: [video, *sounds]})
    else:
        patch.insert_tracks({above: [video], count: sounds})
    number = len(edit.video_tracks) + 1
    return Landed(patch.apply(), f"V{number} ({VIDEO_TRACK})", _notes(clip, edit, what))


def _notes(clip: ShownClip, edit: Edit, what: Landing) -> tuple[str, ...]:
    notes = []
    end_s = float(clip.length_s)
    for one in what.speech:
        over = one.start_s + _length_s(one.path) - end_s
        if over > 1 / float(edit.rate):
            notes.append(
                f"{one.path.name} goes on for {over:.2f} s after the clip {clip.item.name} ends: "
                "it is heard there, and nobody is seen to say it."
            )
    if what.speech:
        under = [
            track.label
            for track in edit.audio_tracks
            if track.enabled
            and any(
                item.media_url == clip.item.media_url
                and item.start < clip.item.end
                and clip.item.start < item.end
                for item in track.items
            )
        ]
        if under:
            notes.append(
                f"The original sound of the clip on {' and '.join(under)} still plays; mute it "
                "where the new speech is heard."
            )
    return tuple(notes)


def _source_of(clip: ShownClip, edit: Edit) -> str:
    """What a clip is known by in later runs."""
    at_s = float(seconds_of(clip.item.start, edit.rate))
    return f"{clip.item.name} at {clip.track.label} {at_s:.3f} s"


def _own(document: Document, track: Track) -> Mapping[str, object]:
    found: Mapping[str, object] = object_at(document.root, track.path).metadata.get(NAMESPACE, {})
    return found


def _is_of(document: Document, track: Track, clip: ShownClip, edit: Edit) -> bool:
    """Whether an earlier run made a track for this clip, and nobody has put more on it."""
    if not is_ours(document, track):
        return False
    clips = [item for item in track.items if item.media_url]
    return len(clips) <= 1 and _own(document, track).get(_SOURCE) == _source_of(clip, edit)


def _track(
    name: str,
    kind: str,
    source: str,
    what: Landing,
    clips: list[Json],
    start: Frames,
    edit: Edit,
) -> Json:
    children = [gap(start, edit.rate)] if start else []
    resolve: dict[str, object] = {"Locked": False}
    made = otio_json.track(name, kind, resolve, [*children, *clips])
    made["metadata"] = {
        "Resolve_OTIO": resolve,
        NAMESPACE: {"job": JOB, _SOURCE: source, _TAKE: what.take},
    }
    return made


def _video_clip(clip: ShownClip, edit: Edit, what: Landing) -> Json:
    found = range_of(what.written)
    begins, length = (found.start, found.duration) if found else (Fraction(0), clip.length_s)
    rate = edit.rate
    return otio_json.clip(
        what.name,
        otio_json.media(
            what.video.name,
            str(what.video),
            time_range(_whole(begins * rate), math.floor(length * rate), rate),
        ),
        time_range(_whole(_exact((begins + what.zero_s) * rate)), clip.item.duration, rate),
        {NAMESPACE: {**what.provenance, "generated": True}},
    )


def _speech_track(one: NewSpeech, clip: ShownClip, edit: Edit, what: Landing, label: str) -> Json:
    rate = edit.rate
    info = probe(one.path)
    found = range_of(one.path)
    begins = found.start if found else Fraction(0)
    length = Fraction(_length_s(one.path))
    at = seconds_of(clip.item.start, rate) + Fraction(one.start_s).limit_denominator(48000)
    frame = max(0, int(nearest_frame(at, rate)[0]))
    # Clips start on frames; the media is moved by the rest, so that the sound lies as it is heard.
    within = seconds_of(frame, rate) - at
    if within < 0:
        frame, within = frame + 1, within + 1 / rate
    frames = math.floor((length - within) * rate)
    channels = info.audio.channels if info.audio is not None else 1
    sound = otio_json.clip(
        one.path.name,
        otio_json.media(
            one.path.name,
            str(one.path),
            time_range(_whole(begins * rate), math.floor(length * rate), rate),
        ),
        time_range(_whole(_exact((begins + within) * rate)), max(1, frames), rate),
        {
            "Resolve_OTIO": {"Channels": otio_json.channel_map(channels)},
            NAMESPACE: {"job": JOB, "version": what.provenance["version"], "role": "speech"},
        },
    )
    made = _track(SPEECH_TRACK, "Audio", label, what, [sound], frame, edit)
    layout = otio_json.sound_track(SPEECH_TRACK, channels, [])["metadata"]
    made["metadata"] = {**layout, NAMESPACE: made["metadata"][NAMESPACE]}
    return made


def _length_s(path: Path) -> float:
    info = probe(path)
    audio = info.audio
    length = (audio.duration if audio is not None else None) or info.duration or Fraction(0)
    return float(length)


def _exact(value: Fraction) -> Fraction:
    """A number of frames without what floating-point time stamps leave over."""
    near = round(value)
    return Fraction(near) if abs(value - near) < Fraction(1, 1000) else value


def _whole(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value

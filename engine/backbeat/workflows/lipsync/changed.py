"""Where the mouth of one recording's speaker is made anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span
from backbeat.lipsync.changes.agreement import likeness
from backbeat.lipsync.changes.recordings import same_in
from backbeat.lipsync.changes.resting import own_silences
from backbeat.lipsync.changes.spans import clipped, common, joined, moved, seconds, without
from backbeat.lipsync.changes.words import compared
from backbeat.models.visemes import STEP_S
from backbeat.progress import Progress
from backbeat.speech.sounds import by_small_networks
from backbeat.speech.spectrum import RATE
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.workflows.lipsync.hearing import spoken_in
from backbeat.workflows.lipsync.recordings import Recording, placed
from backbeat.workflows.lipsync.said import Said, said, said_by_text

Float32s = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Changed:
    """Where a mouth is made anew."""

    spans: tuple[Span, ...]
    """In order, apart from one another."""
    sentences: tuple[str, ...]
    """How that was found, and what could not be."""


def changed_by(
    recording: Recording,
    own: Float32s | None,
    end_s: float,
    request: LipSyncRequest,
    progress: Progress,
) -> Changed:
    """Where a new recording wants another mouth, as far as its sound goes.

    Args:
        recording: the new speech.
        own: the picture's own sound, as it is on the clock of the output; None: there is none.
        end_s: when the output ends.
        request: of the job.
        progress: may cancel.

    Raises:
        CancelledError: the job was cancelled.
    """
    whole = clipped([recording.span], 0.0, end_s)
    if not whole:
        return Changed((), (f"{recording.path.name} is heard only beyond the picture.",))
    if own is None:
        alone = request.only_changes or bool(request.old_text)
        why = "The video has no sound to compare with, so all of the speech is new."
        return Changed(tuple(whole), (why,) if alone else ())
    new = placed(recording.samples, recording.start_s, round(end_s * RATE))
    own = placed(own, 0.0, len(new))
    if not request.only_changes and not request.old_text:
        return Changed(tuple(_all_new(whole, own, new, end_s)), ())
    found = _only_new(whole, own, new, recording, request, progress)
    return found if found is not None else Changed(tuple(_all_new(whole, own, new, end_s)), ())


def _all_new(whole: list[Span], own: Float32s, new: Float32s, end_s: float) -> list[Span]:
    """Everywhere but where nobody speaks in either; silent footage has no silence to go by."""
    before = spoken_in(own)
    if not before:
        return whole
    return without(whole, own_silences(before, spoken_in(new), end_s))


def _only_new(
    whole: list[Span],
    own: Float32s,
    new: Float32s,
    recording: Recording,
    request: LipSyncRequest,
    progress: Progress,
) -> Changed | None:
    """Where recordings differ: by samples where they are copies, else by their words."""
    first, last = (round(moment * RATE) for moment in (whole[0].start_s, whole[0].end_s))
    same = same_in(own[first:last], new[first:last])
    copied = moved(same.spans, whole[0].start_s) if same.fits else []
    sentences: list[str] = []
    if same.spans and not same.fits:
        sentences.append(
            f"{recording.path.name} has the video's own sound {_delay(same.delay_s)}, so that its "
            f"words fit no mouth of the video. --speech-start {_start(request, same.delay_s)} puts "
            "it in its place."
        )
    if copied and not request.old_text:
        # What nobody says is no new word.
        spoken = joined([*spoken_in(own), *spoken_in(new)])
        left = common(without(whole, copied), spoken)
        sentences.append(f"{_share(seconds(copied), whole)} is the video's own sound.")
        return Changed(tuple(left), tuple(sentences))
    by_words = _by_words(own, new, recording, request, progress)
    if isinstance(by_words, str):
        sentences.append(f"{by_words} So all of the speech is taken for new.")
        return Changed(tuple(whole), tuple(sentences))
    left = clipped(without(by_words.spans, copied), whole[0].start_s, whole[0].end_s)
    return Changed(tuple(left), (*sentences, *by_words.sentences))


def _by_words(
    own: Float32s,
    now: Float32s,
    recording: Recording,
    request: LipSyncRequest,
    progress: Progress,
) -> Changed | str:
    """Where words differ; or why that cannot be told."""
    before = _words(own, request.old_text, progress.part(0, 0.5))
    after = _words(recording.samples, request.new_text, progress.part(0.5, 1))
    notes = list(dict.fromkeys(note for note in (before.why_not, after.why_not) if note))
    if before.words is None or after.words is None:
        return " ".join(notes)
    at = recording.start_s
    new = [type(word)(word.start_s + at, word.end_s + at, word.text) for word in after.words]
    span = recording.span
    inside = [
        word for word in before.words if word.end_s > span.start_s and word.start_s < span.end_s
    ]
    likely, likely_now = by_small_networks(own), by_small_networks(now)
    result = compared(
        inside,
        new,
        lambda word: likeness(likely, likely_now, STEP_S, Span(word.start_s, word.end_s)),
    )
    counts = f"{result.kept} of {len(new)} words keep their own mouth."
    if result.moved:
        counts = (
            f"{counts[:-1]}; {result.moved} are the same, but said at another time, so that their "
            "mouths are made anew."
        )
    return Changed(tuple(joined(result.changed)), (*notes, counts))


def _words(samples: Float32s, text: str, progress: Progress) -> Said:
    return said_by_text(samples, text, progress) if text.strip() else said(samples, progress)


def _share(part_s: float, whole: list[Span]) -> str:
    return f"{part_s:.1f} of {seconds(whole):.1f} s of the speech"


def _delay(delay_s: float) -> str:
    return f"{abs(delay_s) * 1000:.0f} ms {'late' if delay_s > 0 else 'early'}"


def _start(request: LipSyncRequest, delay_s: float) -> str:
    return f"{request.speech_start_s - delay_s:.3f}"

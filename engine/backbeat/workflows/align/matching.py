"""Placing every recording: in the reference, else in one that was placed already."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.progress import Progress
from backbeat.sync.align import (
    Alignment,
    Heard,
    Method,
    Reference,
    by_rhythm,
    by_sound,
    reference_of,
    through,
)
from backbeat.workflows.align.recordings import Recording

_BEYOND_S = 2.0
"""A recording that reaches so far beyond the reference may hold what the reference lacks."""
_SURE = 0.5
_MOST_BRIDGES = 24
"""Recordings in which what is lost is looked for."""


def place_all(
    reference: Recording, others: Sequence[Recording], method: str, progress: Progress
) -> None:
    """Places recordings, and says why those that are not were not.

    Args:
        reference: what they are placed in.
        others: the recordings; their alignments are set.
        method: "sound", "rhythm", or empty for sound first, then rhythm.
        progress: notified as work proceeds; may cancel.

    Raises:
        CancelledError: the job was cancelled.
    """
    if reference.heard is None:
        return
    against = reference_of(reference.heard)
    for number, other in enumerate(others):
        part = progress.part(0.7 * number / len(others), 0.7 * (number + 1) / len(others))
        if other.heard is not None:
            other.alignment = _placed(against, other.heard, method, part)
    if method != "rhythm":
        _place_by_others(reference, others, progress.part(0.7, 1))


def _placed(against: Reference, other: Heard, method: str, progress: Progress) -> Alignment:
    if method == Method.RHYTHM.value:
        return by_rhythm(against.heard, other, progress)
    alignment = by_sound(against, other, progress.part(0, 0.8))
    if alignment.placed or method == Method.SOUND.value:
        return alignment
    by_words = by_rhythm(against.heard, other, progress.part(0.8, 1))
    return by_words if by_words.placed else alignment


def _place_by_others(reference: Recording, others: Sequence[Recording], progress: Progress) -> None:
    """Places what the reference did not hear by recordings that reach beyond it.

    Each of these is searched once; what is placed so may help to place further ones.
    """
    waiting = [
        other
        for other in _most_beyond(reference, others)
        if other.alignment is not None and other.alignment.method is Method.SOUND
    ]
    tried = 0
    while waiting and tried < _MOST_BRIDGES:
        bridge = waiting.pop(0)
        tried += 1
        lost = [other for other in others if other.heard is not None and not other.placed]
        if not lost:
            return
        if bridge.heard is None or bridge.alignment is None:
            continue
        against = reference_of(bridge.heard)
        for number, other in enumerate(lost):
            progress(number / len(lost), "Placing by the others")
            if other.heard is None:
                continue
            inner = by_sound(against, other.heard)
            if inner.placed and inner.confidence >= _SURE:
                other.alignment = through(bridge.alignment.pieces, inner)
                other.notes.append(f"It is placed by {bridge.device}, {bridge.path.name}.")
                waiting.append(other)


def _most_beyond(reference: Recording, others: Sequence[Recording]) -> list[Recording]:
    """Recordings that were placed, those first that reach farthest beyond the reference."""

    def beyond(other: Recording) -> float:
        if other.alignment is None or not other.alignment.placed:
            return 0.0
        first, last = other.alignment.pieces[0], other.alignment.pieces[-1]
        early = -first.in_reference(first.start_s)
        late = last.in_reference(last.end_s) - reference.duration_s
        return max(early, 0.0) + max(late, 0.0)

    reaching = [other for other in others if beyond(other) > _BEYOND_S]
    return sorted(reaching, key=lambda other: -beyond(other))

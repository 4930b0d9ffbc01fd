"""Spotting in the names of markers.

A marker is a cue where a tag or a flag of the grammar says so, see `labels`. Words alone become a
proposal, and only where they name a sound ("glass breaks"): "check colour here" never does. A
marker that Backbeat wrote as a proposal becomes a cue once a person has put a tag or a flag on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from backbeat.foley.cues import Cue, Evidence, EvidenceKind
from backbeat.foley.spotting.asked import Asked, Given, LeftOut
from backbeat.foley.spotting.labels import parse_label
from backbeat.foley.spotting.vocabulary import named, spelled, words_of
from backbeat.foley.spotting.wishes import Times, Wish, cue_of

_NAMES_A_SOUND = 0.5
"""Confidence of words alone: they name a sound, and may be a comment on it all the same."""
_FEW = 6
"""Words from which a text is a comment, whatever it names."""
_COMMENTS = words_of(
    "check fix todo vfx grade colour color cut trim replace remove delete need needs please "
    "maybe why what where should could cannot too missing adr title music tempo version "
    "approved client note chapter"
)
"""Words by which a marker is a comment on a sound, not its spotting: "door slam too loud"."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marker of the timeline."""

    time: Fraction
    """Seconds from the timeline's first frame."""
    end: Fraction | None
    """None: it marks a moment."""
    text: str
    """Its name."""
    comment: str = ""
    owner: str = ""
    """Whose it is: "the timeline", a track's label, or a clip's name."""
    proposal: Cue | None = None
    """The cue that Backbeat wrote it for as a proposal."""
    by_backbeat: bool = False


def from_markers(markers: Iterable[Marked], times: Times) -> Given:
    """What the markers of a timeline ask for."""
    given = Given()
    for marker in markers:
        given += _from_marker(marker, times)
    return given


def _from_marker(marker: Marked, times: Times) -> Given:
    # Some editors show the name only, some only the comment.
    texts = [text for text in (marker.text, marker.comment) if text.strip()]
    for text in texts:
        label = parse_label(text)
        wish = Wish(label.words, label.tags, label.flags)
        if wish.is_spotting:
            return _asked(marker, _with_proposal(wish, marker.proposal), times)
    if marker.by_backbeat:
        return Given()
    for text in texts:
        words = " ".join(text.split())
        found = named(words)
        if found is None or not _is_bare(words):
            continue
        evidence = _evidence(marker, _NAMES_A_SOUND)
        cue, _ = cue_of(Wish(words), marker.time, marker.end, evidence, times)
        reason = (
            f"It reads like a sound ({found.word}), and has no tag: it is a proposal. "
            "Write [FX] or [FOLEY] after its words to have it placed."
        )
        left = LeftOut(words, evidence.detail, reason)
        return Given((Asked(replace(cue, placed=False), suggested=True),), (left,))
    return Given()


def _asked(marker: Marked, wish: Wish, times: Times) -> Given:
    evidence = _evidence(marker, 1.0)
    number = marker.proposal.number if marker.proposal is not None else ""
    cue, faults = cue_of(wish, marker.time, marker.end, evidence, times, number)
    problems = tuple(f"{evidence.detail}: {name}: {fault}" for name, fault in faults.items())
    return Given((Asked(cue),), (), problems)


def _with_proposal(wish: Wish, proposal: Cue | None) -> Wish:
    """What is known of a proposal holds where its person says nothing else."""
    if proposal is None or "cat" in wish.tags or named(wish.words) is not None:
        return wish
    tags = {"kind": proposal.kind.value, **wish.tags}
    if proposal.ucs:
        tags = {"cat": proposal.ucs, **tags}
    return replace(wish, words=proposal.words or wish.words, tags=tags)


def _evidence(marker: Marked, confidence: float) -> Evidence:
    owner = f" of {marker.owner}" if marker.owner else ""
    name = marker.text.strip() or marker.comment.strip()
    return Evidence(EvidenceKind.MARKER, marker.time, confidence, f"marker {name!r}{owner}")


def _is_bare(words: str) -> bool:
    """Whether words are no more than a sound's name."""
    spelling = spelled(words)
    return len(spelling) <= _FEW and _COMMENTS.isdisjoint(spelling) and "?" not in words

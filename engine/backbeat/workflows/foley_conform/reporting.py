"""What a conform job says, as a message and as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

from backbeat.files import write_text
from backbeat.foley.conform.outcomes import Conformed, Outcome
from backbeat.foley.conform.same_media import key_of, matches
from backbeat.v1.foley_pb2 import ConformedCue, FoleyConformResult
from backbeat.workflows.foley_conform.carrying import Carried
from backbeat.workflows.foley_conform.cuts import Cuts
from backbeat.workflows.outputs import write_json

SCHEMA_VERSION = 1
_SHORT_S = 1.0


def result_of(
    cuts: Cuts, results: Sequence[Conformed], carried: Carried, notes: Sequence[str]
) -> FoleyConformResult:
    """The message, without paths.

    Args:
        cuts: both cuts.
        results: what became of each cue.
        carried: the clips that they have now.
        notes: what else is to be said.
    """
    counts = Counter(one.outcome for one in results)
    result = FoleyConformResult(
        schema_version=SCHEMA_VERSION,
        cues=[_message(one) for one in results],
        kept=counts[Outcome.KEPT],
        moved=counts[Outcome.MOVED],
        cut=counts[Outcome.CUT],
        split=counts[Outcome.SPLIT],
        review=counts[Outcome.REVIEW],
        warnings=notes,
    )
    result.warnings.extend(
        f"Cue {number}: {problem}" for number, problem in carried.problems.items()
    )
    unseen = _new_picture(cuts)
    if unseen >= _SHORT_S:
        result.warnings.append(
            f"{float(unseen):.1f} s of the new cut's picture are not in the old one, and have no "
            "cues: backbeat foley on the result finds them, and leaves the others."
        )
    return result


def _message(one: Conformed) -> ConformedCue:
    cue = one.anchored.cue
    return ConformedCue(
        number=cue.number,
        outcome=one.outcome.value,
        old_time_s=round(float(one.anchored.time), 6),
        new_times_s=[round(float(place.time), 6) for place in one.places],
        description=cue.words or cue.kind.value,
        reason=one.reason,
    )


def _new_picture(cuts: Cuts) -> Fraction:
    """Seconds of media that the new cut shows and the old one does not."""
    same = matches(cuts.old, cuts.new, cuts.contents)
    total = Fraction(0)
    for clip in cuts.new.clips:
        if clip.speed == 0 or clip.retimed:
            continue
        low, high = sorted((clip.media_start, clip.media_time(clip.end)))
        match = same.get(key_of(clip))
        left = [(low, high)]
        for other in cuts.old.clips if match is not None else ():
            if match is not None and key_of(other) == match.media:
                ends = sorted((other.media_start, other.media_time(other.end)))
                left = _without(left, ends[0] + match.shift, ends[1] + match.shift)
        total += sum((end - start for start, end in left), Fraction(0)) / abs(clip.speed)
    return total


def _without(
    spans: Sequence[tuple[Fraction, Fraction]], low: Fraction, high: Fraction
) -> list[tuple[Fraction, Fraction]]:
    left = []
    for start, end in spans:
        left += [(start, min(end, low)), (max(start, high), end)]
    return [(start, end) for start, end in left if start < end]


def _json(result: FoleyConformResult, cuts: Cuts, target: Path) -> None:
    del cuts
    write_json(result, target)


def _csv(result: FoleyConformResult, cuts: Cuts, target: Path) -> None:
    from backbeat.foley.conform.table import csv_of

    del cuts
    write_text(target, csv_of(result))


def _html(result: FoleyConformResult, cuts: Cuts, target: Path) -> None:
    from backbeat.foley.conform.page import page

    write_text(target, page(result, cuts.old, cuts.new))


WRITERS: dict[str, Callable[[FoleyConformResult, Cuts, Path], None]] = {
    ".json": _json,
    ".csv": _csv,
    ".html": _html,
}
"""By the ending of the file."""

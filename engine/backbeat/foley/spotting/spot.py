"""The cues of a picture: what was asked for, and what is heard and seen besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from backbeat.foley.cues import Cue, Evidence, EvidenceKind, Kind
from backbeat.foley.spine import Spine
from backbeat.foley.spotting.asked import NOTHING, Asked, Given
from backbeat.foley.spotting.beds import beds_for, until_scene_ends
from backbeat.foley.spotting.hints import Hint
from backbeat.foley.spotting.layers import kind_of, layer_of
from backbeat.foley.spotting.merging import SAME_FRAMES, Moment, moments_of
from backbeat.foley.spotting.numbering import numbered
from backbeat.foley.spotting.scenes import Scene, scene_at
from backbeat.foley.spotting.strides import Beat, walks
from backbeat.foley.spotting.wishes import with_defaults

PLACE_FROM = 0.75
"""Confidence from which a guess is placed: three of four are right."""
_PROPOSE_FROM = 0.15
"""Confidence under which a guess is not worth a marker."""
_BEFORE_CAPTION_S = Fraction(1, 2)
"""How long before its caption a sound may begin: captions wait for their turn."""
_SNAP_FROM = 0.3
"""Confidence from which a moment is taken for the sound of a caption."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the request says of spotting."""

    place_from: float = PLACE_FROM
    """Confidence from which guesses are placed; under it they are markers."""
    surface: str = ""
    """What steps are on, where nothing else says."""
    shoe: str = ""
    ambience: str = ""
    """Words of the place; empty: beds only where a cue asks for one."""
    beds: bool = True
    """Whether there are beds at all."""
    only_markers: bool = False
    """Whether nothing is placed."""


USUAL = Options()


def spot(
    spine: Spine,
    given: Given = NOTHING,
    hints: Sequence[Hint] = (),
    scenes: Sequence[Scene] = (),
    earlier: Sequence[Cue] = (),
    options: Options = USUAL,
) -> tuple[Cue, ...]:
    """The cues of a picture, in order of time, numbered.

    Args:
        spine: the picture.
        given: what people asked for.
        hints: onsets of the guide, impacts, steps, and whooshes at cuts (`EvidenceKind.CUT`).
        scenes: of the timeline; none: it is one scene.
        earlier: cues of an earlier run, whose numbers stay.
        options: what the request says.
    """
    scenes = scenes or (Scene(1, Fraction(0), spine.duration, len(spine.clips)),)
    inside = [hint for hint in hints if 0 <= hint.time < spine.duration]
    moments = moments_of(inside, spine.rate)
    asked, left = _asked(given.asked, moments, spine)
    asked = [until_scene_ends(cue, scenes) for cue in asked]
    guessed = _guessed(left, options) + _whooshes(inside, asked, spine, options)
    beds = beds_for(scenes, options.ambience, asked)
    cues = [
        _finished(cue, spine, scenes, options)
        for cue in [*asked, *guessed, *beds]
        if options.beds or not cue.kind.is_bed
    ]
    return numbered(_by_scene(cues), earlier, spine.rate)


def _asked(
    asked: Sequence[Asked], moments: Sequence[Moment], spine: Spine
) -> tuple[list[Cue], list[Moment]]:
    """What was asked for, at the moments that are meant; and the moments that nobody asked for."""
    cues: list[Cue] = []
    used: set[int] = set()
    # Exact times take what is there before captions look for theirs.
    for one in sorted(asked, key=lambda one: (one.until is not None, one.cue.time)):
        if one.cue.kind.is_bed:
            cues.append(one.cue)
        elif one.until is None:
            cues.append(_at_its_frame(one.cue, moments, used, spine))
        else:
            cues.append(_near_caption(one, moments, used))
    return cues, [moment for at, moment in enumerate(moments) if at not in used]


def _at_its_frame(cue: Cue, moments: Sequence[Moment], used: set[int], spine: Spine) -> Cue:
    """A cue with the moments that are the same; its own time stays to the half frame."""
    reach = SAME_FRAMES / spine.rate
    near = [at for at, moment in enumerate(moments) if abs(moment.time - cue.time) <= reach]
    if not near:
        return cue
    used.update(near)
    best = min(near, key=lambda at: abs(moments[at].time - cue.time))
    evidence = (*cue.evidence, *moments[best].evidence)
    heard = any(one.kind is EvidenceKind.GUIDE for one in moments[best].evidence)
    within = abs(moments[best].time - cue.time) * spine.rate * 2 <= 1
    time = moments[best].time if heard and within else cue.time
    return replace(cue, time=time, evidence=evidence)


def _near_caption(asked: Asked, moments: Sequence[Moment], used: set[int]) -> Cue:
    """A cue of a caption, at the moment that is most likely meant."""
    cue, until = asked.cue, asked.until or asked.cue.time
    best: tuple[float, int] | None = None
    for at, moment in enumerate(moments):
        if at in used or moment.confidence < _SNAP_FROM:
            continue
        if not cue.time - _BEFORE_CAPTION_S <= moment.time <= until:
            continue
        # The louder and the nearer to the caption's start.
        late = abs(float(moment.time - cue.time)) / max(0.5, float(until - cue.time))
        worth = moment.confidence * (0.3 + 0.7 * moment.strength) * (1 - 0.6 * min(1.0, late))
        if best is None or worth > best[0]:
            best = (worth, at)
    if best is None:
        said = "Nothing is heard or seen there that it could be: its time is the caption's."
        return replace(cue, note=cue.note or said)
    used.add(best[1])
    moment = moments[best[1]]
    return replace(cue, time=moment.time, evidence=(*cue.evidence, *moment.evidence))


def _guessed(moments: Sequence[Moment], options: Options) -> list[Cue]:
    """Cues of moments that nobody asked for."""
    likely = [moment for moment in moments if moment.confidence >= _PROPOSE_FROM]
    feet: dict[int, str] = {}
    beats = [
        Beat(one.time, one.strength, one.step_like or bool(options.surface or options.shoe))
        for one in likely
    ]
    for walk in walks(beats):
        feet |= {at: ("left", "right")[number % 2] for number, at in enumerate(walk)}
    return [_cue(moment, feet.get(at)) for at, moment in enumerate(likely)]


def _cue(moment: Moment, foot: str | None) -> Cue:
    kind = Kind.IMPACT
    if moment.ucs:
        kind = kind_of(moment.ucs, lasts=False)
    elif foot is not None:
        kind = Kind.FOOTSTEP
    steps = kind is Kind.FOOTSTEP
    ucs = moment.ucs or ("FEETHmn" if steps else "")
    return Cue(
        number="",
        time=moment.time,
        kind=kind,
        layer=layer_of(kind, ucs),
        words=moment.words or ("footstep" if steps else ""),
        ucs=ucs,
        foot=(foot or "") if steps else "",
        strength=moment.strength,
        evidence=moment.evidence,
        confidence=moment.confidence,
    )


def _whooshes(
    hints: Sequence[Hint], asked: Sequence[Cue], spine: Spine, options: Options
) -> list[Cue]:
    """Whooshes that cuts suggest, but where somebody put a sound already."""
    reach = Fraction(1, 2)
    return [
        Cue(
            number="",
            time=hint.time,
            kind=Kind.WHOOSH,
            layer=layer_of(Kind.WHOOSH, hint.ucs),
            words=hint.words,
            ucs=hint.ucs,
            strength=hint.strength,
            evidence=(hint.evidence,),
            confidence=hint.confidence,
        )
        for hint in hints
        if hint.kind is EvidenceKind.CUT
        and not any(cue.kind is Kind.WHOOSH and abs(cue.time - hint.time) < reach for cue in asked)
    ]


def _finished(cue: Cue, spine: Spine, scenes: Sequence[Scene], options: Options) -> Cue:
    cue = with_defaults(cue, options.surface, options.shoe)
    sure = _is_given(cue.evidence) or cue.kind.is_bed or cue.confidence >= options.place_from
    under = spine.under(cue.time)
    return replace(
        cue,
        placed=cue.placed and sure and not options.only_markers,
        confidence=1.0 if _is_given(cue.evidence) else cue.confidence,
        under=under,
        scene=cue.scene or scene_at(scenes, cue.time),
    )


def _is_given(evidence: Sequence[Evidence]) -> bool:
    return any(one.kind.is_given and one.confidence >= 1 for one in evidence)


def _by_scene(cues: Sequence[Cue]) -> list[Cue]:
    """Cues with the strengths of guesses against the hardest of their scene."""
    hardest: dict[int, float] = {}
    for cue in cues:
        if not _is_given(cue.evidence) and not cue.kind.is_bed:
            hardest[cue.scene] = max(hardest.get(cue.scene, 0.0), cue.strength)
    return [
        cue
        if _is_given(cue.evidence) or cue.kind.is_bed
        else replace(cue, strength=min(1.0, cue.strength / max(hardest[cue.scene], 1e-3)))
        for cue in cues
    ]

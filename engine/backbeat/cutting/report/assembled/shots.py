"""The list of shots: pictures, when, why there, why this stretch, motion and costs."""

from __future__ import annotations

from collections.abc import Iterator

from backbeat.cutting.report.assembled import strip
from backbeat.cutting.report.assembled.edit import AssembledEdit
from backbeat.cutting.report.assembled.summary import clip_name
from backbeat.cutting.report.labels import signed
from backbeat.drawing.pages import text
from backbeat.v1.cutting_pb2 import SOUND_REFERENCE_SONG, Slot, SlotRole


def shots(edit: AssembledEdit) -> str:
    """`<li>` elements, in order."""
    return "".join(_shot(edit, slot) for slot in edit.slots)


def _shot(edit: AssembledEdit, slot: Slot) -> str:
    shot = slot.shot
    frames = slot.end_frame - slot.start_frame
    place = f"bar {slot.bar}, beat {slot.beat}" if slot.bar or slot.beat else "no beat"
    facts = [
        ("At", edit.edit.label(slot.start_frame)),
        ("Beat", place),
        ("Length", f"{frames / edit.rate:.2f} s, {frames} frames, {round(slot.beats, 1):g} beats"),
        ("Music", _music(slot)),
        ("From", _source(slot)),
        *_peak(slot),
        *_measured(slot),
    ]
    listed = "".join(
        f"<div><dt>{term}</dt><dd>{text(words)}</dd></div>" for term, words in facts if words
    )
    given = '<span class="tag">yours</span>' if shot.given else ""
    dissolve = (
        f'<span class="tag">dissolve, {slot.dissolve_frames} frames</span>'
        if slot.dissolve_frames
        else ""
    )
    return (
        f'<li id="shot-{slot.number}" tabindex="-1">{_pictures(edit, slot)}'
        f'<div class="words"><h3><span class="no">{slot.number}</span> '
        f"{text(clip_name(shot.path, shot.name) or 'no clip')}{given}{dissolve}</h3>"
        f"{_because(slot)}<dl>{listed}</dl>{_costs(slot)}</div></li>"
    )


def _because(slot: Slot) -> str:
    here = f'<p class="here">{text(slot.reason)}</p>' if slot.reason else ""
    this = f'<p class="this">{text(slot.shot.reason)}</p>' if slot.shot.reason else ""
    return here + this


def _music(slot: Slot) -> str:
    roles = [SlotRole.Name(role).removeprefix("SLOT_ROLE_").lower() for role in slot.roles if role]
    energy = f"energy {slot.energy:.2f}"
    return ", ".join(part for part in (slot.section, *roles, energy) if part)


def _source(slot: Slot) -> str:
    shot = slot.shot
    if shot.still:
        return "a still"
    if not shot.path:
        return ""
    return f"{shot.source_start_s:.2f} to {shot.source_end_s:.2f} s of the clip"


def _peak(slot: Slot) -> Iterator[tuple[str, str]]:
    if not slot.shot.HasField("peak_s"):
        return
    words = f"{slot.shot.peak_s - slot.start_s:.2f} s into the shot"
    if slot.shot.HasField("peak_error_ms"):
        words += f", {signed(slot.shot.peak_error_ms, 0)} ms from its beat"
    yield "Motion peak", words


def _measured(slot: Slot) -> Iterator[tuple[str, str]]:
    """How late picture and sound are that were made for the slot."""
    shot = slot.shot
    if shot.HasField("picture_late_ms"):
        yield "Measured picture", f"{signed(shot.picture_late_ms, 0)} ms from the nearest beat"
    if shot.HasField("sound_late_ms"):
        against = "song" if shot.sound_reference == SOUND_REFERENCE_SONG else "beats"
        sure = f"{shot.sound_confidence:.0%} sure"
        yield "Measured sound", f"{signed(shot.sound_late_ms, 0)} ms from the {against}, {sure}"


def _costs(slot: Slot) -> str:
    if not slot.shot.costs:
        return ""
    items = "".join(
        f"<div><dt>{text(cost.name)}</dt><dd>{cost.cost:.2f}</dd></div>" for cost in slot.shot.costs
    )
    total = sum(cost.cost for cost in slot.shot.costs)
    return f"<details><summary>Cost {total:.2f}</summary><dl>{items}</dl></details>"


def _pictures(edit: AssembledEdit, slot: Slot) -> str:
    view = edit.views.shots.get(slot.number)
    width, height = edit.thumbnail
    made = ""
    if view is not None:
        for letter, jpeg, which in (("a", view.first, "First"), ("b", view.last, "Last")):
            if jpeg:
                made += (
                    f'<svg class="thumb" viewBox="0 0 {width} {height}" role="img" '
                    f'aria-label="{which} picture of shot {slot.number}">'
                    f'<use href="#{letter}{slot.number}" width="{width}" height="{height}"/></svg>'
                )
        if view.motion is not None:
            made += _motion(edit, slot)
    return f'<div class="look">{made}</div>'


def _motion(edit: AssembledEdit, slot: Slot) -> str:
    """The part of the strip's motion curve that is this shot's."""
    top, frames = strip.TOPS["motion"], slot.end_frame - slot.start_frame
    beat, marks = strip.beat_of(slot), ""
    for second, kind in ((slot.shot.peak_s, "at"), (beat, "onbeat")):
        if slot.shot.HasField("peak_s") and second is not None:
            x = second * edit.rate
            marks += f'<path class="{kind}" d="M{x:.2f} {top}v{strip.MOTION}"/>'
    return (
        f'<svg class="spark" preserveAspectRatio="none" '
        f'viewBox="{slot.start_frame} {top} {frames} {strip.MOTION}" aria-hidden="true">'
        f'<use href="#m{slot.number}"/>{marks}</svg>'
    )

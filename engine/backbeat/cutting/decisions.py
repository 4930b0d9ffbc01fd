"""What the user decided about single cuts: that one stays, or where it goes, on a beat or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backbeat.cutting.cuts import Cut
from backbeat.cutting.links import CutKey, linked_cuts
from backbeat.cutting.words import frames_in_words
from backbeat.errors import RequestError
from backbeat.timeline.model import Edit
from backbeat.timeline.time import Frames, magnitude
from backbeat.v1.cutting_pb2 import CutDecision, SnapOptions

Decisions = Mapping[CutKey, CutDecision]


def decisions_of(edit: Edit, options: SnapOptions) -> Decisions:
    """The decisions by the cut that they are about.

    Raises:
        RequestError: there is no such cut, or two decisions are about one.
    """
    numbers = {track.label: number for number, track in enumerate(edit.video_tracks)}
    found: dict[CutKey, CutDecision] = {}
    for decision in options.decisions:
        number = numbers.get(decision.track)
        if number is None:
            raise RequestError(
                f"A decision is about a cut of {decision.track!r}, which the edit does not have.",
                f"Its picture tracks are {', '.join(numbers) or 'none'}.",
            )
        count = len(edit.video_tracks[number].items) - 1
        if not 0 <= decision.index < count:
            raise RequestError(
                f"A decision is about cut {decision.index} of {decision.track}, which has "
                f"{max(count, 0)}, counted from 0.",
                "Take the numbers from a dry run of the same edit.",
            )
        if (number, decision.index) in found:
            raise RequestError(
                f"Cut {decision.index} of {decision.track} is decided twice.", "Decide it once."
            )
        found[number, decision.index] = decision
    return found


def decide(edit: Edit, cuts: Sequence[Sequence[Cut]], decisions: Decisions) -> list[list[Cut]]:
    """The cuts, with what was decided about them, or the reason why that cannot be.

    A cut that is linked with others across tracks takes them along.
    """
    tracks = [list(track) for track in cuts]
    if not decisions:
        return tracks
    wanted = _wanted(edit, tracks, decisions)
    refused: dict[CutKey, str] = {}
    links = linked_cuts(tracks)
    while found := _refusals(tracks, wanted):
        refused |= found
        for key in found:
            for member in (key, *links.get(key, ())):
                wanted.pop(member, None)
                refused.setdefault(member, found[key])
    for number, track in enumerate(tracks):
        for at, cut in enumerate(track):
            key = (number, cut.index)
            if key in wanted:
                track[at] = replace(cut, decided=wanted[key])
            elif key in refused:
                track[at] = replace(cut, fixed=refused[key])
    return tracks


def _wanted(
    edit: Edit, tracks: Sequence[Sequence[Cut]], decisions: Decisions
) -> dict[CutKey, Frames]:
    """Movements by cut, in frames; those of linked cuts included."""
    links = linked_cuts([list(track) for track in tracks])
    wanted: dict[CutKey, Frames] = {}
    for (number, index), decision in decisions.items():
        cut = tracks[number][index]
        frames = _movement(cut, decision, edit)
        for key in links.get((number, index), [(number, index)]):
            if wanted.setdefault(key, frames) != frames:
                raise RequestError(
                    f"Cuts {index} of {decision.track} and {key[1]} of "
                    f"{edit.video_tracks[key[0]].label} are linked, and are to go to different "
                    "places.",
                    "Decide one of them.",
                )
    return wanted


def _movement(cut: Cut, decision: CutDecision, edit: Edit) -> Frames:
    """Frames from where a cut is to where it is wanted, on a frame that can be cut at."""
    if not decision.HasField("to_frame"):
        return 0
    if not abs(decision.to_frame) < 1 << 40:
        raise RequestError(
            f"Cut {decision.index} of {decision.track} is to go to frame {decision.to_frame:g}.",
            "Give a frame of the timeline.",
        )
    if isinstance(cut.position, int) or cut.incoming.rate == edit.rate:
        return round(decision.to_frame - float(cut.position))
    return round(decision.to_frame) - cut.position


def _refusals(
    tracks: Sequence[Sequence[Cut]], wanted: Mapping[CutKey, Frames]
) -> dict[CutKey, str]:
    """Why decided movements cannot be, by cut."""
    found: dict[CutKey, str] = {}
    for number, track in enumerate(tracks):
        for at, cut in enumerate(track):
            frames = wanted.get((number, cut.index))
            if frames is None:
                continue
            before = track[at - 1] if at else None
            after = track[at + 1] if at + 1 < len(track) else None
            why = _why_not(cut, frames) or _no_room(
                cut,
                frames,
                None if before is None else before.position + wanted.get((number, before.index), 0),
                None if after is None else after.position + wanted.get((number, after.index), 0),
            )
            if why:
                found[number, cut.index] = f"{_asked(frames)}, but {why}"
    return found


def _asked(frames: Frames) -> str:
    if not frames:
        return "you want it where it is"
    return f"you want it {_distance(frames)}"


def _distance(frames: Frames) -> str:
    return f"{frames_in_words(magnitude(frames))} {'later' if frames > 0 else 'earlier'}"


def _why_not(cut: Cut, frames: Frames) -> str:
    if cut.fixed and frames:
        return cut.fixed
    if frames > cut.limits.latest:
        return cut.limits.later_stop
    if frames < cut.limits.earliest:
        return cut.limits.earlier_stop
    return ""


def _no_room(cut: Cut, frames: Frames, before: Frames | None, after: Frames | None) -> str:
    """Whether nothing would be left of a clip beside it, or of what its transitions need."""
    start = cut.outgoing.start if before is None else before
    end = cut.incoming.end if after is None else after
    there = cut.position + frames
    if there - start < max(1, cut.transition.before):
        return f"that would leave nothing of “{cut.outgoing.name}”"
    if end - there < max(1, cut.transition.after):
        return f"that would leave nothing of “{cut.incoming.name}”"
    return ""


def reason_of(frames: Frames, beat: str, off_frames: Frames) -> str:
    """Why a decided cut is where it is.

    Args:
        frames: how far it moved.
        beat: name of the nearest beat; empty without beats.
        off_frames: how much later than the beat it is now, in frames.
    """
    done = f"moved {_distance(frames)} by you" if frames else "left where it is by you"
    if not beat:
        return done
    return f"{done}, {f'{_distance(off_frames)} than {beat}' if off_frames else f'on {beat}'}"

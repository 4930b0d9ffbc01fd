"""What a snap did, in figures and in words."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from backbeat.cutting.music_place import places_in_words
from backbeat.cutting.report.lanes import ACTIONS, Edit
from backbeat.v1.cutting_pb2 import Cut, SyncMap


@dataclass(frozen=True)
class Summary:
    """The figures of the page's head."""

    moved: int
    kept: int
    skipped: int
    through: int
    """Through edits, which are no cuts."""
    events: int
    """Events of several cuts that keep their distance."""
    largest: Cut | None
    """The cut that moved farthest."""
    mean_ms: float | None
    """Mean distance from the beat of the cuts that were moved or kept, in milliseconds."""
    worst_ms: float | None
    """Largest of the same."""
    before_ms: float | None
    """Mean distance of the same cuts before, in milliseconds."""
    skipped_because: tuple[tuple[str, int], ...]
    """Reasons and how often each, the most frequent first."""


def summarize(edit: Edit) -> Summary:
    """Counts and measures every cut."""
    cuts = edit.sync_map.cuts
    counts = Counter(ACTIONS.get(cut.action, "kept") for cut in cuts)
    moved = [cut for cut in cuts if cut.action == Cut.ACTION_MOVED]
    placed = (Cut.ACTION_MOVED, Cut.ACTION_KEPT, Cut.ACTION_UNSPECIFIED)
    on_beat = [cut for cut in cuts if cut.action in placed and cut.HasField("error_ms")]
    errors = [abs(cut.error_ms) for cut in on_beat]
    before = [
        abs(cut.from_frame / float(edit.rate) - cut.beat_time_s) * 1000
        for cut in on_beat
        if cut.HasField("beat_time_s")
    ]
    reasons = Counter(cut.reason for cut in cuts if cut.action == Cut.ACTION_SKIPPED)
    return Summary(
        counts["moved"],
        counts["kept"],
        counts["skipped"],
        counts["through"],
        len({(cut.track, cut.event) for cut in cuts if cut.HasField("event")}),
        max(moved, key=lambda cut: abs(cut.to_frame - cut.from_frame), default=None),
        statistics.fmean(errors) if errors else None,
        max(errors, default=None),
        statistics.fmean(before) if before else None,
        tuple(reasons.most_common()),
    )


def sentences(edit: Edit, summary: Summary) -> list[str]:
    """The same in words."""
    total = summary.moved + summary.kept + summary.skipped
    if not total:
        return ["There is no cut in this timeline.", *_apart(edit, summary)]
    said = [
        f"Of {counted(total, 'cut')}, {summary.moved:,} moved, {summary.kept:,} stayed where "
        f"{'it was' if summary.kept == 1 else 'they were'}, and {summary.skipped:,} could not "
        "be moved."
    ]
    if summary.largest is not None:
        move = counted(abs(summary.largest.to_frame - summary.largest.from_frame), "frame")
        said.append(
            f"The largest move is {move}, on {summary.largest.track} at {summary.largest.timecode}."
        )
    if summary.mean_ms is not None and summary.worst_ms is not None:
        before = (
            ""
            if summary.before_ms is None
            else f"; before, it was {summary.before_ms:.0f} ms on average"
        )
        said.append(
            f"The cuts that have their beat now lie {summary.mean_ms:.1f} ms from it on average, "
            f"{summary.worst_ms:.1f} ms at most{before}."
        )
    said += _apart(edit, summary)
    said.append(
        f"At {float(edit.rate):.5g} fps the nearest whole frame can be "
        f"{500 / float(edit.rate):.3g} ms from a beat."
    )
    return said


def _apart(edit: Edit, summary: Summary) -> list[str]:
    """What was not taken for cuts of their own, and how typed times were read."""
    said = []
    if summary.events:
        are = "is 1 event" if summary.events == 1 else f"are {summary.events:,} events"
        said.append(
            f"Among them {are} of cuts within {counted(edit.sync_map.flash_frames, 'frame')} of "
            "each other, which move together or stay."
        )
    if summary.through:
        were = "was" if summary.through == 1 else "were"
        said.append(
            f"{counted(summary.through, 'through edit')} {were} left: both sides are contiguous in "
            "one media, so nothing is cut there."
        )
    times = [f"{line[:1].upper()}{line[1:]}." for line in edit.sync_map.times_read]
    return [*said, *times]


def about(edit: Edit) -> list[tuple[str, str]]:
    """Terms and descriptions of the edit and its music."""
    sync_map = edit.sync_map
    facts = [("Music", _songs(sync_map) or "not named")]
    placements = [one for one in sync_map.spine.placements if one.timecode]
    if placements:
        facts.append(("Music lies", "; ".join(places_in_words(placements))))
    if sync_map.tempo_bpm:
        facts.append(("Tempo", f"{sync_map.tempo_bpm:.1f} bpm"))
    counting = " drop-frame" if edit.drop_frame else ""
    facts += [
        ("Rate", f"{float(edit.rate):.5g} fps{counting}"),
        ("Starts at", sync_map.start_timecode or "not named"),
        ("Length", f"{_clock(sync_map.duration_frames / float(edit.rate))}"),
    ]
    if sync_map.tolerance_frames:
        facts.append(("Tolerance", counted(sync_map.tolerance_frames, "frame")))
    if sync_map.HasField("range_start_frame") or sync_map.HasField("range_end_frame"):
        end = sync_map.duration_frames
        if sync_map.HasField("range_end_frame"):
            end = sync_map.range_end_frame
        facts.append(("Range", f"{edit.label(sync_map.range_start_frame)} to {edit.label(end)}"))
    return facts


def counted(number: float, noun: str) -> str:
    """ "1 frame", "2.5 frames"."""
    return f"{number:,.12g} {noun}{'' if number == 1 else 's'}"


def _songs(sync_map: SyncMap) -> str:
    paths = [placement.path for placement in sync_map.spine.placements if placement.path]
    return ", ".join(dict.fromkeys(_name_of(path) for path in paths or [sync_map.spine.path]))


def _name_of(path: str) -> str:
    """The last part of a path of either kind."""
    return (PureWindowsPath(path) if "\\" in path else PurePosixPath(path)).name or path


def _clock(seconds: float) -> str:
    minutes, tenths = divmod(round(seconds * 10), 600)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min {tenths // 10:02} s"
    return f"{minutes} min {tenths / 10:04.1f} s" if minutes else f"{tenths / 10:.1f} s"

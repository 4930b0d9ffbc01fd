"""What a snap did: figures and sentences for the head of the report."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from backbeat.cutting.music_place import placements_in_words
from backbeat.cutting.report.by_mode import mode_name, slip_sentence
from backbeat.cutting.report.lanes import ACTIONS, SnappedEdit
from backbeat.cutting.unsure import recorded
from backbeat.v1.cutting_pb2 import SNAP_MODE_SLIP, Cut, SyncMap

_NUMBERS = re.compile(r"\d+(?:[.:;]\d+)*")


@dataclass(frozen=True)
class Summary:
    """The figures of the page's head."""

    moved: int
    kept: int
    skipped: int
    through: int
    """Number of through edits, which are not counted as cuts."""
    events: int
    """Number of events of several cuts, which keep their distance."""
    largest: Cut | None
    """The cut that moved farthest."""
    mean_ms: float | None
    """Mean distance from the beat of the cuts that were moved or kept, in milliseconds."""
    max_ms: float | None
    """Largest distance of the same cuts from their beat, in milliseconds."""
    before_ms: float | None
    """Mean distance of the same cuts before the snap, in milliseconds."""
    skipped_because: tuple[tuple[str, int], ...]
    """Each reason and its count, the most frequent first.

    Reasons that differ in numbers alone count as one, worded as the first of them.
    """


def summarize(edit: SnappedEdit) -> Summary:
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
        _grouped([cut.reason for cut in cuts if cut.action == Cut.ACTION_SKIPPED]),
    )


def _grouped(reasons: list[str]) -> tuple[tuple[str, int], ...]:
    """Counts reasons, most frequent first, those that differ in numbers alone as one."""
    groups: dict[str, list[str]] = {}
    for reason in reasons:
        groups.setdefault(_NUMBERS.sub("0", reason), []).append(reason)
    ordered = sorted(groups.values(), key=len, reverse=True)
    return tuple(
        (one[0] if len(set(one)) == 1 else f"{one[0]} (the first of them)", len(one))
        for one in ordered
    )


def sentences(edit: SnappedEdit, summary: Summary) -> list[str]:
    """The same in words."""
    if edit.sync_map.mode == SNAP_MODE_SLIP:
        return [slip_sentence(edit.sync_map), *_additional_sentences(edit, summary)]
    total = summary.moved + summary.kept + summary.skipped
    if not total:
        return ["There is no cut in this timeline.", *_additional_sentences(edit, summary)]
    lines = [
        f"Of {quantity(total, 'cut')}, {summary.moved:,} moved, {summary.kept:,} stayed where "
        f"{'it was' if summary.kept == 1 else 'they were'}, and {summary.skipped:,} could not "
        "be moved."
    ]
    if summary.largest is not None:
        move = quantity(abs(summary.largest.to_frame - summary.largest.from_frame), "frame")
        lines.append(
            f"The largest move is {move}, on {summary.largest.track} at {summary.largest.timecode}."
        )
    if summary.mean_ms is not None and summary.max_ms is not None:
        before = (
            ""
            if summary.before_ms is None
            else f"; before, it was {summary.before_ms:.0f} ms on average"
        )
        lines.append(
            f"The cuts that have their beat now lie {summary.mean_ms:.1f} ms from it on average, "
            f"{summary.max_ms:.1f} ms at most{before}."
        )
    lines += _additional_sentences(edit, summary)
    lines.append(
        f"At {float(edit.rate):.5g} fps the nearest whole frame can be "
        f"{500 / float(edit.rate):.3g} ms from a beat."
    )
    return lines


def _additional_sentences(edit: SnappedEdit, summary: Summary) -> list[str]:
    """Sentences about events, through edits and how typed times were read."""
    lines = []
    if summary.events:
        are = "is 1 event" if summary.events == 1 else f"are {summary.events:,} events"
        lines.append(
            f"Among them {are} of cuts within {quantity(edit.sync_map.flash_frames, 'frame')} of "
            "each other, which move together or stay."
        )
    if summary.through:
        were = "was" if summary.through == 1 else "were"
        lines.append(
            f"{quantity(summary.through, 'through edit')} {were} left: both sides are contiguous "
            "in one media, so nothing is cut there."
        )
    times = [f"{line[:1].upper()}{line[1:]}." for line in edit.sync_map.times_read]
    return [*lines, *times]


def about(edit: SnappedEdit) -> list[tuple[str, str]]:
    """Terms and descriptions of the edit and its music, in the order shown."""
    sync_map = edit.sync_map
    terms = [("Music", _songs(sync_map) or "not named")]
    if name := mode_name(sync_map):
        terms.append(("Mode", name))
    placements = [placement for placement in sync_map.spine.placements if placement.timecode]
    if placements:
        terms.append(("Music lies", "; ".join(placements_in_words(placements))))
    if sync_map.tempo_bpm:
        terms.append(("Tempo", f"{sync_map.tempo_bpm:.1f} bpm"))
    if sure := recorded(sync_map):
        terms.append(("Beats", sure))
    counting = " drop-frame" if edit.drop_frame else ""
    terms += [
        ("Rate", f"{float(edit.rate):.5g} fps{counting}"),
        ("Starts at", sync_map.start_timecode or "not named"),
        ("Length", f"{_clock(sync_map.duration_frames / float(edit.rate))}"),
    ]
    if sync_map.tolerance_frames:
        terms.append(("Tolerance", quantity(sync_map.tolerance_frames, "frame")))
    if sync_map.HasField("range_start_frame") or sync_map.HasField("range_end_frame"):
        end = sync_map.duration_frames
        if sync_map.HasField("range_end_frame"):
            end = sync_map.range_end_frame
        terms.append(("Range", f"{edit.label(sync_map.range_start_frame)} to {edit.label(end)}"))
    return terms


def quantity(number: float, noun: str) -> str:
    """ "1 frame", "2.5 frames"."""
    return f"{number:,.12g} {noun}{'' if number == 1 else 's'}"


def _songs(sync_map: SyncMap) -> str:
    paths = [placement.path for placement in sync_map.spine.placements if placement.path]
    return ", ".join(dict.fromkeys(_name_of(path) for path in paths or [sync_map.spine.path]))


def _name_of(path: str) -> str:
    """The file name of a POSIX or Windows path."""
    return (PureWindowsPath(path) if "\\" in path else PurePosixPath(path)).name or path


def _clock(seconds: float) -> str:
    minutes, tenths = divmod(round(seconds * 10), 600)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min {tenths // 10:02} s"
    return f"{minutes} min {tenths / 10:04.1f} s" if minutes else f"{tenths / 10:.1f} s"

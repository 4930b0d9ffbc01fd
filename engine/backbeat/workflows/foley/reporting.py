"""Says what was landed: the result, and its cues as a sheet for whoever finishes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from backbeat.files.seal import MARK
from backbeat.foley.cues import Cue
from backbeat.foley.found import FoundSound
from backbeat.foley.landing.reading import Landed
from backbeat.foley.landing.record import LandedSound
from backbeat.foley.placement.mixing import LayerLevel
from backbeat.foley.spotting.sheets import write_sheet
from backbeat.foley.spotting.wishes import Times
from backbeat.timeline.model import Edit
from backbeat.timeline.time import Clock
from backbeat.v1.foley_pb2 import (
    CueEvidence,
    FoleyCue,
    FoleyLayer,
    FoleyResult,
    FoleySound,
)
from backbeat.workflows.foley.sources.credits import credited

SCHEMA_VERSION = 1
TEMP, REPLACE, PROPOSAL, MISSING = "TEMP", "REPLACE", "PROPOSAL", "MISSING"
"""What is left to do about a cue: it has a stand-in; its sound has a problem; it waits for a
person's answer; it has no sound."""


@dataclass(frozen=True)
class Told:
    """What is known of a landing besides its cues."""

    hits_ms: Mapping[str, float | None] = field(default_factory=dict)
    """How late each hit is in the rendered stem, by number of the cue."""
    layers: Sequence[LayerLevel] = ()


def cues_of(landed: Sequence[Landed], edit: Edit, clock: Clock, told: Told) -> list[FoleyCue]:
    """Cues of a timeline as they are in it, in order of time.

    Args:
        landed: as read back from the timeline that was written.
        edit: that timeline.
        clock: its clock.
        told: what was measured.
    """
    return [_cue(one, edit, clock, told) for one in landed]


def fill(
    result: FoleyResult, landed: Sequence[Landed], edit: Edit, clock: Clock, told: Told
) -> None:
    """Fills the cues, credits and layers of a result."""
    result.schema_version = SCHEMA_VERSION
    result.rate = str(edit.rate)
    result.duration_s = float(edit.duration / edit.rate)
    result.cues.extend(cues_of(landed, edit, clock, told))
    result.credits.extend(
        credited(
            (one.sound.found, one.sound.key, one.cue.number)
            for one in landed
            if one.sound is not None
        )
    )
    result.layers.extend(_layer(layer) for layer in told.layers)


def status_of(cue: FoleyCue) -> str:
    """What is left to do about a cue, in a word; empty: nothing."""
    if not cue.placed:
        return MISSING if cue.confidence >= 1 else PROPOSAL
    if cue.sound.temporary:
        return TEMP
    return REPLACE if cue.problem else ""


def cue_sheet(landed: Sequence[Landed], cues: Sequence[FoleyCue], times: Times) -> str:
    """A cue sheet that a person finishes the sounds by, and that reads as the same cues again.

    Args:
        landed, cues: cues of a timeline, of which each is one of the result's.
        times: its clock.
    """
    rows = [
        _sheet_row(one.cue, cue, MARK if number == 0 else "")
        for number, (one, cue) in enumerate(zip(landed, cues, strict=True))
    ]
    return write_sheet(rows, times) if rows else _empty(write_sheet([], times))


def _empty(header: str) -> str:
    """A table without cues: the mark alone in its row, by which it is known as ours."""
    names = header.rstrip("\n")
    return f'{names},written_by\n{"," * (names.count(",") + 1)}"{MARK}"\n'


def report_csv(result: FoleyResult) -> str:
    """A table with a row a cue."""
    if not result.cues:
        return _empty(",".join(_COLUMNS))
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([*_COLUMNS, "written_by"])
    for number, cue in enumerate(result.cues):
        cells = [_harmless(cell) for cell in _cells(cue)]
        writer.writerow([*cells, "" if number else MARK])
    return table.getvalue()


_COLUMNS = (
    "cue", "timecode", "time_s", "frame", "end_s", "kind", "layer", "ucs", "description",
    "evidence", "confidence", "status", "sound", "source", "licence", "credit", "gain_db",
    "hit_error_ms", "track", "clip", "media", "media_time_s", "alternatives", "problem",
)  # fmt: skip


def _cells(cue: FoleyCue) -> list[str]:
    sound = cue.sound
    return [
        cue.number,
        cue.timecode,
        f"{cue.time_s:.6f}",
        str(cue.frame),
        f"{cue.end_s:.6f}" if cue.end_s else "",
        cue.kind,
        cue.layer,
        cue.ucs,
        cue.description,
        " + ".join(one.kind for one in cue.evidence),
        f"{cue.confidence:.3f}",
        status_of(cue) or "placed",
        sound.name,
        sound.source,
        sound.licence,
        sound.credit,
        f"{cue.gain_db:.1f}" if cue.placed else "",
        f"{cue.hit_error_ms:.2f}" if cue.HasField("hit_error_ms") else "",
        cue.track,
        cue.clip,
        cue.media_path,
        f"{cue.media_time_s:.6f}" if cue.media_path else "",
        " | ".join(one.key for one in cue.alternatives),
        cue.problem,
    ]


def _cue(one: Landed, edit: Edit, clock: Clock, told: Told) -> FoleyCue:
    cue, sound, under = one.cue, one.sound, one.cue.under
    frame = int(one.time * edit.rate // 1)
    made = FoleyCue(
        number=cue.number,
        time_s=float(one.time),
        frame=frame,
        timecode=clock.label(frame),
        end_s=float(cue.end) if cue.end is not None else 0,
        kind=cue.kind.value,
        layer=cue.layer.value,
        ucs=cue.ucs,
        description=cue.words,
        surface=cue.surface,
        evidence=[
            CueEvidence(
                kind=each.kind.value,
                confidence=each.confidence,
                detail=each.detail,
                time_s=float(each.time),
            )
            for each in cue.evidence
        ],
        confidence=cue.confidence,
        placed=sound is not None,
        alternatives=[_found(other) for other in one.record.alternatives],
        track=one.track,
        problem=_problem(one),
    )
    if under is not None:
        made.clip, made.media_path = under.clip, under.media
        made.media_time_s = float(under.media_time)
    if one.place is not None:
        made.clip_start_s, made.clip_end_s = float(one.place.start), float(one.place.end)
        made.file_start_s = float(one.place.media_start)
    if sound is not None:
        made.sound.CopyFrom(_sound(sound))
        made.gain_db = sound.gain_db
        late = told.hits_ms.get(cue.number)
        if late is not None and not one.changes:
            made.hit_error_ms = late
    return made


def _problem(one: Landed) -> str:
    said = [one.record.problem] if one.record.problem else []
    if one.changes and one.sound is not None:
        said.append(f"Somebody changed its clip ({', '.join(one.changes)}), which stays as it is.")
    elif one.sound is None and one.cue.placed and not said:
        said.append("No sound was found for it.")
    return " ".join(said)


def _sound(sound: LandedSound) -> FoleySound:
    made = _found(sound.found)
    made.key = sound.key or made.key
    made.rendered_path = sound.rendered
    return made


def _found(found: FoundSound) -> FoleySound:
    return FoleySound(
        key=found.key,
        path=found.path,
        name=found.name,
        source=found.source,
        ucs=found.ucs,
        licence=found.licence.name,
        credit=found.licence.credit,
        url=found.licence.url,
        sync_s=found.takes[0].sync_s if found.takes else 0,
        temporary=found.temporary,
        score=found.score,
    )


def _layer(level: LayerLevel) -> FoleyLayer:
    made = FoleyLayer(
        layer=level.layer.value,
        sounds=level.sounds,
        low_lufs=level.low_lufs,
        high_lufs=level.high_lufs,
        true_peak_dbtp=level.true_peak_dbtp,
    )
    if level.lufs is not None:
        made.lufs = level.lufs
    return made


def _sheet_row(cue: Cue, said: FoleyCue, mark: str) -> Cue:
    sound = said.sound
    tags = {
        **cue.tags,
        "frame_timecode": said.timecode,
        "todo": status_of(said),
        "sound_name": sound.name,
        "source": sound.source,
        "licence": sound.licence,
        "credit": sound.credit,
        "problem": said.problem,
        "written_by": mark,
    }
    key = cue.sound or sound.key
    return replace(cue, sound=key, placed=said.placed or cue.placed, tags=tags)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if cell[:1] not in ("=", "+", "-", "@", "\t", "\r"):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell

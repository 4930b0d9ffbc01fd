"""A shot replaced in the text is the edit built anew, and every other item keeps its bytes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.cutting.building import timeline_text
from backbeat.cutting.building.recovery import assembly_of
from backbeat.cutting.building.replacement import spliced, with_shots
from backbeat.cutting.building.validation import check_assembled
from backbeat.errors import TimelineError
from backbeat.v1.cutting_pb2 import SyncMap
from tests.cutting.building.assembled import Clip, Wanted, footage
from tests.cutting.building.test_timeline import CLIPS, document, edits


def with_clip(sync_map: SyncMap, number: int, clip: Clip) -> SyncMap:
    """The sync map with another clip in a slot, from the clip's second second."""
    seen = {f"/media/{one.name}": footage(one) for one in (*CLIPS, clip)}
    shot = assembly_of(sync_map, seen).shots[number - 1]
    start = Fraction(0) if clip.still else Fraction(round(clip.rate)) / clip.rate
    new = replace(shot, footage=footage(clip), source_start=start, given=True)
    return with_shots(sync_map, [new], {Path(f"/media/{clip.name}"): clip.sound})


@settings(max_examples=60, deadline=None)
@given(edits(), st.data())
def test_the_spliced_text_is_that_of_the_changed_sync_map(
    made: tuple[SyncMap, list[Wanted]], data: st.DataObject
) -> None:
    sync_map, _ = made
    number = data.draw(st.integers(1, len(sync_map.slots)))
    clip = data.draw(st.sampled_from([*CLIPS, Clip("new.mov", Fraction(48), sound=2)]))
    changed = with_clip(sync_map, number, clip)
    check_assembled(changed, "changed")
    assert spliced(document(sync_map), changed, [number]).data == timeline_text(changed)
    assert changed.slots[number - 1].shot.given
    for before, after in zip(sync_map.slots, changed.slots, strict=True):
        assert (before.number == number) or before == after


@settings(max_examples=30, deadline=None)
@given(edits())
def test_an_assembly_comes_back_from_its_sync_map(made: tuple[SyncMap, list[Wanted]]) -> None:
    sync_map, wanted = made
    seen = {f"/media/{one.name}": footage(one) for one in CLIPS}
    shots = assembly_of(sync_map, seen).shots
    assert [shot.source_start for shot in shots] == [one.source for one in wanted]
    assert [shot.slot.length_beats for shot in shots] == [one.beats for one in wanted]
    assert all(len(shot.slot.beats) == one.beats for shot, one in zip(shots, wanted, strict=True))


def test_a_slot_that_was_trimmed_elsewhere_is_refused() -> None:
    from backbeat.cutting.building import record
    from tests.cutting.building.assembled import assembly, known

    plan = assembly([Wanted(4, CLIPS[0], Fraction(1))] * 2, Fraction(25), Fraction(1, 2))
    sync_map = record(plan, known(plan, Fraction(1, 2)))
    other = document(sync_map)
    shorter = other.with_data(other.data.replace(b'"value": 50.0', b'"value": 49.0'))
    with pytest.raises(TimelineError, match="is not 50 frames long any more"):
        spliced(shorter, with_clip(sync_map, 2, CLIPS[3]), [2])
    gone = other.with_data(other.data.replace(b'"slot": 2', b'"slot": 3'))
    with pytest.raises(TimelineError, match="no clip of slot 2"):
        spliced(gone, with_clip(sync_map, 2, CLIPS[3]), [2])

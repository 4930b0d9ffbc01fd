"""Shot plans of songs, and their files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format

from backbeat.errors import InputError, RequestError
from backbeat.media.encode import write_audio
from backbeat.v1.assembly_pb2 import LengthOptions, PacingOptions
from backbeat.v1.cutting_pb2 import FrameRate
from backbeat.v1.music_pb2 import BeatsRequest
from backbeat.v1.planning_pb2 import PlanRequest, ShotPlan
from backbeat.workflows.beats import job as beats_job
from backbeat.workflows.demo.song import make_song
from backbeat.workflows.plan import files, job

SECONDS = 24


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("music") / "söng.wav"
    made = make_song(seconds=SECONDS)
    write_audio(path, made.samples[: made.rate * SECONDS], made.rate, "pcm_s16le")
    return path


def planned(song: Path, target: Path | None = None, **options: Any) -> ShotPlan:
    output = str(target) if target is not None else ""
    return job.run(PlanRequest(music_path=str(song), output_path=output, **options))


def test_slots_follow_one_another_on_beats_to_the_end(song: Path) -> None:
    plan = planned(song, rate=FrameRate(numerator=30000, denominator=1001))
    analysis = beats_job.run(BeatsRequest(path=str(song)))
    rate, end = Fraction(30000, 1001), 0
    beats = {round(beat.time_s, 6) for beat in analysis.beats}
    for number, slot in enumerate(plan.slots, 1):
        assert (slot.number, slot.name) == (number, f"shot_{number:03}")
        assert slot.start_frame == end < slot.end_frame
        assert number == 1 or round(slot.start_s, 6) in beats
        assert abs(slot.start_frame / rate - Fraction(slot.start_s)) <= 1 / rate / 2
        assert slot.music_start_s == slot.start_s and slot.prompt and slot.reason
        assert 0 <= slot.motion_intensity <= 1
        end = slot.end_frame
    assert abs(end / rate - Fraction(analysis.duration_s)) <= 1 / rate
    assert {section.label for section in plan.sections} == {
        section.label for section in analysis.sections
    }


def test_the_file_has_the_published_shape_and_reads_back(song: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    plan = planned(song, target, prompt="A dancer")
    said = json.loads(target.read_text())
    assert said["base_prompt"] == "A dancer"
    reactive = said["audio_reactive"]
    assert reactive["track"] == "söng.wav"
    assert set(reactive["beat_actions"]) == {"downbeat", "upbeat", "accent"}
    assert set(reactive["energy_mapping"]) == {"low", "medium", "high"}
    read = files.read_plan(target)
    read.written_by = ""
    assert read == plan


def test_the_same_song_gives_the_same_bytes(song: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "a.json", tmp_path / "b.json"
    planned(song, one)
    planned(song, other)
    assert one.read_bytes() == other.read_bytes()


def test_a_table_has_a_row_for_each_shot(song: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.csv"
    plan = planned(song, target)
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert [row["name"] for row in rows] == [slot.name for slot in plan.slots]
    assert [int(row["frames"]) for row in rows] == [
        slot.end_frame - slot.start_frame for slot in plan.slots
    ]
    assert [row["prompt"] for row in rows] == [slot.prompt for slot in plan.slots]
    starts = [slot.start_frame / 24 for slot in plan.slots]
    assert [float(row["start_s"]) for row in rows] == pytest.approx(starts, abs=2e-6)


def test_a_template_and_a_length_are_heeded(song: Path, tmp_path: Path) -> None:
    template = tmp_path / "words.json"
    template.write_text('{"base_prompt": "A boat", "prompt": "{base_prompt}, {frames} frames"}')
    plan = planned(
        song,
        template_path=str(template),
        length=LengthOptions(length_s=12),
        pacing=PacingOptions(pattern="every-bar"),
    )
    assert {slot.prompt for slot in plan.slots} == {
        f"A boat, {slot.end_frame - slot.start_frame} frames" for slot in plan.slots
    }
    assert 9 <= plan.slots[-1].end_s <= 15
    assert len(plan.placements) == 1 and plan.length.length_s == 12


def change_slot(name: str, value: Any) -> Callable[[ShotPlan], None]:
    return lambda plan: setattr(plan.slots[1], name, value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (change_slot("end_frame", 1), "the one before"),
        (change_slot("number", 7), "has the number 7"),
        (change_slot("name", "shot_001"), "has the number 2"),
        (lambda plan: setattr(plan, "schema_version", 9), "of version 9"),
        (lambda plan: setattr(plan.rate, "denominator", 0), "a frame rate of 24/0"),
        (lambda plan: plan.ClearField("slots"), "has no slots"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_by_name(
    song: Path, tmp_path: Path, change: Callable[[ShotPlan], None], words: str
) -> None:
    target = tmp_path / "plan.json"
    plan = planned(song)
    change(plan)
    target.write_text(json_format.MessageToJson(plan))
    with pytest.raises(InputError) as caught:
        files.read_plan(target)
    assert words in caught.value.message and str(target) in caught.value.message


@pytest.mark.parametrize("text", ["", "{", "[]", '{"slots": 1}', '{"nonsense": 1}'])
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    target = tmp_path / "plan.json"
    target.write_text(text)
    with pytest.raises(InputError, match="is not a shot plan"):
        files.read_plan(target)


def test_requests_that_make_no_sense_are_refused(song: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="needs a song"):
        job.run(PlanRequest())
    with pytest.raises(RequestError, match="no frame rate"):
        planned(song, rate=FrameRate(numerator=1, denominator=0))
    with pytest.raises(InputError, match="cannot be read"):
        planned(song, template_path=str(tmp_path / "gone.json"))

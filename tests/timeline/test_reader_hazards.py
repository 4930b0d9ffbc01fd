"""Texts that end OpenTimelineIO's reader together with its process."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from backbeat.errors import TimelineError
from backbeat.timeline import load
from backbeat.timeline.jsontext import JsonText
from backbeat.timeline.reader_hazards import FatalShapeError, is_hazardous
from backbeat.timeline.trial_reading import crashes_the_reader
from tests.commands import Cli
from tests.engines import engine_process

GAP = '{"OTIO_SCHEMA": "Gap.1", "name": "g"}'
TIME = '{"OTIO_SCHEMA": "RationalTime.1", "rate": 25, "value": 1, "%s": %s}'
ABORTS = '{"OTIO_SCHEMA": "Timeline.1", "metadata": {"a": {"OTIO_SCHEMA": "UnknownSchema.1"}}}'
KINDS = ("1", '"x"', "null", "true", "[]", "{}", GAP, f"[{GAP}]", f'{{"a": {GAP}}}')
"""Values of every kind."""


def refusal(path: Path, text: str) -> str:
    path.write_text(text)
    with pytest.raises(TimelineError) as refused:
        load(path)
    assert refused.value.statuses.exit_status == 3
    assert str(path) in refused.value.message
    return refused.value.message


@pytest.mark.parametrize(("first", "second"), list(itertools.product(KINDS, repeat=2)))
def test_a_key_that_stands_twice_is_refused_by_name(
    first: str, second: str, tmp_path: Path
) -> None:
    text = f'{{"OTIO_SCHEMA": "Timeline.1",\n"b": [{{"c": {first},\n"\\u0063": {second}}}]}}'
    said = refusal(tmp_path / "edit.otio", text)
    assert said.endswith("the key 'c' stands twice in one object, in line 3.")


@pytest.mark.parametrize("value", [GAP, f"[{GAP}]", f'{{"a": [[{GAP}]]}}'])
def test_a_value_that_holds_an_object_is_refused_by_name(value: str, tmp_path: Path) -> None:
    text = f'{{"OTIO_SCHEMA": "Timeline.1", "global_start_time": {TIME % ("extra", value)}}}'
    assert "a RationalTime holds an object" in refusal(tmp_path / "edit.otio", text)


def test_what_may_crash_is_read_in_another_process_first(tmp_path: Path) -> None:
    assert is_hazardous(JsonText(ABORTS.encode()))
    assert crashes_the_reader(ABORTS)
    assert "reader crashes" in refusal(tmp_path / "edit.otio", ABORTS)


def test_what_only_looks_odd_is_read(tmp_path: Path) -> None:
    """An object where the reader keeps none that we know of, which it survives."""
    text = f'{{"OTIO_SCHEMA": "Gap.1", "name": "odd", "extra": {GAP}}}'
    assert is_hazardous(JsonText(text.encode()))
    path = tmp_path / "edit.otio"
    path.write_text(text)
    assert load(path).root.name == "odd"


def test_what_crashes_really_does(tmp_path: Path) -> None:
    """Should a later OpenTimelineIO read these, the refusals can go."""
    twice = f'{{"OTIO_SCHEMA": "Timeline.1", "a": 1, "a": {GAP}}}'
    for text in (twice, TIME % ("extra", GAP)):
        with pytest.raises(FatalShapeError):
            is_hazardous(JsonText(text.encode()))
        assert crashes_the_reader(text)


@pytest.mark.shared
def test_files_of_editors_are_read_here_at_once(shared: Path) -> None:
    files = sorted((shared / "data").glob("*/*.otio"))
    hazardous = []
    for path in files:
        try:
            hazardous += [path.name] if is_hazardous(JsonText(path.read_bytes())) else []
        except ValueError:
            continue  # Said elsewhere: no JSON.
    assert files and not hazardous


@pytest.mark.parametrize("text", [ABORTS, f'{{"OTIO_SCHEMA": "Timeline.1", "a": 1, "a": {GAP}}}'])
def test_every_face_answers_with_a_sentence(text: str, tmp_path: Path, cli: Cli) -> None:
    edit = tmp_path / "edit.otio"
    edit.write_text(text)
    command = ("render", edit, "-o", tmp_path / "out.wav")
    looked, here = cli("doctor", edit, "--for", "resolve"), cli(*command)
    script = f"from backbeat import timeline; timeline.load({str(edit)!r})"
    called = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert called.returncode == 1 and f"TimelineError: {edit}" in called.stderr
    with engine_process(tmp_path / "home") as engine:
        there = cli(*command, "--engine", "auto")
        with engine.client() as client:
            assert client.info().version
    assert looked.status == here.status == there.status == 3
    assert looked.err == here.err == there.err
    assert str(edit) in here.err

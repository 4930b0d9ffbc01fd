from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.cli.shot_options import clip_named, pin, replacement, skipped
from backbeat.errors import RequestError


def test_a_pin_names_slot_clip_and_time() -> None:
    made = pin("12=run.mp4@3.5")
    assert (made.slot, made.clip, made.time) == (12, "run.mp4", "3.5")
    assert pin("3=a@b.mov").clip == "a@b.mov"
    made = pin(" 1 = me@home.mov@01:00:10:00 ")
    assert (made.clip, made.time) == ("me@home.mov", "01:00:10:00")


def test_a_clip_is_named_by_a_name_or_by_an_absolute_path() -> None:
    here = str(Path("bin/run.mp4").absolute())
    assert clip_named("run.mp4") == "run.mp4"
    assert clip_named("bin/run.mp4") == here
    assert pin("1=bin/run.mp4@2").clip == here
    assert skipped("bin/run.mp4@3-5").clip == here


def test_a_replacement_has_an_absolute_path() -> None:
    made = replacement("2=/clips/x.mov@90f")
    assert (made.slot, made.clip, made.time) == (2, "/clips/x.mov", "90f")
    assert replacement("2=x.mov").clip.startswith("/")


@pytest.mark.parametrize(
    ("text", "clip", "start", "end"),
    [
        ("run.mp4@3-5.5", "run.mp4", "3", "5.5"),
        ("0-4", "", "0", "4"),
        ("a-b.mov@10s-", "a-b.mov", "10s", ""),
        ("a.mov@-250f", "a.mov", "", "250f"),
        ("a.mov@01:00:00:00-01:00:04:00", "a.mov", "01:00:00:00", "01:00:04:00"),
    ],
)
def test_a_skipped_stretch(text: str, clip: str, start: str, end: str) -> None:
    made = skipped(text)
    assert (made.clip, made.start, made.end) == (clip, start, end)


@pytest.mark.parametrize("text", ["", "x", "0=a.mov", "=a.mov", "1=", "one=a.mov"])
def test_what_names_no_slot_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="names no slot"):
        pin(text)


@pytest.mark.parametrize("text", ["", "a.mov", "a.mov@", "a.mov@-", "-"])
def test_what_is_no_stretch_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="no stretch"):
        skipped(text)

"""The page of foley: all that is known of each cue, harmless whatever names say, at every width."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backbeat.foley.page import Media, page
from backbeat.v1.foley_pb2 import FoleyCue
from backbeat.workflows.foley.reporting import status_of
from tests.browser import BROWSER, seen_at
from tests.foley.page.results import result, shots, views


def made(count: int, media: Media | None = None) -> str:
    one = result(count)
    return page(one, status_of, shots(one), views(one), media)


class Tags(HTMLParser):
    """Counts tags, and finds those that are never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.names.append(tag)
        if tag not in ("meta", "img", "br", "rect", "line", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("rect", "line", "path"):
            assert self.open.pop() == tag


def test_every_cue_is_there_with_what_is_known_of_it() -> None:
    text = made(8)
    tags = Tags(text)
    assert tags.open == []
    assert tags.names.count("article") == 8
    assert tags.names.count("img") == 24
    for said in ("footstep gravel", "DOORWood", "70%", "80%", "CC-BY-SA-3.0", "hit +0.4 ms"):
        assert said in text
    assert re.findall(r'data-show="(\w*)"[^>]*>([^<]+)<', text) == [
        ("", "All 8"), ("placed", "Placed 6"), ("proposal", "Proposals 2"),
        ("temp", "Stand-ins 2"), ("todo", "To look at 1"),
    ]  # fmt: skip


def test_names_are_text_whatever_they_are() -> None:
    text = made(8)
    assert "<b>" not in text.split("</style>")[1]
    assert "&lt;script&gt;" in text
    assert Tags(text).names.count("script") == 1


def test_marks_of_the_overview_lead_to_their_cues() -> None:
    text = made(12)
    targets = re.findall(r'<a href="#(c\d+)">', text)
    assert sorted(targets) == sorted(re.findall(r'<article class="[^"]*" id="(c\d+)"', text))
    assert '<rect class="bed"' in text and '<rect class="missing"' in text
    assert text.count('<rect class="shot"') == 2


def test_a_layer_outside_its_range_is_marked() -> None:
    assert re.findall(r'class="n bad">([^<]+)<', made(3)) == ["−35.0"]


def test_without_a_mix_there_is_no_player() -> None:
    assert "play with picture" not in made(3)
    text = made(3, Media("mix.mp4", "mix.mp4", True))
    assert text.count("play with picture") == 3
    assert '<video data-player controls preload="metadata" playsinline src="mix.mp4">' in text


def test_nothing_at_all_is_a_page_too() -> None:
    assert Tags(made(0)).open == []


def test_what_is_left_to_do() -> None:
    assert status_of(FoleyCue(confidence=0.4)) == "PROPOSAL"
    assert status_of(FoleyCue(confidence=1)) == "MISSING"
    assert status_of(FoleyCue(placed=True)) == ""
    temporary = FoleyCue(placed=True)
    temporary.sound.temporary = True
    assert status_of(temporary) == "TEMP"
    assert status_of(FoleyCue(placed=True, problem="Its licence is not known.")) == "REPLACE"


@pytest.mark.skipif(not BROWSER, reason="needs a browser")
@pytest.mark.parametrize(
    ("width", "count"), [(340, 9), (760, 9), pytest.param(1400, 500, marks=pytest.mark.whole)]
)
def test_nothing_is_cut_off(tmp_path: Path, width: int, count: int) -> None:
    seen = json.loads(seen_at(width, made(count, Media("m", "m.wav", False)), tmp_path))
    # Keys of sounds are cut on purpose, and can be copied whole.
    assert [one for one in seen["cut"] if "CODE" not in one and "SPAN" not in one] == []

"""The report: everything of the sync map is in it, nothing in it is code, and it stays small."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.cutting.report import Waveform, render, waveform_of
from backbeat.cutting.report.labels import View, labels
from backbeat.cutting.report.lanes import edit_of
from backbeat.cutting.report.summary import about, sentences, summarize
from backbeat.errors import RequestError
from backbeat.timeline.time import timecode
from backbeat.v1.cutting_pb2 import Cut, FrameRate, GridBeat, SyncMap

HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">&{{data}}'
VOID = {"meta", "img", "link", "br", "hr", "input"}


class Page(HTMLParser):
    """Elements, attributes and text of a page, and whether its tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data

    def count(self, tag: str, **attributes: str) -> int:
        return sum(
            name == tag and all(found.get(key) == value for key, value in attributes.items())
            for name, found in self.elements
        )

    @property
    def data(self) -> dict[str, Any]:
        loaded = json.loads(self.scripts[0])
        assert isinstance(loaded, dict)
        return loaded


def sync_map(cuts: list[Cut], frames: int = 750, start: str = "01:00:00:00") -> SyncMap:
    grid = [
        GridBeat(time_s=0.1 + 0.5 * n, frame=round(2.5 + 12.5 * n), bar=n // 4 + 1, beat=n % 4 + 1)
        for n in range(60)
    ]
    return SyncMap(
        rate=FrameRate(numerator=25, denominator=1),
        start_timecode=start,
        duration_frames=frames,
        cuts=cuts,
        grid=grid,
    )


def cut(index: int, source: float, goal: float, action: str = "MOVED", **more: Any) -> Cut:
    made = Cut(
        track=more.pop("track", "V1"),
        index=index,
        from_frame=source,
        to_frame=goal,
        action=Cut.Action.Value(f"ACTION_{action}"),
        outgoing="one",
        incoming="two",
        timecode=timecode(90000 + int(goal), Fraction(25)),
    )
    for name, value in more.items():
        setattr(made, name, value)
    return made


THREE = [
    cut(0, 40, 38, beat_time_s=1.6, bar=1, beat=4, error_ms=-80.0, reason="to B1.4"),
    cut(1, 115, 115, "KEPT", beat_time_s=4.6, bar=3, beat=2, error_ms=0.0, reason="on its beat"),
    cut(2, 305, 305, "SKIPPED", reason="no media left", track="V2"),
]


def test_every_cut_is_a_row_with_its_reason() -> None:
    text = render(sync_map(THREE), None, "cut.otio")
    page = Page(text)
    assert not page.open
    assert [page.count("tr", id=f"c{n}") for n in range(4)] == [1, 1, 1, 0]
    rows = re.findall(r'<tr id="c\d+" class="(\w+)">(.*?)</tr>', text)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for _, row in rows]
    assert [action for action, _ in rows] == ["moved", "kept", "skipped"]
    assert cells[0] == [
        "V1", "1", "01:00:01:13", "40", "38", "−2", "B1.4", "−80.0", "moved", "one → two",
        "to B1.4",
    ]  # fmt: skip
    assert cells[2][5:8] == ["0", "–", "–"]
    assert "no media left" in text


def test_it_needs_nothing_but_itself() -> None:
    text = render(sync_map(THREE), None, "cut.otio")
    assert not re.search(r"https?:|url\(|@import|\bsrc=", text.replace("http://www.w3.org/", ""))
    policy = next(
        attributes["content"]
        for tag, attributes in Page(text).elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
    assert style and script
    for body in (style[1], script[1]):
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    # The policy refuses style attributes and handlers, so none may be relied on.
    for _, attributes in Page(text).elements:
        assert not any(name == "style" or name.startswith("on") for name in attributes)


def test_names_are_text_wherever_they_stand() -> None:
    made = sync_map([cut(0, 40, 300, reason=HOSTILE, outgoing=HOSTILE, track=HOSTILE)])
    made.spine.path = HOSTILE
    made.engine_version = HOSTILE
    made.start_timecode = HOSTILE
    page = Page(render(made, None, HOSTILE))
    assert not page.open
    assert page.count("script") == 2
    assert page.count("img") == 0
    assert page.data["words"] == [HOSTILE, "two"]


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_name_comes_back_from_the_data(name: str) -> None:
    text = render(sync_map([cut(0, 40, 38, reason=name)]), None, name)
    page = Page(text)
    assert page.data["words"][0] == name
    assert f"<h1>{html.escape(name)}</h1>" in text


def test_a_title_that_is_not_unicode_can_be_written() -> None:
    render(sync_map([]), None, "cut_\udcff.otio").encode("utf-8")


def test_clips_are_drawn_where_they_were_and_where_they_are() -> None:
    text = render(sync_map(THREE[:2], frames=200), None, "cut.otio")
    was, clip = (re.search(rf'class="{kind}" d="([^"]*)"', text) for kind in ("was", "clip"))
    assert was and clip
    assert re.findall(r"M(\S+) \d+H(\S+?)v", was[1]) == [("0", "40"), ("40", "115"), ("115", "200")]
    assert re.findall(r"M(\S+) \d+H(\S+?)v", clip[1]) == [
        ("0", "38"), ("38", "115"), ("115", "200"),
    ]  # fmt: skip


def test_gaps_are_left_empty_and_high_tracks_are_on_top() -> None:
    first = cut(0, 40, 38, outgoing="", track="V2")
    edit = edit_of(sync_map([cut(0, 10, 10, "KEPT"), first], frames=100))
    assert [lane.track for lane in edit.lanes] == ["V2", "V1"]
    assert [(span.start, span.end) for span in edit.lanes[0].after] == [(38, 100)]


def test_paper_has_the_whole_timeline_in_rows() -> None:
    text = render(sync_map(THREE, frames=750), None, "cut.otio")
    windows = re.findall(r'viewBox="([\d.]+) 0 ([\d.]+) \d+"><use', text)
    assert [(float(start), float(length)) for start, length in windows] == [(0, 375), (375, 375)]


def test_figures_are_those_of_the_map() -> None:
    edit = edit_of(sync_map(THREE))
    summary = summarize(edit)
    assert (summary.moved, summary.kept, summary.skipped) == (1, 1, 1)
    assert summary.largest == THREE[0]
    assert summary.mean_ms == pytest.approx(40)
    assert summary.max_ms == pytest.approx(80)
    assert summary.before_ms == pytest.approx(0, abs=1e-9)
    assert summary.skipped_because == (("no media left", 1),)
    assert "largest move is 2 frames, on V1 at 01:00:01:13" in " ".join(sentences(edit, summary))


def test_the_tempo_is_that_of_the_sync_map() -> None:
    made = sync_map(THREE)
    assert "Tempo" not in dict(about(edit_of(made)))
    made.tempo_bpm = 126.37
    assert dict(about(edit_of(made)))["Tempo"] == "126.4 bpm"


def test_drop_frame_is_counted_as_the_timeline_does() -> None:
    made = sync_map([cut(0, 1800, 1798)], frames=20000, start="01:00:00;00")
    made.rate.CopyFrom(FrameRate(numerator=30000, denominator=1001))
    made.cuts[0].timecode = ""
    text = render(made, None, "cut.otio")
    assert "01:00:59;28" in text
    assert Page(text).data["start"] == 107892
    assert "29.97 fps drop-frame" in text


def test_drop_frame_ticks_stand_on_whole_seconds() -> None:
    made = sync_map([], frames=107892, start="01:00:00;00")
    made.rate.CopyFrom(FrameRate(numerator=30000, denominator=1001))
    for view in (View(0, 900, 900), View(0, 18000, 1300), View(0, 107892, 1200)):
        ticks = re.findall(r'class="tc"[^>]*>([^<]*)<', labels(edit_of(made), view))
        assert len(ticks) > 5
        # The first two labels of every minute but each tenth do not exist.
        assert all(re.fullmatch(r"\d\d:\d\d:(\d\d;00|00;02)", tick) for tick in ticks)


def test_an_empty_map_is_a_page_too() -> None:
    text = render(sync_map([], frames=0), None, "cut.otio")
    assert not Page(text).open
    assert "There is no cut in this timeline." in text


def test_a_map_without_a_rate_is_refused() -> None:
    with pytest.raises(RequestError, match="no frame rate"):
        render(SyncMap(), None, "cut.otio")


def test_ten_thousand_cuts_stay_light() -> None:
    cuts = [
        cut(n, 9 * n + 20, 9 * n + 18, bar=1, beat=1, beat_time_s=0.36 * n, error_ms=4.0,
            reason=f"moved to beat {n}")
        for n in range(10_000)
    ]  # fmt: skip
    wave = np.linspace(0, 1, 360_000, dtype=np.float32)
    made = sync_map(cuts, frames=90_100)
    text = render(made, Waveform(-wave, wave, 0.0, 0.01), "long.otio")
    assert len(text.encode()) < 8e6
    page = Page(text)
    assert page.count("path") < 30
    assert page.count("tr") == 1
    assert len(page.data["cuts"]) == 10_000
    assert "scripts are off" in text


def test_a_waveform_is_the_extremes_of_every_bin() -> None:
    samples = np.zeros((1000, 2), np.float32)
    samples[250, 1], samples[999, 0] = 0.5, -2.0
    wave = waveform_of(samples, 1000, bins_per_s=10, start_s=3.0)
    assert (wave.start_s, wave.bin_s) == (3.0, 0.1)
    assert wave.highs.tolist() == [0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0]
    assert wave.lows.tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 0, -1]
    assert wave.highs.dtype == wave.lows.dtype == np.float32


@settings(max_examples=40)
@given(st.integers(0, 400), st.integers(1, 50))
def test_no_peak_is_lost_when_a_waveform_is_coarsened(count: int, most: int) -> None:
    values = np.random.default_rng(count).random(count).astype(np.float32)
    wave = Waveform(-values, values, 0.0, 0.01)
    coarse = wave.coarser(most)
    assert len(coarse.highs) <= most
    assert coarse.highs.max(initial=0) == values.max(initial=0)
    assert coarse.bin_s * len(coarse.highs) >= wave.bin_s * count - 1e-9


@pytest.mark.parametrize(
    ("samples", "rate"),
    [(np.zeros(10, np.float32), 48000), (np.zeros((10, 1), np.float32), 0)],
)
def test_a_waveform_of_nonsense_is_refused(samples: Any, rate: int) -> None:
    with pytest.raises(RequestError):
        waveform_of(samples, rate)


def test_silence_of_no_length_has_no_outline() -> None:
    wave = waveform_of(np.zeros((0, 2), np.float32), 48000)
    assert len(wave.lows) == 0
    assert 'class="wave"' not in render(sync_map(THREE), wave, "cut.otio")


def test_through_edits_and_events_are_told_apart() -> None:
    cuts = [
        cut(0, 40, 38, beat_time_s=1.6, bar=1, beat=4, error_ms=-80.0, event=0),
        cut(1, 42, 40, event=0),
        cut(2, 100, 100, "THROUGH_EDIT"),
    ]
    made = sync_map(cuts)
    made.flash_frames = 9
    made.times_read.append("range start 01:00:00:00 is frame 0")
    text = render(made, None, "cut.otio")
    page = Page(text)
    assert page.count("tr", **{"class": "through"}) == 1
    assert page.count("button", **{"data-show": "through"}) == 1
    assert "<span>2 cuts</span>" in text
    assert "Among them is 1 event of cuts within 9 frames of each other" in text
    assert "1 through edit was left" in text
    assert "Range start 01:00:00:00 is frame 0." in text
    without = Page(render(sync_map(THREE), None, "cut.otio"))
    assert without.count("button", **{"data-show": "through"}) == 0


def test_reasons_that_differ_in_numbers_alone_are_one() -> None:
    sync_map = SyncMap(rate=FrameRate(numerator=25, denominator=1))
    for frames in (228, 240, 251):
        reason = f"the last beat, B5.2, is {frames} frames earlier"
        sync_map.cuts.add(track="V1", action=Cut.ACTION_SKIPPED, reason=reason)
    sync_map.cuts.add(track="V1", action=Cut.ACTION_SKIPPED, reason="its track is locked")
    assert summarize(edit_of(sync_map)).skipped_because == (
        ("the last beat, B5.2, is 228 frames earlier (the first of them)", 3),
        ("its track is locked", 1),
    )

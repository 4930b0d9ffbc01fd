"""The report of an assembled edit: all of it is there, in its place, and nothing in it is code."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backbeat.cutting.report import AssembledViews, motion_of, render_assembled
from backbeat.cutting.report.assembled.edit import assembled_edit
from backbeat.cutting.report.assembled.summary import assembled_sentences, summarize_assembled
from backbeat.errors import RequestError
from backbeat.footage import Footage
from backbeat.v1.cutting_pb2 import Slot, SyncMap
from tests.browser import BROWSER, seen_at
from tests.cutting.assembled_edits import RATE, sync_map, views

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">&{{strip}}'


def strip_of(page: str) -> ElementTree.Element:
    """The strip's `<svg>`, parsed as XML: it is well-formed, too."""
    found = re.search(r'<svg id="strip".*?</svg>\n</div>', page, re.S)
    assert found
    inside = found[0].removesuffix("\n</div>").replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
    return ElementTree.fromstring(inside)


def words_of(page: str) -> str:
    """The page's text."""
    body = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


def test_every_shot_is_named_with_its_reasons() -> None:
    made = sync_map()
    words = " ".join(words_of(render_assembled(made, views(made), "Cut.otio")).split())
    for slot in made.slots:
        assert slot.reason in words and slot.shot.reason in words
    said = ["“a<b>.mov” is used twice", "Bar 12 goes on as bar 20", "dissolve, 12 frames", "yours"]
    said += ["a still", "Cost 0.75", "drop", "01:00:04:00", "120.0 bpm"]
    for sentence in said:
        assert sentence in words, sentence


def test_shots_lie_where_the_sync_map_says() -> None:
    made = sync_map()
    strip = strip_of(render_assembled(made, views(made), "Cut.otio"))
    anchors = list(strip.iter(f"{SVG}a"))
    assert [one.get("href") for one in anchors] == [f"#shot-{slot.number}" for slot in made.slots]
    for anchor, slot in zip(anchors, made.slots, strict=True):
        box = anchor.find(f"{SVG}svg")
        assert box is not None
        start = float((box.get("x") or "").rstrip("%")) / 100 * made.duration_frames
        width = float((box.get("width") or "").rstrip("%")) / 100 * made.duration_frames
        assert start == pytest.approx(slot.start_frame, abs=0.01)
        assert width == pytest.approx(slot.end_frame - slot.start_frame, abs=0.01)
    peaks = [slot.shot.peak_s for slot in made.slots if slot.shot.HasField("peak_s")]
    drawn = [float((one.get("cx") or "").rstrip("%")) for one in strip.iter(f"{SVG}circle")]
    assert drawn == pytest.approx([p * RATE / made.duration_frames * 100 for p in peaks], abs=1e-3)


def test_each_picture_is_in_the_page_once() -> None:
    made = sync_map()
    seen = views(made)
    page = render_assembled(made, seen, "Cut.otio")
    for view in seen.shots.values():
        for jpeg in filter(None, (view.first, view.last)):
            assert page.count(base64.b64encode(jpeg).decode()) >= 1
    pictures = sum(bool(view.first) + bool(view.last) for view in seen.shots.values())
    assert page.count("data:image/jpeg") == pictures
    for used in set(re.findall(r'href="#([abm]\d+)"', page)):
        assert page.count(f'id="{used}"') == 1


def test_figures_are_counted() -> None:
    made = sync_map()
    made.slots[9].start_s += 0.012
    summary = summarize_assembled(assembled_edit(made, views(made)))
    assert (summary.shots, summary.clips, summary.dissolves) == (24, 7, 1)
    assert [name for name, _ in summary.mean_by_level] == ["low", "medium", "high"]
    assert [mean for _, mean in summary.mean_by_level] == pytest.approx([4, 2, 1])
    assert (summary.peaks, summary.peaks_on_beat) == (12, 6)
    downbeats = sum(slot.beat == 1 for slot in made.slots[1:]) / 23
    assert summary.on_downbeats == pytest.approx(downbeats) and 0 < downbeats < 1
    assert summary.largest_error_ms == pytest.approx(12.0, abs=0.01)


def test_a_map_without_pictures_slots_or_rate() -> None:
    made = sync_map()
    bare = render_assembled(made, AssembledViews(), "Cut.otio")
    assert "data:image" not in bare and "Reason 7" in bare
    empty = SyncMap(rate=made.rate)
    assert "no shot" in render_assembled(empty, AssembledViews(), "Cut.otio")
    assert assembled_sentences(
        assembled_edit(empty, AssembledViews()),
        summarize_assembled(assembled_edit(empty, AssembledViews())),
    ) == ["There is no shot in this edit."]
    with pytest.raises(RequestError):
        render_assembled(SyncMap(), AssembledViews(), "Cut.otio")


def test_no_text_becomes_code_and_nothing_is_fetched() -> None:
    made = sync_map()
    made.warnings.append(HOSTILE)
    made.spine.path = HOSTILE
    made.joins[0].description = HOSTILE
    for slot in made.slots:
        slot.reason = slot.shot.reason = slot.shot.name = slot.section = HOSTILE
        slot.shot.costs[0].name = HOSTILE
    page = render_assembled(made, views(made), HOSTILE)
    assert page.count("<script") == 1 and "<img" not in page
    assert len(re.findall(r"<section", page)) == 4
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy and "default-src 'none'" in policy[1]
    for kind in ("style", "script"):
        text = re.search(rf"<{kind}>(.*?)</{kind}>", page, re.S)
        assert text
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1]
    assert not re.search(r'(?:src|href)="(?!#|data:image/jpeg)', page)
    assert "style=" not in page


def test_a_page_of_three_minutes_is_small() -> None:
    made = sync_map(120)
    seen = views(made)
    size = sum(len(view.first) + len(view.last) for view in seen.shots.values()) * 4 / 3
    assert len(render_assembled(made, seen, "Cut.otio")) - size < 800_000


def test_the_same_map_gives_the_same_page() -> None:
    made = sync_map()
    assert render_assembled(made, views(made), "x") == render_assembled(made, views(made), "x")


def test_motion_is_cut_out_of_the_clip_and_moved_to_the_timeline() -> None:
    times = np.arange(0, 10, 0.04)
    action = times.astype(np.float32)
    seen = Footage(
        Path("x.mov"), "", False, 640, 360, Fraction(25), False, times, 10.0, None, False,
        action, action, action, action, (), (), (), (), None, (),
    )  # fmt: skip
    slot = Slot(number=3, start_frame=100, end_frame=150)
    assert motion_of(seen, slot, Fraction(25)) is None
    slot.shot.source_start_s, slot.shot.source_end_s = 2.0, 4.0
    curve = motion_of(seen, slot, Fraction(25))
    assert curve is not None
    # What the clip has at 2 s is in the timeline at its frame 100, at 4 s.
    assert curve.values == pytest.approx(curve.times_s - 2.0, abs=1e-4)
    assert (curve.times_s[0], curve.times_s[-1]) == pytest.approx((4.0, 5.96))


@pytest.mark.skipif(not BROWSER, reason="no Chromium here")
@pytest.mark.parametrize("width", [1400, 1000, 700, 390])
def test_nothing_is_cut_off(tmp_path: Path, width: int) -> None:
    made = sync_map()
    made.slots[0].shot.name = "A001_C004_1029XY_001_" * 6 + ".mov"
    page = render_assembled(made, views(made), "a timeline_with_a_name_without_blanks_" * 3)
    said = seen_at(width, page, tmp_path)
    assert f'"wide":{width}' in said, said
    assert '"cut":[]' in said, said


@pytest.mark.parametrize(
    ("size", "shape"), [((0, 0), "160 90"), ((640, 480), "160 120"), ((1080, 1920), "90 160")]
)
def test_pictures_have_the_shape_of_the_edit(size: tuple[int, int], shape: str) -> None:
    made = sync_map(4)
    made.format.width, made.format.height = size
    page = render_assembled(made, views(made), "Cut.otio")
    # Twice each in the strip's symbols and in the list.
    assert page.count(f'viewBox="0 0 {shape}"') == 16
    width, height = shape.split()
    assert page.count(f'<image width="{width}" height="{height}" href="data:') == 8
    assert page.count(f'width="{width}" height="{height}"/></svg>') == 8
    assert "{" not in re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)


@pytest.mark.skipif(not BROWSER, reason="no Chromium here")
def test_a_browser_shows_the_pictures(tmp_path: Path) -> None:
    made = sync_map()
    page, shot = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text(render_assembled(made, views(made), "Cut.otio"))
    subprocess.run(
        [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1200",
         "--virtual-time-budget=3000", f"--user-data-dir={tmp_path / 'profile'}",
         f"--screenshot={shot}", page.as_uri()],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    seen = np.asarray(Image.open(shot).convert("RGB")).astype(int)
    # The first pictures of shots 1 to 3, in the strip and in the list.
    for number in (1, 2, 3):
        level = number * 5
        near = np.abs(seen - [level, 90, 200 - level]).max(axis=2) < 3
        assert near.sum() > 10_000, number

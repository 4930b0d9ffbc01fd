from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np

from backbeat.loudness import measure
from backbeat.loudness.page import delivery_page, page
from backbeat.loudness.presets import presets
from backbeat.loudness.report import report
from backbeat.v1.loudness_pb2 import LoudnessReport
from backbeat.v1.mastering_pb2 import Delivered

RATE = 48000
HOSTILE = '<script>alert("x")</script>&.wav'


class Tags(HTMLParser):
    """Collects tags, ids and links, and sees that what opens closes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        known = dict(attrs)
        self.ids += [known["id"] or ""] if "id" in known else []
        self.links += [known["href"] or ""] if "href" in known else []
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def measured(level: float = 1.2, seconds: float = 4) -> LoudnessReport:
    time_s = np.arange(int(seconds * RATE)) / RATE
    line = level * np.sin(2 * np.pi * 997 * time_s) * (time_s % 1 < 0.3)
    samples = np.repeat(line[:, np.newaxis], 2, axis=1).astype(np.float32)
    return report(measure(samples, RATE), "stereo", list(presets().values()))


def test_a_page_is_whole_and_runs_nothing() -> None:
    text = page(measured(), HOSTILE, [presets()["youtube"]])
    tags = Tags(text)
    assert not tags.open
    assert "script" not in tags.names
    assert "default-src 'none'" in text
    assert not re.search(r"https?://(?!www\.w3\.org)", text)


def test_every_over_is_found_from_the_table_and_from_the_picture() -> None:
    made = measured()
    tags = Tags(page(made, "a.wav", []))
    assert len(made.overs) > 5
    targets = {f"over-{index}" for index in range(len(made.overs))}
    targets |= {f"row-{index}" for index in range(len(made.overs))}
    assert targets == set(tags.ids)
    assert {link.removeprefix("#") for link in tags.links} == targets


def test_silence_and_quiet_sound_have_pages_too() -> None:
    for level in (0.0, 0.01):
        text = page(measured(level), "a.wav", [])
        assert not Tags(text).open
        assert "True peaks above" not in text


def test_a_loudness_log_says_what_was_asked_and_what_came() -> None:
    made = Delivered(
        path="/x/a.wav",
        preset="ebu-r128",
        codec="pcm_s24le",
        bit_depth=24,
        before=measured(),
        after=measured(0.1),
        target_lufs=-23,
        ceiling_dbtp=-1,
        tolerance_lu=0.2,
        gain_db=-3.25,
        sha256="abc",
        missed="<b>nothing</b>",
        notes=["Resampled."],
    )
    text = delivery_page(made, HOSTILE, [presets()["ebu-r128"]])
    assert not Tags(text).open
    assert "Not as asked for: &lt;b&gt;nothing" in text
    for words in ("-23 ±0.2 LUFS", "at most -1 dBTP", "−3.25 dB", "Resampled.", "SHA-256 abc"):
        assert words in text
    made.met, made.max_reduction_db = True, 2.0
    assert "limited by up to 2.0 dB" in delivery_page(made, "a.wav", [])


def test_every_colour_has_a_light_and_a_dark_one() -> None:
    style = re.search(r"<style>(.*?)</style>", page(measured(), "a.wav", []), re.S)
    assert style
    light, dark = re.findall(r":root\{(--[^}]*)\}", style[1])
    names = [set(re.findall(r"(--[a-z-]+):", block)) for block in (light, dark)]
    assert names[0] == names[1]
    rest = style[1].replace(light, "").replace(dark, "")
    assert not re.findall(r"#[0-9a-f]{3,6}", rest)
    assert set(re.findall(r"var\((--[a-z-]+)\)", rest)) == names[0]

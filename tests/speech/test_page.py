"""The page of a transcript, in a browser: it follows its player, and the player follows it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from backbeat.speech.page import page
from backbeat.v1.speech_pb2 import Speaker, Transcript, Word
from tests.browser import BROWSER, seen_at

needs_browser = pytest.mark.skipif(not BROWSER, reason="there is no Chromium here")

ACTING = """
<script>
addEventListener("load", async () => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const player = document.getElementById("player");
  const now = () => [...document.querySelectorAll(".w.now")].map((one) => one.textContent);
  const out = {};
  while (!player.readyState) await wait(20);
  player.currentTime = 2.6;
  await wait(300);
  out.both = now();
  out.head = document.getElementById("head").style.left;
  document.querySelectorAll(".w")[4].click();
  await wait(200);
  out.clicked = [player.currentTime, now()];
  document.querySelector(".at").click();
  await wait(200);
  out.first = [player.currentTime, document.querySelectorAll(".caption.here").length];
  const field = document.getElementById("lanes"), box = field.getBoundingClientRect();
  field.dispatchEvent(new PointerEvent("pointerdown",
    { clientX: box.left + box.width * 0.75, clientY: box.top + 5, pointerId: 1, bubbles: true }));
  await wait(200);
  out.lane = player.currentTime;
  const find = document.getElementById("find");
  find.value = "over t";
  find.dispatchEvent(new Event("input"));
  out.found = document.querySelectorAll(".w.hit").length;
  document.title = JSON.stringify(out);
});
</script>
"""


def transcript() -> Transcript:
    """Two people, the second of whom begins before the first has ended."""
    said = [
        ("One", 0.5, 0.9, 1), ("goes", 1.0, 1.4, 1), ("over", 2.2, 2.8, 1), ("there.", 2.9, 3.3, 1),
        ("<Other", 2.5, 3.0, 2), ("&", 3.1, 3.2, 2), ("more>", 3.3, 3.7, 2),
    ]  # fmt: skip
    words = [
        Word(text=text, start_s=start, end_s=end, speaker=speaker, confidence=0.4 + 0.1 * speaker)
        for text, start, end, speaker in sorted(said, key=lambda one: one[1])
    ]
    return Transcript(
        duration_s=4.0,
        language="en",
        language_guessed=True,
        language_confidence=0.97,
        words=words,
        speakers=[Speaker(number=1, spoken_s=1.8), Speaker(number=2, spoken_s=1.0)],
        model="whisper-base",
        warnings=["Who says what is a guess."],
    )


def test_overlapping_speakers_have_lanes_of_their_own() -> None:
    text = page(transcript(), "talk <1>.wav", "talk.wav", False)
    assert "<title>talk &lt;1&gt;.wav" in text and "&lt;Other" in text
    assert len(re.findall(r'<div class="s[12]">Speaker', text)) == 2
    bars = re.findall(r'<rect class="s(\d)" x="([\d.]+)%" width="([\d.]+)%" y="(\d+)"', text)
    spans = {int(s): (float(x) / 25, (float(x) + float(w)) / 25, y) for s, x, w, y in bars}
    assert spans[1][0] == pytest.approx(2.2, abs=0.01) and spans[2][1] == pytest.approx(
        3.7, abs=0.01
    )
    assert spans[1][1] > spans[2][0] and spans[1][2] != spans[2][2]
    assert "Who says what is a guess." in text


@needs_browser
def test_each_follows_the_other(tmp_path: Path) -> None:
    write_audio(tmp_path / "talk.wav", [np.zeros((4 * 16000, 1), np.float32)], 16000)
    text = page(transcript(), "talk", "talk.wav", False)
    text = re.sub(r"<meta http-equiv=.Content-Security-Policy.*?>", "", text)
    (tmp_path / "page.html").write_text(text.replace("</body>", ACTING + "</body>"))
    ran = subprocess.run(
        [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900",
         "--allow-file-access-from-files", "--virtual-time-budget=8000",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
         (tmp_path / "page.html").as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    found = re.search(r"<title>(\{.*?\})</title>", ran.stdout)
    assert found, ran.stderr[-2000:]
    seen = json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    assert sorted(seen["both"]) == ["<Other", "over"]
    assert float(seen["head"].rstrip("%")) == pytest.approx(65, abs=0.5)
    words = [word for caption in re.findall(r'class="caption.*?</p>', text, re.S)
             for word in re.findall(r'class="w(?: doubt)?" [^>]*>(.*?)<', caption)]  # fmt: skip
    assert words[4] in [word.replace("<", "&lt;") for word in seen["clicked"][1]]
    assert seen["first"][0] == pytest.approx(0.5, abs=0.05) and seen["first"][1] == 1
    assert seen["lane"] == pytest.approx(3.0, abs=0.05)
    assert seen["found"] == 2


@needs_browser
@pytest.mark.parametrize("width", [1200, pytest.param(360, marks=pytest.mark.whole)])
def test_nothing_is_cut_off(width: int, tmp_path: Path) -> None:
    for is_video in (False, True):
        seen = json.loads(seen_at(width, page(transcript(), "talk", "t.wav", is_video), tmp_path))
        assert seen["cut"] == []

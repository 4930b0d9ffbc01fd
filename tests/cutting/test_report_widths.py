"""The report in a browser: nothing is cut off on a narrow screen."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from backbeat.cutting.report import render, waveform_of
from backbeat.v1.cutting_pb2 import Cut, FrameRate, GridBeat, SyncMap

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)

CHECK = """
<script>
addEventListener("load", () => {
  const wide = document.documentElement.clientWidth, cut = [];
  const name = (e) => e.tagName + " " + e.className + " " + e.textContent.slice(0, 40);
  for (const e of document.body.querySelectorAll("*")) {
    if (e.closest(".paper, script, [hidden]") || !e.getClientRects().length) continue;
    const box = e.getBoundingClientRect();
    const drawn = e.closest("svg") && e.tagName !== "text";
    if (!drawn && (box.left < -1 || box.right > wide + 1)) cut.push("outside: " + name(e));
    if (!e.closest("svg") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
      cut.push("too narrow: " + name(e));
    const owner = e.tagName === "text" && e.parentElement.tagName === "svg" && e.parentElement;
    if (owner && owner.id !== "view" && box.right > owner.getBoundingClientRect().right + 1)
      cut.push("cut off: " + name(e));
  }
  const texts = document.querySelectorAll("#labels text").length;
  document.title = JSON.stringify({ wide, texts, cut });
});
</script>
"""


def page() -> str:
    """Two tracks, names of every length, an event, a through edit, long reasons."""
    names = [
        "A001_C004_1029XY_001.mov",
        "b",
        "interview with the conductor, take 12.mxf",
        "shot.mov",
    ]
    actions = [Cut.ACTION_MOVED, Cut.ACTION_KEPT, Cut.ACTION_SKIPPED, Cut.ACTION_THROUGH_EDIT]
    cuts = []
    for track in ("V1", "V2"):
        for index in range(24):
            at = 40.0 + 60 * index
            action = actions[index % 4]
            cut = Cut(
                track=track,
                index=index,
                from_frame=at,
                to_frame=at + 4 if action == Cut.ACTION_MOVED else at,
                action=action,
                reason="B12.1 is 5 frames later, and “A001_C004_1029XY_001.mov” has no media " * 2,
                timecode="01:00:02:03",
                outgoing=names[index % 4],
                incoming=names[(index + 1) % 4],
            )
            if action != Cut.ACTION_THROUGH_EDIT:
                cut.beat_time_s, cut.bar, cut.beat, cut.error_ms = at / 25, 112, 1, -19.9
            cuts.append(cut)
    cuts[0].event = cuts[1].event = 0
    grid = [
        GridBeat(time_s=n / 2, frame=n * 12, bar=n // 4 + 1, beat=n % 4 + 1) for n in range(120)
    ]
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (60_000, 1)).astype(np.float32)
    made = SyncMap(
        rate=FrameRate(numerator=25, denominator=1),
        start_timecode="01:00:00:00",
        duration_frames=1500,
        cuts=cuts,
        grid=grid,
        tolerance_frames=7,
        flash_frames=9,
        edit_sha256="0123456789abcdef" * 4,
    )
    made.spine.path = "/media/" + "a very long folder/" * 6 + "song of a long name.wav"
    return render(made, waveform_of(noise, 1000), "a timeline_with_a_name_without_blanks_" * 3)


@pytest.mark.skipif(not BROWSER, reason="no Chromium here")
@pytest.mark.parametrize("width", [1000, 700, 390])
def test_nothing_is_cut_off(tmp_path: Path, width: int) -> None:
    text = re.sub(r"<meta http-equiv=.Content-Security-Policy.*?>", "", page())
    path = tmp_path / "page.html"
    path.write_text(text.replace("</body>", CHECK + "</body>"))
    # A window has a least width; a frame has none.
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<iframe id="f" src="page.html" style="border:0;width:{width}px;height:900px"></iframe>'
        '<script>addEventListener("load", () => setTimeout(() => {document.title ='
        ' document.getElementById("f").contentDocument.title}, 300))</script>'
    )
    ran = subprocess.run(
        [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         "--window-size=1300,1000",
         "--allow-file-access-from-files", "--virtual-time-budget=4000",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", frame.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    found = re.search(r"<title>(.*?)</title>", ran.stdout)
    assert found, ran.stderr[-2000:]
    said = html.unescape(found[1])
    assert f'"wide":{width}' in said, said
    assert '"cut":[]' in said, said
    assert int(re.search(r'"texts":(\d+)', said)[1]) > 5  # type: ignore[index]

"""What a browser cuts off of a page at a width."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)

CHECK = """
<script>
addEventListener("load", () => {
  const wide = document.documentElement.clientWidth, cut = [];
  const name = (e) => e.tagName + " " + e.className + " " + e.textContent.slice(0, 40);
  for (const e of document.body.querySelectorAll("*")) {
    // What rolls is wider than the page by design.
    if (e.closest(".paper, script, [hidden], .rolls, .symbols")) continue;
    if (!e.getClientRects().length) continue;
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


def seen_at(width: int, page: str, folder: Path) -> str:
    """JSON on a page in a frame of `width` pixels: `wide`, `texts` in plots, and what is `cut`."""
    text = re.sub(r"<meta http-equiv=.Content-Security-Policy.*?>", "", page)
    path = folder / "page.html"
    path.write_text(text.replace("</body>", CHECK + "</body>"))
    # A window has a least width; a frame has none.
    frame = folder / "frame.html"
    frame.write_text(
        f'<iframe id="f" src="page.html" style="border:0;width:{width}px;height:900px"></iframe>'
        '<script>addEventListener("load", () => setTimeout(() => {document.title ='
        ' document.getElementById("f").contentDocument.title}, 300))</script>'
    )
    ran = subprocess.run(
        [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         "--window-size=1300,1000",
         "--allow-file-access-from-files", "--virtual-time-budget=4000",
         f"--user-data-dir={folder / 'profile'}", "--dump-dom", frame.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    found = re.search(r"<title>(.*?)</title>", ran.stdout)
    assert found, ran.stderr[-2000:]
    return html.unescape(found[1])

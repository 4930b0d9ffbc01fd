"""What is seen of a finished video, by PyAV and by the system's FFmpeg."""

from __future__ import annotations

import json
import shutil
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer

import av
import numpy as np
import pytest

from tests.browser import BROWSER
from tests.media.retouching.made import decoded


def stays(source, target):
    """For each picture whether all of its planes are the source's."""
    return [
        all(np.array_equal(one, other) for one, other in zip(was, now, strict=True))
        for was, now in zip(decoded(source), decoded(target), strict=True)
    ]


def times(path):
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        return [frame.pts * frame.time_base for frame in frames]


def probed(path, what="stream"):
    """What the system's ffprobe says of the first track of pictures."""
    if shutil.which("ffprobe") is None:
        pytest.skip("There is no ffprobe.")
    made = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-of", "flat", f"-show_{what}s"]
        + (["-read_intervals", "%+#1"] if what == "frame" else [])
        + [str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not made.stderr
    return dict(line.split("=", 1) for line in made.stdout.splitlines())


def framemd5(path):
    """The pictures' digests by the system's ffmpeg, another player than PyAV's."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("There is no ffmpeg.")
    made = subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-threads", "1", "-i", str(path)),
            *("-map", "0:v:0", "-vsync", "0", "-f", "framemd5", "-"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not made.stderr
    rows = [line for line in made.stdout.splitlines() if not line.startswith("#")]
    return [row.split(",")[-1].strip() for row in rows]


_PAGE = """
<canvas id="c"></canvas><script>
const sent = (said) =>
  fetch(ADDRESS, {method: "POST", mode: "no-cors", body: JSON.stringify(said)});
async function read(name) {
  const video = document.createElement("video");
  video.muted = true; video.src = name; video.preload = "auto";
  await new Promise((done, failed) => {
    video.onloadeddata = done; video.onerror = () => failed(video.error.message);
  });
  c.width = video.videoWidth; c.height = video.videoHeight;
  const context = c.getContext("2d", {willReadFrequently: true}), sums = [];
  for (let picture = 0; picture < COUNT; picture++) {
    const sought = new Promise((done) => { video.onseeked = done; });
    video.currentTime = (picture + 0.5) / RATE;
    await sought;
    context.drawImage(video, 0, 0);
    let sum = 0;
    for (const level of context.getImageData(0, 0, c.width, c.height).data)
      sum = (sum * 31 + level) | 0;
    sums.push(sum);
  }
  return sums;
}
(async () => {
  try { const all = []; for (const name of NAMES) all.push(await read(name)); await sent(all); }
  catch (error) { await sent(String(error)); }
})();
</script>
"""


def shown_by_browser(paths, count, rate, folder):
    """Sums over the pixels that a browser shows of each picture, for each of some videos."""
    if not BROWSER:
        pytest.skip("There is no browser.")
    got = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said):
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        server.timeout = 60
        page = folder / "page.html"
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        names = json.dumps([path.as_uri() for path in paths])
        text = _PAGE.replace("ADDRESS", json.dumps(address)).replace("COUNT", str(count))
        page.write_text(text.replace("RATE", str(float(rate))).replace("NAMES", names))
        browser = subprocess.Popen(
            [
                *(BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu"),
                *("--allow-file-access-from-files", "--disable-web-security"),
                *(f"--user-data-dir={folder / 'profile'}", page.as_uri()),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            server.handle_request()
        finally:
            browser.terminate()
            browser.wait()
    assert got, "The browser did not answer."
    said = json.loads(got[0])
    assert isinstance(said, list), said
    return said

"""How the work runs: in order, always the same, stopped and gone on with, or refused."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import CancelledError, MediaError, OutputError, RequestError
from backbeat.progress import Progress
from tests.media.retouching.made import Painter, plain_showing, retouch, write_video

PAINTED = range(20, 25)


def test_the_same_request_gives_the_same_bytes(tmp_path):
    source = write_video(tmp_path / "a.mp4", sound="aac")
    digests = set()
    for codec in ("h264", "h264", "h264"):
        target = tmp_path / "b.mp4"
        retouch(source, target, plain_showing(source), Painter(PAINTED), codec=codec)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_work_goes_on_after_a_stop_with_the_same_bytes(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=90)
    whole, stopped = tmp_path / "whole.mp4", tmp_path / "stopped.mp4"
    cuts = [30, 60]
    painted = [*range(5, 10), *range(40, 45), *range(70, 75)]
    retouch(source, whole, plain_showing(source), Painter(painted), codec="hevc", cuts=cuts)
    folder = tmp_path / "work"

    class Dying(Painter):
        def draw(self, looks):
            if looks[0].index >= 70:
                # Until the parts before are written.
                for _ in range(200):
                    if len(list(folder.glob("[!.]*"))) == 2:
                        break
                    time.sleep(0.05)
                raise OutputError("The disk is full.", "Free some space.")
            return super().draw(looks)

    dying = Dying(painted)
    with pytest.raises(OutputError, match="disk is full"):
        retouch(source, stopped, plain_showing(source), dying, folder, codec="hevc", cuts=cuts)
    assert dying.drawn == painted[:10]
    assert not stopped.exists()
    assert len(list(folder.iterdir())) == 2
    again = Painter(painted)
    written = retouch(
        source, stopped, plain_showing(source), again, folder, codec="hevc", cuts=cuts
    )
    assert again.drawn == painted[10:]
    assert written.changed == 15
    assert stopped.read_bytes() == whole.read_bytes()
    assert not list(folder.iterdir())


def test_a_cancel_leaves_no_thread_and_no_file(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=90)
    before = set(threading.enumerate())
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 160

    with pytest.raises(CancelledError):
        retouch(
            source,
            tmp_path / "b.mp4",
            plain_showing(source),
            Painter(range(90)),
            codec="hevc",
            progress=Progress(cancelled=cancelled),
        )
    assert set(threading.enumerate()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_an_error_of_the_backend_comes_through(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=30)
    before = set(threading.enumerate())

    class Wrong(Painter):
        def draw(self, looks):
            made = super().draw(looks)
            object.__setattr__(made[0][0], "mask", np.ones((2, 2), bool))
            return made

    with pytest.raises(OutputError, match="does not fit"):
        retouch(source, tmp_path / "b.mp4", plain_showing(source), Wrong(range(30)))
    assert set(threading.enumerate()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_pictures_are_drawn_in_order_and_in_batches(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=60)
    sizes = []

    class Counting(Painter):
        def draw(self, looks):
            sizes.append(len(looks))
            return super().draw(looks)

    painted = [*range(3, 20), 40, 59]
    painter = Counting(painted, batch=4)
    retouch(source, tmp_path / "b.mp4", plain_showing(source), painter)
    assert painter.drawn == painted
    assert max(sizes) == 4
    assert sizes[:4] == [4, 4, 4, 4]


def test_interlaced_pictures_are_refused_in_a_sentence(tmp_path):
    source = write_video(
        tmp_path / "a.mp4", count=20, options={"x264-params": "tff=1"}, size=(192, 128)
    )
    with pytest.raises(MediaError, match="interlaced"):
        retouch(source, tmp_path / "b.mp4", plain_showing(source), Painter([3]))
    # Nothing changes: it is copied.
    written = retouch(source, tmp_path / "b.mp4", plain_showing(source), Painter([]))
    assert written.copied == 20


def test_what_cannot_be_written_is_said_before_the_work(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=10)
    for name, codec, words in (
        ("b.mp4", "prores", "cannot hold ProRes"),
        ("b.webm", "", "no video that is written"),
        ("b.mov", "vp9", "not a codec"),
        ("b.mov", "ffv1", "cannot hold FFV1"),
    ):
        with pytest.raises(RequestError, match=words):
            retouch(source, tmp_path / name, plain_showing(source), Painter([3]), codec=codec)


@pytest.mark.whole
def test_a_killed_process_loses_no_finished_part(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=120)
    whole, target, folder = tmp_path / "whole.mp4", tmp_path / "b.mp4", tmp_path / "work"
    cuts = [30, 60, 90]
    retouch(source, whole, plain_showing(source), Painter(range(120)), codec="hevc", cuts=cuts)
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.media.retouching.made import Painter, plain_showing, retouch\n"
        "class Slow(Painter):\n"
        "    def draw(self, looks):\n"
        "        time.sleep(0.05)\n"
        "        return super().draw(looks)\n"
        "source, target, folder = map(Path, sys.argv[1:])\n"
        f"retouch(source, target, plain_showing(source), Slow(range(120)), folder, codec='hevc',"
        f" cuts={cuts})\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, source, target, folder], cwd=Path(__file__).parents[3]
    )
    while child.poll() is None and len(list(folder.glob("[!.]*"))) < 2:
        time.sleep(0.02)
    child.kill()
    child.wait()
    done = len(list(folder.glob("[!.]*")))
    assert 2 <= done < 4
    assert not target.exists()
    painter = Painter(range(120))
    retouch(source, target, plain_showing(source), painter, folder, codec="hevc", cuts=cuts)
    assert painter.drawn == list(range(30 * done, 120))
    assert target.read_bytes() == whole.read_bytes()
    assert not list(folder.iterdir())

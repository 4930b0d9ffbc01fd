"""What media says of itself: its extent, its clock and its rate."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from backbeat.media.encode import write_video
from backbeat.timeline.document import Container, Document
from backbeat.timeline.media_range import MediaRange
from backbeat.workflows.media_ranges import MediaRanges

PICTURES = [np.full((16, 16, 3), 40 * number, np.uint8) for number in range(5)]


def ranges(folder: Path) -> MediaRanges:
    return MediaRanges(Document(folder / "edit.otio", Container.OTIO, b"{}"))


def test_video_starts_at_its_timecode(tmp_path: Path) -> None:
    write_video(tmp_path / "a b.mov", PICTURES, Fraction(25), start_timecode="01:00:00:10")
    height, width = PICTURES[0].shape[:2]
    found = MediaRange(
        3600 + Fraction(10, 25), Fraction(5, 25), rate=Fraction(25), size=(width, height)
    )
    look = ranges(tmp_path)
    assert look("a b.mov") == look("a%20b.mov") == found
    assert look((tmp_path / "a b.mov").as_uri()) == found


def test_a_broadcast_wave_starts_where_it_says(tmp_path: Path) -> None:
    path = tmp_path / "s.wav"
    with av.open(str(path), "w", options={"write_bext": "1"}) as container:
        container.metadata["time_reference"] = str(48000 * 60)
        stream = container.add_stream("pcm_s16le", rate=48000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.int16), "s16", "mono")
        frame.sample_rate = 48000
        container.mux(stream.encode(frame))
    assert ranges(tmp_path)("s.wav") == MediaRange(
        Fraction(60), Fraction(1, 10), channels=1, sample_rate=48_000
    )


def test_what_is_not_here_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "text.mov").write_text("no film")
    look = ranges(tmp_path)
    assert look("gone.mov") is None
    assert look("text.mov") is None
    assert look("https://example.org/a.mov") is None

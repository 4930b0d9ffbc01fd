"""What `backbeat foley` prints."""

from __future__ import annotations

import pytest

from backbeat.cli.foley_text import print_result
from backbeat.v1.foley_pb2 import FoleyCue, FoleyResult


def test_a_marker_that_is_just_too_unsure_does_not_say_that_it_is_sure_enough(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cues = [
        FoleyCue(number=str(number), timecode="00:00:01:00", kind="impact", confidence=confidence)
        for number, confidence in enumerate((0.7499, 0.58, 0.29, 0.005, 0.0), 1)
    ]
    print_result(FoleyResult(path="a.mp4", cues=cues))
    lines = capsys.readouterr().out.splitlines()
    assert "0 sounds placed, 5 proposed" in lines[0]
    percent = [line.split("marker, ")[1] for line in lines if "marker, " in line]
    assert percent == ["74%", "58%", "29%", "0%", "0%"]

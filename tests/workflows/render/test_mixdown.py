"""A mix stops in the middle of a second that takes long."""

from __future__ import annotations

import threading
import time
from fractions import Fraction
from pathlib import Path

import pytest

from backbeat.errors import CancelledError
from backbeat.loudness.mix.envelope import Envelope
from backbeat.loudness.mix.roles import Role
from backbeat.progress import Progress
from backbeat.workflows.render.mixdown import Mixdown, MixTrack
from backbeat.workflows.render.sound_parts import Part
from tests.commands import write_clicks


def test_a_cancel_does_not_wait_for_a_second_at_a_high_speed(tmp_path: Path) -> None:
    song = write_clicks(tmp_path / "song.wav", 1)
    part = Part("a", song, 0, 48000, Fraction(0), Fraction(1000), False, (), Envelope(()))
    mixdown = Mixdown([MixTrack(Role.MUSIC, [part])], 48000, "stereo", tmp_path)
    cancelled = threading.Event()
    threading.Timer(0.5, cancelled.set).start()
    began_s = time.monotonic()
    with pytest.raises(CancelledError):
        list(mixdown.blocks(48000, Progress(cancelled=cancelled.is_set)))
    # The whole second takes a minute: it is forty-eight million samples of media.
    assert time.monotonic() - began_s < 8
    mixdown.close()

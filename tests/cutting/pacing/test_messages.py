"""Slots as messages."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from backbeat.cutting.pacing import pace
from backbeat.cutting.pacing.messages import slot_messages
from backbeat.v1.assembly_pb2 import PacingOptions
from backbeat.v1.cutting_pb2 import SLOT_ROLE_DROP, SLOT_ROLE_PHRASE, SLOT_ROLE_SECTION
from tests.cutting.pacing.songs import song


def test_slots_become_messages_on_whole_frames() -> None:
    slots = pace(song(), PacingOptions(), Fraction(25)).slots
    messages = slot_messages(slots, Fraction(25), lambda time_s: time_s + 10)
    assert messages[0].name == "shot_001"
    for before, after in pairwise(messages):
        assert before.end_frame == after.start_frame
    for slot, message in zip(slots, messages, strict=True):
        assert abs(message.start_frame - float(slot.start_s) * 25) <= 0.5
        assert message.start_s == float(slot.start_s)
        assert message.music_start_s == message.start_s + 10
        assert message.beats == slot.length_beats
        assert message.reason == slot.reason
    drop = next(message for message in messages if SLOT_ROLE_DROP in message.roles)
    assert list(drop.roles) == [SLOT_ROLE_SECTION, SLOT_ROLE_PHRASE, SLOT_ROLE_DROP]
    assert drop.bar == 73

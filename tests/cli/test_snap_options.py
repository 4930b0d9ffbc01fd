"""What the options of a snap make of what people write."""

from __future__ import annotations

import argparse

import pytest

from backbeat.cli import snap
from backbeat.errors import RequestError
from backbeat.v1 import cutting_pb2 as pb


def asked(*arguments: str) -> pb.SnapOptions:
    parser = argparse.ArgumentParser()
    snap.configure(parser)
    given = ["edit.otio", "--music", "song.wav", "--dry-run", *arguments]
    return snap.request_of(parser.parse_args(given)).options


@pytest.mark.parametrize("option", ["--follow", "--drum"])
def test_beats_of_a_drum(option: str) -> None:
    assert asked(option, "kick").drum == pb.DRUM_KICK
    assert asked(f"{option}=snare").drum == pb.DRUM_SNARE
    assert asked(option, "onset").drum == pb.DRUM_ONSET
    assert asked().drum == pb.DRUM_UNSPECIFIED


def test_beats_of_the_bar() -> None:
    assert asked("--beats-of-bar", "2,4").beats_of_bar == [2, 4]
    with pytest.raises(RequestError, match="no list of beats"):
        asked("--beats-of-bar", "two")

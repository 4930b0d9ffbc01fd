"""A small song on paper, and a bank whose every note is the same short tone."""

from __future__ import annotations

import numpy as np
import pytest

from training.beats.bank import (
    DRUM_PITCHES,
    KITS,
    NOTE_S,
    PITCHES,
    PROGRAMS,
    RATE,
    Bank,
)
from training.beats.musicxml import read
from training.beats.scores import played
from training.beats.sheet import Sheet, sheet


def note(step: str, octave: int, length: int, *, staff: int = 1, more: str = "") -> str:
    """A note element; four divisions to a quarter."""
    return (
        f"<note><pitch><step>{step}</step><octave>{octave}</octave></pitch>"
        f"<duration>{length}</duration><staff>{staff}</staff>{more}</note>"
    )


def document(*parts: str) -> bytes:
    """A MusicXML file of parts, each the text of its measures."""
    listed = "".join(
        f'<score-part id="P{index}"><part-name>Part {index}</part-name></score-part>'
        for index in range(len(parts))
    )
    bodies = "".join(f'<part id="P{index}">{text}</part>' for index, text in enumerate(parts))
    return f"<score-partwise><part-list>{listed}</part-list>{bodies}</score-partwise>".encode()


START = (
    "<attributes><divisions>4</divisions>"
    "<time><beats>{}</beats><beat-type>{}</beat-type></time></attributes>"
)


@pytest.fixture(scope="session")
def song() -> Sheet:
    """Sixteen bars of 4/4 for a singer and a pianist, at 100 quarters a minute."""
    sung, right_left = [], []
    for bar in range(16):
        head = START.format(4, 4) if bar == 0 else ""
        tempo = '<sound tempo="100"/>' if bar == 0 else ""
        words = "<lyric><text>la</text></lyric>"
        line = "".join(note("CDEG"[(bar + beat) % 4], 5, 4, more=words) for beat in range(4))
        sung.append(f"<measure>{head}{tempo}{line}</measure>")
        chord = "".join(
            note(step, 4, 4, more="<chord/>" if place else "")
            for _ in range(4)
            for place, step in enumerate("CEG" if bar % 2 == 0 else "GBD")
        )
        bass = note("C" if bar % 2 == 0 else "G", 2, 16, staff=2)
        staves = head.replace("<time>", "<staves>2</staves><time>")
        right_left.append(
            f"<measure>{staves}{chord}<backup><duration>16</duration></backup>{bass}</measure>"
        )
    return sheet(played(read(document("".join(sung), "".join(right_left)))))


@pytest.fixture(scope="session")
def tones() -> Bank:
    """Every note and every drum a decaying tone."""
    t = np.arange(round((NOTE_S + 0.5) * RATE)) / RATE
    tone = (8000 * np.exp(-t / 0.4) * np.sin(2 * np.pi * 440 * t)).astype(np.int16)
    hit = (8000 * np.exp(-t[:RATE] / 0.05) * np.sin(2 * np.pi * 900 * t[:RATE])).astype(np.int16)
    return Bank(
        "tones",
        np.broadcast_to(tone, (PROGRAMS, PITCHES, len(tone))),
        np.broadcast_to(hit, (len(KITS), DRUM_PITCHES, 2, len(hit))),
    )

from __future__ import annotations

import pytest

from backbeat.loudness.mix.roles import Role, layer_of, role_of


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Dialogue", Role.DIALOGUE),
        ("DX_1", Role.DIALOGUE),
        ("Dia L", Role.DIALOGUE),
        ("VO", Role.DIALOGUE),
        ("VoiceOver 2", Role.DIALOGUE),
        ("Interview-Anna", Role.DIALOGUE),
        ("MX stereo", Role.MUSIC),
        ("Music2", Role.MUSIC),
        ("Score", Role.MUSIC),
        ("SFX", Role.EFFECTS),
        ("Foley feet", Role.EFFECTS),
        ("Sound Effects", Role.EFFECTS),
        ("Amb 1", Role.AMBIENCE),
        ("Atmos", Role.AMBIENCE),
        ("Room Tone", Role.AMBIENCE),
        ("BG", Role.AMBIENCE),
        ("Audio 1", None),
        ("", None),
        ("Chamber", None),
        ("Provo", None),
        ("Track 3", None),
    ],
)
def test_a_name_tells_a_role_or_none(name: str, role: Role | None) -> None:
    assert role_of(name) is role


def test_room_tone_lies_below_other_ambience() -> None:
    assert layer_of("Room tone", Role.AMBIENCE) == (-30, -24)
    assert layer_of("Forest", Role.AMBIENCE) == (-24, -18)
    assert layer_of("Room tone", Role.MUSIC) is None

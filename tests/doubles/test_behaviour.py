"""What is reported for each version and edition."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from tests.doubles.resolve.behaviour import Behaviour, behaviour_of
from tests.doubles.resolve.session import VERSIONS, session
from tests.doubles.resolve.surface import version_from

BY_VERSION: dict[str, tuple[object, ...]] = {
    #                           18.6      19.1      20.3     21.0.4   21.1
    "end_frame_inclusive": (True, False, False, False, False),
    "fractional_rejects_batch": (False, False, False, True, True),
    "rate_is_number": (False, False, False, False, True),
    "frames_are_floats": (False, False, False, False, True),
    "audio_properties": (False, False, False, False, True),
    "otio": (True, True, True, True, True),
    "fcpxml_110": ("bundle", "bundle", "empty", "empty", "empty"),
    "import_links_media": (False, True, True, True, True),
    "ui_manager": (True, True, True, True, True),
    "python": (True, True, True, True, True),
}
"""Switches that differ by version, on Studio."""
FREE: dict[str, tuple[object, ...]] = {
    **BY_VERSION,
    "ui_manager": (True, False, False, False, False),
    "python": (True, True, True, True, False),
}


@pytest.mark.parametrize("number", range(len(VERSIONS)), ids=VERSIONS)
def test_versions_and_editions_differ_as_reported(number: int) -> None:
    version = version_from(VERSIONS[number])
    plain = asdict(Behaviour())
    studio, free = asdict(behaviour_of(version, "studio")), asdict(behaviour_of(version, "free"))
    for name, value in plain.items():
        assert studio[name] == (BY_VERSION[name][number] if name in BY_VERSION else value)
        assert free[name] == (FREE[name][number] if name in FREE else value)


def test_a_switch_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError, match="lies_more"):
        session(lies_more=True)

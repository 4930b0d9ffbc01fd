"""Settings of projects and timelines. A rate is kept as a Fraction, and read as the version does.

Only settings that the double gives a meaning, or that mean nothing to a cut, are here; others are
documented but not modelled.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.doubles.resolve import surface
from tests.doubles.resolve.behaviour import Behaviour
from tests.doubles.resolve.rates import number_of, rate_from_whole, rate_from_words, words_of
from tests.doubles.resolve.refusals import NotModelled, Undocumented

RATE = "timelineFrameRate"
DROP = "timelineDropFrameTimecode"
NEEDS_CUSTOM = frozenset(
    {RATE, DROP, "timelineResolutionWidth", "timelineResolutionHeight", "timelinePixelAspectRatio"}
)


def project_settings(rate: Fraction = Fraction(24), drop_frame: bool = False) -> dict[str, Any]:
    """Of a new project."""
    return {
        RATE: rate,
        DROP: "1" if drop_frame else "0",
        "timelineResolutionWidth": "1920",
        "timelineResolutionHeight": "1080",
        "timelinePixelAspectRatio": "Square",
        "timelinePlaybackFrameRate": words_of(rate),
        "timelineSampleRate": "48000",
    }


def read(behaviour: Behaviour, settings: Mapping[str, Any], name: str, kind: str) -> Any:
    """One setting, of a typed dictionary `kind`.

    Raises:
        Undocumented, NotModelled: there is no such setting, or not here.
    """
    _known(name, kind)
    if name not in settings:
        raise NotModelled(f"the double has no setting {name}.")
    return shown(behaviour, settings[name])


def shown(behaviour: Behaviour, value: Any) -> Any:
    if not isinstance(value, Fraction):
        return value
    return number_of(value) if behaviour.rate_is_number else words_of(value)


def rate_in(value: Any, whole: bool = False) -> tuple[Fraction, bool] | None:
    """The rate that a script writes, as text or, to 21.1's SetSettings, a number."""
    words = value if isinstance(value, str) else f"{value:g}"
    return rate_from_whole(words) if whole else rate_from_words(words)


def write(settings: dict[str, Any], name: str, value: Any, kind: str, whole: bool = False) -> bool:
    """Sets one; False: Resolve would refuse it.

    Raises:
        Undocumented, NotModelled: there is no such setting, or not here.
    """
    _known(name, kind)
    if name == RATE:
        found = rate_in(value, whole)
        if found is None:
            return False
        settings[RATE], dropping = found
        if dropping:
            settings[DROP] = "1"
        return True
    if name not in settings:
        raise NotModelled(f"the double has no setting {name}.")
    settings[name] = value
    return True


def _known(name: str, kind: str) -> None:
    if name not in surface.fields(kind):
        raise Undocumented(f"{name!r} is no setting of {kind}.")

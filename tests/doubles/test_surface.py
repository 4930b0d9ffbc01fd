"""The table of facts about the API: true to its source, and read right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.doubles.resolve import surface
from tests.doubles.resolve.faces import FACES
from tools import resolve_surface


def test_the_table_is_what_the_generator_makes(shared: Path) -> None:
    source = shared / "resolve_api.json"
    if not source.is_file():
        pytest.skip("the API's description is not beside this checkout")
    fresh = resolve_surface.surface(json.loads(source.read_text(encoding="utf-8")))
    assert resolve_surface.as_text(fresh) == surface.TABLE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "version"),
    [
        ("16.2-era (README 2020-10-20)", None),
        ("18.0 (README 2022-05-09)", "18.0.0"),
        ("18.5 (README 2023-05-26)", "18.5.0"),
        ("21.0.4", "21.0.4"),
        ("20.3.0 (20.2.2 per another)", "20.3.0"),
        ("long-standing, first documented 21.1.0", "16.2.0"),
    ],
)
def test_versions_in_the_sources_words(words: str, version: str | None) -> None:
    assert resolve_surface.version_of(words) == (version or "16.2.0")


def test_words_without_a_version_are_refused() -> None:
    with pytest.raises(ValueError, match="names no version"):
        resolve_surface.version_of("recently")


def test_the_table_knows_when_methods_came() -> None:
    assert surface.methods("Timeline")["AddMarker"].since == (16, 2, 0)
    assert surface.methods("Timeline")["AddTrack"].since == (18, 5, 0)
    assert surface.methods("Timeline")["NormalizeAudioLevel"].since == (21, 1, 0)
    assert surface.methods("TimelineItem")["GetSourceStartTime"].since == (19, 0, 2)
    assert surface.methods("Timeline")["GetSetting"].deprecated == (21, 1, 0)


def test_the_double_models_no_method_that_the_api_lacks() -> None:
    for api, face in FACES.items():
        modelled = {name for name in dir(face) if name[0].isupper()}
        assert modelled <= set(surface.methods(api))
        assert modelled


def test_constants_are_distinct_floats() -> None:
    exports = [value for name, value in surface.constants().items() if name.startswith("EXPORT_")]
    assert all(isinstance(value, float) for value in exports)
    assert len(set(exports)) == len(exports)

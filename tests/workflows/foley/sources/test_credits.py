"""Whose the sounds are."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import numpy as np

from backbeat.foley.found import Choice, FoundSound, Licence, Placed, Take
from backbeat.workflows.foley.sources.credits import credited, credits_csv, credits_text
from tests.workflows.foley.sources.conftest import cue, heard

_BY = Licence("CC-BY-4.0", "Door by Jane", "https://freesound.org/s/7/", True)


def placed(number: str, name: str, licence: Licence, source: str = "freesound") -> Placed:
    """A sound that is heard for a cue."""
    sound = FoundSound(
        f"{source}:{name}", source, name, "", "", 1.0, (Take(0, 1, 0),), licence=licence
    )
    choice = Choice(cue(name, number=number), sound)
    silence = np.zeros((10, 2), np.float32)
    return Placed(choice, 0, silence, 48000, Fraction(0), 0.0, 0.0, key=sound.key)


_PLACED = [
    placed("12", "Door", _BY),
    placed("2", "Door", _BY),
    placed("3", "Anvil", Licence("CC0-1.0", "", "", True)),
    placed("4", "Whoosh", Licence(), "synthesis"),
    placed("5", "Old tape", Licence()),
]


def test_each_sound_is_credited_once_with_its_cues_in_order() -> None:
    found = credited(heard(_PLACED))
    assert [(one.name, list(one.cues)) for one in found] == [
        ("Anvil", ["3"]),
        ("Door", ["2", "12"]),
        ("Old tape", ["5"]),
    ]
    assert found[1].credit == "Door by Jane"
    assert credited([]) == ()


def test_the_text_says_title_author_licence_and_source_of_what_asks_for_it() -> None:
    text = credits_text(credited(heard(_PLACED)))
    line = next(line for line in text.splitlines() if line.startswith("“Door”"))
    assert line == (
        "“Door”, Door by Jane, CC-BY-4.0, https://creativecommons.org/licenses/by/4.0/, "
        "https://freesound.org/s/7/"
    )
    assert "were changed" in text
    assert text.index("“Old tape”, licence not known") < text.index("Without a duty")
    assert text.index("Without a duty") < text.index("“Anvil”")
    assert "No sound here is by others." in credits_text(())


def test_the_table_has_a_row_for_each_sound() -> None:
    rows = list(csv.DictReader(io.StringIO(credits_csv(credited(heard(_PLACED))))))
    assert [row["name"] for row in rows] == ["Anvil", "Door", "Old tape"]
    assert rows[1]["cues"] == "2 12"
    assert rows[1]["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"

"""Scripts: their sounds are listed, for want of times."""

from __future__ import annotations

from backbeat.foley.spotting.scripts import from_script

_SCRIPT = """INT. HOUSE - NIGHT

Anna enters. The door SLAMS behind her. BOB looks up.

SFX: glass breaks
SOUND: distant thunder

                    BOB
          SHUT UP! I heard a BANG.

A gunshot CRACKS. She RUNS.

CUT TO:
"""


def test_sounds_are_listed_with_their_lines() -> None:
    given = from_script(_SCRIPT, "film.fountain")
    assert given.asked == ()
    assert [(one.text, one.where) for one in given.left_out] == [
        ("door slams", "film.fountain, line 3"),
        ("glass breaks", "film.fountain, line 5"),
        ("distant thunder", "film.fountain, line 6"),
        ("gunshot cracks", "film.fountain, line 11"),
    ]
    assert all("no times" in one.reason for one in given.left_out)

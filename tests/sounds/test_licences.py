from __future__ import annotations

from pathlib import Path

from backbeat.sounds.licence_tables import Terms, terms_in
from backbeat.sounds.licences import allows_commercial, named


def test_commercial_use_is_allowed_forbidden_or_not_known() -> None:
    for licence in ("CC0", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-3.0", "MIT", "public domain", "CC BY",
                    "Apache-2.0", "GPL-2.0-only", "LGPL-3+",
                    "http://creativecommons.org/publicdomain/zero/1.0/",
                    "https://creativecommons.org/licenses/by/4.0/"):  # fmt: skip
        assert allows_commercial(licence) is True, licence
    for licence in ("CC-BY-NC-4.0", "CC BY-NC-SA 3.0", "non-commercial use only", "Sampling+",
                    "http://creativecommons.org/licenses/by-nc/3.0/", "personal use"):  # fmt: skip
        assert allows_commercial(licence) is False, licence
    for licence in ("", "ask the author", "All rights reserved"):
        assert allows_commercial(licence) is None, licence


def test_creative_commons_addresses_are_named() -> None:
    assert named("https://creativecommons.org/licenses/by-nc/3.0/") == "CC-BY-NC-3.0"
    assert named("http://creativecommons.org/publicdomain/zero/1.0/") == "CC0-1.0"
    assert named(" my own ") == "my own"


def test_tables_beside_sounds_are_read(tmp_path: Path) -> None:
    (tmp_path / "LICENSES.tsv").write_text(
        "file\tlicence\tby\tsource\nA.wav\tCC0\tAnn\thttp://x\nsub\\b.ogg\tCC-BY-4.0\tBen\t\n"
    )
    (tmp_path / "credits.csv").write_text("Filename,Author\nc.wav,Cleo\n")
    (tmp_path / "licenses.csv").write_text("nothing,here\n1,2\n")
    assert terms_in(tmp_path) == {
        "a.wav": Terms("CC0", "Ann", "http://x"),
        "sub/b.ogg": Terms("CC-BY-4.0", "Ben", ""),
        "c.wav": Terms("", "Cleo", ""),
    }
    assert terms_in(tmp_path / "none") == {}


def test_a_broken_table_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "licenses.tsv").write_bytes(b"\xff\xfe\x00file\tlicence\n\x00")
    assert terms_in(tmp_path) == {}

"""Files made to fill memory, to read other files, or to crash a reader are refused by name."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from backbeat.errors import TimelineError
from backbeat.timeline import load, save
from tests.timeline.exchange import own

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9))
    + "]><xmeml>&a8;</xmeml>"
)
ELSEWHERE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<xmeml><sequence><name>&a;</name></sequence></xmeml>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd" [<!ENTITY % b SYSTEM '
    '"file:///etc/passwd">%b;]><xmeml/>'
)


@pytest.mark.parametrize("ending", [".xml", ".fcpxml"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LAUGHS, "declares an XML entity"),
        (ELSEWHERE, "declares an XML entity"),
        (OUTSIDE, "declares an XML entity"),
        ("<xmeml>" + "<a>" * 100_000, "nested deeper"),
        ("<xmeml><sequence>", "not XML"),
        ("<html/>", "it begins with <html>"),
        ("   ", "is empty"),
        ('<?xml version="1.0" encoding="x-none"?><xmeml/>', "declares an encoding"),
        ('<?xml version="1.0" encoding="shift_jis"?><xmeml/>', "declares an encoding"),
    ],
)
def test_hostile_xml(tmp_path: Path, ending: str, text: str, words: str) -> None:
    path = tmp_path / f"bad{ending}"
    path.write_text(text)
    with pytest.raises(TimelineError, match=words) as refused:
        load(path)
    assert str(path) in refused.value.message
    assert "root:" not in refused.value.message


@pytest.mark.parametrize("ending", [".xml", ".fcpxml", ".edl"])
def test_damaged_files_are_refused_in_words(tmp_path: Path, ending: str) -> None:
    """Numbers swapped, lines lost, bytes turned: a timeline or a TimelineError, nothing else."""
    save(own.document(tmp_path), tmp_path / f"good{ending}")
    good = (tmp_path / f"good{ending}").read_bytes()
    chance = random.Random(4)
    path = tmp_path / f"bad{ending}"
    refused = 0
    for _ in range(60):
        data = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            if chance.random() < 0.5:
                data[at] = chance.choice(b"0123456789-<>/:;s ")
            else:
                del data[at : at + chance.randint(1, 80)]
        path.write_bytes(bytes(data))
        try:
            load(path)
        except TimelineError as error:
            refused += 1
            assert str(path) in error.message
    assert refused


@pytest.mark.parametrize(
    "value", ["1e999", "-5", "99999999999999999999", "1/0s", "nan", "0x10", "٣"]
)
def test_numbers_that_are_none(tmp_path: Path, value: str) -> None:
    save(own.document(tmp_path), tmp_path / "good.xml")
    save(own.document(tmp_path), tmp_path / "good.fcpxml")
    xml = (tmp_path / "good.xml").read_text()
    for field in ("start", "timebase", "in", "frame", "trackindex", "duration"):
        text = xml.replace(f"<{field}>", f"<{field}>{value}", 1)
        (tmp_path / "bad.xml").write_text(text)
        _read_or_refuse(tmp_path / "bad.xml")
    fcpxml = (tmp_path / "good.fcpxml").read_text()
    for field in ("offset", "duration", "start", "frameDuration", "lane", "tcStart"):
        at = fcpxml.index(f'{field}="') + len(field) + 2
        text = fcpxml[:at] + value + fcpxml[fcpxml.index('"', at) :]
        (tmp_path / "bad.fcpxml").write_text(text)
        _read_or_refuse(tmp_path / "bad.fcpxml")


@pytest.mark.parametrize("length", ["9999999999999999999s", "1/9999999s", "0s"])
def test_rates_of_no_camera(tmp_path: Path, length: str) -> None:
    """Of the sequence it is refused; of media it is as if it were not stated."""
    save(own.document(tmp_path), tmp_path / "good.fcpxml")
    text = (tmp_path / "good.fcpxml").read_text()
    path = tmp_path / "bad.fcpxml"
    path.write_text(text.replace('frameDuration="1/25s"', f'frameDuration="{length}"'))
    with pytest.raises(TimelineError, match="states no frame rate"):
        load(path)
    odd = f'<format id="r99" frameDuration="{length}" /></resources>'
    text = text.replace("</resources>", odd).replace('hasVideo="1" format="r3"', "")
    path.write_text(text.replace('hasVideo="1" format=', 'hasVideo="1" format="r99" x='))
    save(load(path), tmp_path / "out.fcpxml")


def _read_or_refuse(path: Path) -> None:
    try:
        load(path)
    except TimelineError as error:
        assert str(path) in error.message

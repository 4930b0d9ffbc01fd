"""Real timelines with anything changed in them: a timeline or a named error, in bounded time."""

from __future__ import annotations

import re
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.errors import BackbeatError
from backbeat.timeline import load, save
from backbeat.timeline.document import losses
from backbeat.timeline.reading import read_edit
from tests.timeline.exchange import own

ENDINGS = (".xml", ".fcpxml", ".edl")
REAL = (
    "fcp7xml/premiere_example.xml",
    "fcp7xml/hiero_xml_export.xml",
    "fcp7xml/premiere_enable_property.xml",
)
_VALUE = re.compile(rb'>([^<>\s][^<>]*)<|"([^"<>]*)"|\b(\d\d:\d\d:\d\d[:;]\d\d)\b')
VALUES = st.one_of(
    st.sampled_from(
        [
            *("", "-1", "0", "1", "-0", "999999999999", "9" * 30, "9" * 5000, "1e9", "inf", "nan"),
            *("0/0s", "1/0s", "-1s", "1001/30000s", "99999999999999/1s", "0.5s", "r1", "r2", "r3"),
            *("TRUE", "FALSE", "-100", "1000000", "0.0000001", "٣", "½", "\u0000", "clipitem-1"),
            *("00:00:00:00", "23:59:59;29", "99:99:99:99", "file:///a%zz", "C:\\x", "file-1", "x"),
        ]
    ),
    st.text(max_size=12),
    st.integers(-(2**70), 2**70).map(str),
    st.fractions().map(lambda value: f"{value}s"),
)


@cache
def _good(name: str) -> bytes:
    folder = Path(__file__).resolve().parents[4] / "shared" / "data" / "otio"
    return (folder / name).read_bytes()


@st.composite
def _changes(draw: st.DrawFn) -> list[tuple[str, float, float, str]]:
    kinds = st.sampled_from(["value", "value", "value", "cut", "swap", "double"])
    place = st.floats(0, 0.999999)
    return draw(st.lists(st.tuples(kinds, place, place, VALUES), min_size=1, max_size=5))


def _changed(data: bytes, changes: list[tuple[str, float, float, str]]) -> bytes:
    for kind, first, second, value in changes:
        spans = [m.span(m.lastindex or 0) for m in _VALUE.finditer(data)]
        lines = data.split(b"\n")
        if kind == "value" and spans:
            start, end = spans[int(first * len(spans))]
            data = data[:start] + value.encode("utf-8", "replace") + data[end:]
        elif kind == "swap" and len(spans) > 1:
            one, other = sorted((spans[int(first * len(spans))], spans[int(second * len(spans))]))
            if one != other:
                a, b = data[slice(*one)], data[slice(*other)]
                data = data[: one[0]] + b + data[one[1] : other[0]] + a + data[other[1] :]
        elif kind == "cut":
            at = int(first * len(lines))
            data = b"\n".join(lines[:at] + lines[at + 1 + int(second * 3) :])
        else:
            at = int(first * len(lines))
            data = b"\n".join(lines[: at + 1] + lines[at:])
    return data


def _survives(data: bytes, path: Path) -> None:
    """Reads it as every job does, and writes it in every format."""
    path.write_bytes(data)
    before = time.process_time()
    try:
        document = load(path)
        read_edit(document)
        for ending in ENDINGS:
            losses(document, path.with_name(f"out{ending}"))
            save(document, path.with_name(f"out{ending}"))
    except BackbeatError as error:
        assert "Traceback" not in error.message and "\n" not in error.message
        assert len(error.message) < 2000
    assert time.process_time() - before < 5


@pytest.mark.parametrize("ending", ENDINGS)
@given(changes=_changes())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_our_own(tmp_path: Path, ending: str, changes: list[tuple[str, float, float, str]]) -> None:
    good = tmp_path / f"good{ending}"
    if not good.exists():
        save(own.document(tmp_path), good)
    _survives(_changed(good.read_bytes(), changes), tmp_path / f"bad{ending}")


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
@given(changes=_changes())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_real_exports(
    shared: Path, tmp_path: Path, name: str, changes: list[tuple[str, float, float, str]]
) -> None:
    _survives(_changed(_good(name), changes), tmp_path / "bad.xml")

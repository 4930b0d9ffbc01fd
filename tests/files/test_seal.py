"""A file of ours is known as long as nobody changed a byte of it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from backbeat.files.seal import MARK, is_sealed, sealed, sealed_png, with_check_digits

BEFORE = st.binary(max_size=60).filter(
    lambda data: b"Backbeat" not in data and not data.startswith(b"\x89PNG")
)
ROWS = st.lists(st.floats(0, 1e5).map(lambda time: f"{time:.6f},1,2,0.500"), min_size=8)


@given(BEFORE, BEFORE, st.data())
def test_a_sealed_text_is_known_until_any_byte_of_it_changes(
    before: bytes, after: bytes, data: st.DataObject
) -> None:
    made = sealed(before + MARK.encode() + after)
    assert len(made) == len(before) + len(MARK) + len(after)
    assert is_sealed(made)
    assert sealed(before + MARK.encode() + after) == made
    at = data.draw(st.integers(0, len(made) - 1))
    changed = bytearray(made)
    changed[at] ^= 1
    assert not is_sealed(bytes(changed))
    assert not is_sealed(made + b"\n")


@given(BEFORE)
def test_what_has_no_mark_stays_as_it_is_and_is_not_ours(data: bytes) -> None:
    assert sealed(data) == data
    assert not is_sealed(data)


def test_a_mark_copied_into_another_file_does_not_make_it_ours() -> None:
    made = sealed(json.dumps({"a": 1, "writtenBy": MARK}).encode())
    other = {**json.loads(made), "a": 2}
    assert not is_sealed(json.dumps(other).encode())
    assert is_sealed(json.dumps(json.loads(made)).encode())


def test_a_mark_beside_others_is_found() -> None:
    inner = sealed(f"<svg><!-- {MARK} --></svg>".encode())
    made = sealed(b"<meta content='" + MARK.encode() + b"'>" + inner)
    assert is_sealed(made)
    assert is_sealed(inner + sealed(b"x")) is False


@given(ROWS, st.data())
def test_rows_with_check_digits_are_known_until_one_of_them_changes(
    rows: list[str], data: st.DataObject
) -> None:
    text = "time_s,bar,beat,confidence\n" + "".join(f"{row}\n" for row in rows)
    made = with_check_digits(text)
    assert is_sealed(made.encode())
    for line, row in zip(made.splitlines()[1:], rows, strict=True):
        assert abs(float(line.split(",")[0]) - float(row.split(",")[0])) < 1.1e-6
    number = data.draw(st.integers(0, len(rows) - 1))
    lines = made.splitlines()
    lines[number + 1] = lines[number + 1].replace("0.500", "0.501")
    assert not is_sealed(("\n".join(lines) + "\n").encode())


def test_points_stay_points_and_ranges_keep_their_order() -> None:
    text = "0.500000\t0.500000\t1.1\n0.500000\t9.000000\tverse\n1.000000\t1.000000\t1.2\n"
    made = with_check_digits(text)
    assert is_sealed(made.encode())
    spans = [line.split("\t")[:2] for line in made.splitlines()]
    assert [start == end for start, end in spans] == [True, False, True]
    assert is_sealed(made.replace("1.2", "1.3").encode()) is False


def test_labels_that_audacity_wrote_itself_are_not_ours() -> None:
    text = "".join(f"{n:.6f}\t{n:.6f}\t1.{n}\n" for n in range(100))
    assert is_sealed(with_check_digits(text).encode())
    assert not is_sealed(text.encode())


def test_a_png_is_known_and_still_a_png() -> None:
    import io

    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (9, 7), "red").save(data, "PNG")
    made = sealed_png(data.getvalue())
    assert is_sealed(made) and not is_sealed(data.getvalue())
    with Image.open(io.BytesIO(made)) as image:
        image.load()
        assert image.size == (9, 7)
        assert image.text["Software"].startswith("Backbeat ")
    changed = made.replace(b"IDAT", b"IDAT", 1)
    at = changed.index(b"IDAT") + 5
    assert not is_sealed(changed[:at] + bytes([changed[at] ^ 1]) + changed[at + 1 :])

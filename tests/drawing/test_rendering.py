"""Scenes as SVG and PNG: well-formed, harmless, the same every time, and what was meant."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from backbeat.drawing import Scene, png, svg
from backbeat.drawing.scene import Curve, Lines, Rect, Shape, Text
from backbeat.music.plot import picture
from backbeat.music.plot.rows import points
from tests.music.plot.parts import busy

NS = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert("1")</script>&amp;<![CDATA[ ]]> \x00\x1b\ud800 "\''


def scene(*marks: object) -> Scene:
    made = Scene(40, 30, "#ffffff", "a scene")
    made.add(*marks)  # type: ignore[arg-type]
    return made


def pixels(made: Scene) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png(made))).convert("RGB"))


def test_svg_is_well_formed_and_complete() -> None:
    analysis = busy(60)
    samples = np.zeros((60_000, 1), np.float32)
    root = ET.fromstring(svg(picture(samples, 1000, analysis, "song")))
    assert root.tag == f"{NS}svg"
    assert root.findtext(f"{NS}title", "").startswith("song: 126.0 bpm")
    texts = [element.text for element in root.iter(f"{NS}text")]
    assert "song" in texts and "drop" in texts


@given(st.text(st.characters(exclude_categories=())))
def test_names_do_no_harm(name: str) -> None:
    for title in (name, HOSTILE + name):
        made = scene(Text(0, 10, title, 12, "#000000"))
        made.title = title
        root = ET.fromstring(svg(made).encode())
        assert {element.tag for element in root.iter()} == {
            f"{NS}{tag}" for tag in ("svg", "title", "rect", "text")
        }
        assert pixels(made).shape == (30, 40, 3)


def test_svg_has_no_addresses_but_its_own() -> None:
    text = svg(picture(np.zeros((1000, 1), np.float32), 1000, busy(1), HOSTILE))
    assert text.count("http") == 1
    assert "<script" not in text and "<style" not in text


def test_png_paints_where_it_is_told() -> None:
    seen = pixels(
        scene(
            Rect(0, 0, 10, 10, "#ff0000"),
            Shape(points([20, 40, 40, 20], [0, 0, 10, 10]), "#0000ff", 0.5),
            Lines(np.array([[5, 15, 5, 28]]), "#00ff00", 2),
            Curve(points([20, 30, 39], [20, 20, 20]), "#000000", 2),
        )
    )
    assert seen[5, 5].tolist() == [255, 0, 0]
    assert seen[5, 12].tolist() == [255, 255, 255]
    assert seen[5, 30] == pytest.approx(np.array([127, 127, 255]), abs=2)
    assert seen[22, 5].tolist() == [0, 255, 0] or seen[22, 4].tolist() == [0, 255, 0]
    assert seen[20, 30].max() < 120 and seen[25, 30].min() == 255


def test_png_smooths_slopes() -> None:
    shades = np.unique(pixels(scene(Shape(points([0, 40, 0], [0, 30, 30]), "#000000")))[:, :, 0])
    assert len(shades) > 4


def test_png_writes_letters() -> None:
    blank, some = (pixels(scene(Text(2, 20, words, 14, "#000000"))) for words in ("", "Äb−3"))
    assert (blank == 255).all()
    assert (some < 100).any()


def test_the_same_bytes_every_time() -> None:
    samples = np.random.default_rng(0).uniform(-1, 1, (9000, 2)).astype(np.float32)
    one, two = (picture(samples, 1000, busy(9), "song") for _ in range(2))
    assert svg(one) == svg(two)
    assert png(one) == png(two)

"""Renders a scene as PNG, anti-aliased by supersampling."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING

from backbeat.drawing.scene import Curve, Lines, Mark, Points, Rect, Scene, Shape, Text
from backbeat.files.seal import sealed_png

if TYPE_CHECKING:
    from PIL import ImageDraw

_OVERSAMPLING = 3
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
_SPELLED = {
    "−": "-", "×": "x", "–": "-", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l",
    "Ł": "L", "đ": "d", "ı": "i", "œ": "oe", "“": '"', "”": '"', "‘": "'",
}  # fmt: skip


def png(scene: Scene) -> bytes:
    """The bytes of the file, in pixels as large as the scene, with our mark.

    Letters are those of the font that comes with Pillow, so the picture is the same everywhere; it
    knows no accents and no other alphabets than the Latin one.
    """
    from PIL import Image, ImageDraw, ImageFont

    size = round(scene.width), round(scene.height)
    large = size[0] * _OVERSAMPLING, size[1] * _OVERSAMPLING
    image = Image.new("RGB", large, scene.background)
    # With this mode, what is drawn half transparent is mixed with what is there.
    draw = ImageDraw.Draw(image, "RGBA")
    for mark in scene.marks:
        _paint(draw, mark)
    image = image.reduce(_OVERSAMPLING)
    draw = ImageDraw.Draw(image)
    for mark in scene.marks:
        if isinstance(mark, Text):
            font = ImageFont.load_default(mark.size)
            place = mark.x, mark.y
            draw.text(place, _spelled(mark.words), mark.fill, font, _ANCHORS[mark.anchor])
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return sealed_png(data.getvalue())


def _paint(draw: ImageDraw.ImageDraw, mark: Mark) -> None:
    match mark:
        case Rect():
            left, top = mark.x * _OVERSAMPLING, mark.y * _OVERSAMPLING
            # Pillow includes the far corner.
            right = max(left, left + mark.width * _OVERSAMPLING - 1)
            bottom = max(top, top + mark.height * _OVERSAMPLING - 1)
            color = _color(mark.fill, mark.opacity)
            draw.rounded_rectangle(
                (left, top, right, bottom), mark.radius * _OVERSAMPLING, fill=color
            )
        case Lines():
            color = _color(mark.stroke, mark.opacity)
            for line in (mark.segments * _OVERSAMPLING).tolist():
                draw.line(line, color, _wide(mark.width))
        case Curve():
            color = _color(mark.stroke, mark.opacity)
            draw.line(_flat(mark.points), color, _wide(mark.width), joint="curve")
        case Shape():
            draw.polygon(_flat(mark.points), _color(mark.fill, mark.opacity))
        case Text():
            pass


def _wide(width: float) -> int:
    return max(1, round(width * _OVERSAMPLING))


def _flat(points: Points) -> list[float]:
    flat: list[float] = (points * _OVERSAMPLING).ravel().tolist()
    return flat


def _color(color: str, opacity: float) -> tuple[int, int, int, int]:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red, green, blue, round(255 * opacity)


def _spelled(words: str) -> str:
    """A text reduced to characters of the font."""
    plain = "".join(_SPELLED.get(sign, sign) for sign in words)
    parts = unicodedata.normalize("NFKD", plain)
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return "".join(sign if " " <= sign <= "~" or sign in "·…°" else "?" for sign in bare)

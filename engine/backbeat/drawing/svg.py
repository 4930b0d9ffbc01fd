"""A scene as SVG 1.1: text stays text, nothing is fetched, nothing runs."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from backbeat.drawing.scene import Curve, Lines, Mark, Points, Rect, Scene, Shape, Text
from backbeat.files.seal import MARK

_FONTS = "system-ui,-apple-system,'Segoe UI','Helvetica Neue',Arial,'DejaVu Sans',sans-serif"


def svg(scene: Scene) -> str:
    """The text of the file, with our mark, which is filled in as it is written."""
    size = f"{_number(scene.width)} {_number(scene.height)}"
    width, height = size.split()
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{width}" '
        f'height="{height}" role="img" font-family="{_FONTS}">'
    )
    ground = Rect(0, 0, scene.width, scene.height, scene.background)
    words = [mark for mark in scene.marks if isinstance(mark, Text)]
    shapes = [mark for mark in scene.marks if not isinstance(mark, Text)]
    body = "\n".join(_element(mark) for mark in [ground, *shapes, *words])
    return f"{head}\n<!-- {MARK} -->\n<title>{_text(scene.title)}</title>\n{body}\n</svg>\n"


def _element(mark: Mark) -> str:
    match mark:
        case Rect():
            rounded = f' rx="{_number(mark.radius)}"' if mark.radius else ""
            paint = _paint("fill", mark.fill, mark.opacity)
            return (
                f'<rect x="{_number(mark.x)}" y="{_number(mark.y)}" width="{_number(mark.width)}" '
                f'height="{_number(mark.height)}"{rounded}{paint}/>'
            )
        case Lines():
            path = "".join(
                f"M{_number(x1)} {_number(y1)}L{_number(x2)} {_number(y2)}"
                for x1, y1, x2, y2 in mark.segments.tolist()
            )
            return f'<path d="{path}"{_stroke(mark)}/>'
        case Curve():
            return f'<polyline points="{_points(mark.points)}" fill="none"{_stroke(mark)}/>'
        case Shape():
            paint = _paint("fill", mark.fill, mark.opacity)
            return f'<polygon points="{_points(mark.points)}"{paint}/>'
        case Text():
            anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
            return (
                f'<text x="{_number(mark.x)}" y="{_number(mark.y)}" font-size='
                f'"{_number(mark.size)}"{anchor} fill={quoteattr(mark.fill)}>{_text(mark.words)}'
                "</text>"
            )


def _stroke(mark: Lines | Curve) -> str:
    width = f' stroke-width="{_number(mark.width)}"'
    joined = ' stroke-linejoin="round"' if isinstance(mark, Curve) else ""
    return f"{_paint('stroke', mark.stroke, mark.opacity)}{width}{joined}"


def _paint(kind: str, color: str, opacity: float) -> str:
    seen = f' {kind}-opacity="{_number(opacity)}"' if opacity < 1 else ""
    return f" {kind}={quoteattr(color)}{seen}"


def _points(points: Points) -> str:
    # A tenth of a pixel is as much as anybody sees, and there are thousands of them.
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points.tolist())


def _text(words: str) -> str:
    """Escaped, and without the characters that XML 1.0 has no way to write."""
    allowed = (sign if _in_xml(ord(sign)) else "\N{REPLACEMENT CHARACTER}" for sign in words)
    return escape("".join(allowed))


def _in_xml(code: int) -> bool:
    if code < 0x20:
        return code in (0x09, 0x0A, 0x0D)
    return not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

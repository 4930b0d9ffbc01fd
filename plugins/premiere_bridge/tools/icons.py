"""Draws the panel's icons: three beats, the first the tallest. Writes public/icons/*.png."""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent.parent / "public" / "icons"
COLORS = {"dark": (230, 231, 233, 255), "light": (27, 29, 32, 255)}


def icon(size: int, color: tuple[int, int, int, int]) -> Image.Image:
    """One icon, drawn four times as large and made small."""
    big = 4 * size
    picture = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    width = big // 8
    for place, height in ((0.22, 0.76), (0.47, 0.44), (0.72, 0.58)):
        left, tall = int(place * big), int(height * big)
        top = (big - tall) // 2
        draw.rounded_rectangle((left, top, left + width, top + tall), width // 2, fill=color)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, color in COLORS.items():
        for scale, suffix in ((1, ""), (2, "@2x")):
            icon(24 * scale, color).save(FOLDER / f"{name}{suffix}.png", optimize=True)


if __name__ == "__main__":
    main()

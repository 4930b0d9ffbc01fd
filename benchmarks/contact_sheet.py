"""Draws the last picture before and the first picture after every cut of a rendered proof.

    python -m benchmarks.contact_sheet PROOF.mp4 EDIT.syncmap.json -o sheet.png

For a person to judge cuts at a glance: whether both pictures differ, whether shots were cut inside,
and what the machine gave as its reason.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from google.protobuf import json_format
from PIL import Image, ImageDraw, ImageFont

from backbeat.v1.cutting_pb2 import Slot, SyncMap

_WIDTH = 200
"""Of a picture, in pixels."""
_GAP, _TEXT, _COLUMNS, _ROWS = 10, 80, 4, 10
_PAPER, _INK, _DIM, _MARK = "#f4f4f4", "#1a1a1a", "#5d5d63", "#b23a06"


@dataclass(frozen=True)
class CutPair:
    """A cut with the pictures around it."""

    slot: Slot
    """The one that starts here."""
    before: Image.Image
    after: Image.Image


def cut_pairs(proof: Path, sync_map: SyncMap) -> Iterator[CutPair]:
    """The pictures around each cut, small, in order.

    A dissolve is shown by the pictures before it starts and after it ends.
    """
    wanted: dict[int, Image.Image | None] = {}
    places = []
    for slot in list(sync_map.slots)[1:]:
        half = -(-slot.dissolve_frames // 2)
        low, high = slot.start_frame - half - 1, slot.start_frame + half
        places.append((slot, low, high))
        wanted[low] = wanted[high] = None
    with av.open(str(proof)) as film:
        for number, frame in enumerate(film.decode(video=0)):
            if number in wanted:
                height = round(frame.height * _WIDTH / frame.width)
                small = frame.reformat(width=_WIDTH, height=height, format="rgb24")
                wanted[number] = Image.fromarray(small.to_ndarray())
    for slot, low, high in places:
        before, after = wanted[low], wanted[high]
        if before is not None and after is not None:
            yield CutPair(slot, before, after)


def sheets(pairs: Sequence[CutPair], rate: Fraction) -> Iterator[Image.Image]:
    """Pages of up to forty cuts each."""
    each = _COLUMNS * _ROWS
    for first in range(0, len(pairs), each):
        yield _sheet(pairs[first : first + each], rate)


def _sheet(pairs: Sequence[CutPair], rate: Fraction) -> Image.Image:
    height = max(pair.before.height for pair in pairs)
    cell = 2 * _WIDTH + 2 + _GAP, height + _TEXT + _GAP
    rows = -(-len(pairs) // _COLUMNS)
    page = Image.new("RGB", (_COLUMNS * cell[0] + _GAP, rows * cell[1] + _GAP), _PAPER)
    draw = ImageDraw.Draw(page)
    bold, plain = ImageFont.load_default(14), ImageFont.load_default(11)
    for index, pair in enumerate(pairs):
        x = _GAP + index % _COLUMNS * cell[0]
        y = _GAP + index // _COLUMNS * cell[1]
        page.paste(pair.before, (x, y))
        page.paste(pair.after, (x + _WIDTH + 2, y))
        slot, below = pair.slot, y + height + 2
        name = f"{slot.number}  B{slot.bar}.{slot.beat}  {float(slot.start_frame / rate):.2f} s"
        draw.text((x, below), name, _INK, bold)
        if slot.dissolve_frames:
            draw.text((x + 2 * _WIDTH - 70, below + 2), "dissolve", _MARK, plain)
        words = textwrap.wrap(f"{slot.reason} {slot.shot.reason}", 60)[:4]
        draw.multiline_text((x, below + 19), "\n".join(words), _DIM, plain, spacing=3)
    return page


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes sheet.png, sheet.2.png ..."""
    parser = argparse.ArgumentParser(prog="benchmarks.contact_sheet", description=__doc__)
    parser.add_argument("proof", type=Path)
    parser.add_argument("sync_map", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("sheet.png"))
    chosen = parser.parse_args(arguments)
    sync_map = SyncMap()
    json_format.Parse(chosen.sync_map.read_text(encoding="utf-8"), sync_map)
    rate = Fraction(sync_map.rate.numerator, sync_map.rate.denominator)
    pairs = list(cut_pairs(chosen.proof, sync_map))
    for number, page in enumerate(sheets(pairs, rate), 1):
        path = chosen.output
        page.save(path if number == 1 else path.with_suffix(f".{number}{path.suffix}"))
    print(f"{len(pairs)} cuts of {len(sync_map.slots) - 1}")


if __name__ == "__main__":
    main()

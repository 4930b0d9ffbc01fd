"""What a dub job says of its lines."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.speech.spacing import joined
from backbeat.v1.dubbing_pb2 import DubbedLine
from backbeat.workflows.dub.conforming import Dubbed, sources_of


def messages_of(lines: Sequence[Dubbed], gains_db: Sequence[float]) -> list[DubbedLine]:
    """Lines as messages, numbered from 1.

    Args:
        lines: every line, in order.
        gains_db: of those that are placed, in order.
    """
    gains = iter(gains_db)
    return [
        _message(number, line, next(gains) if line.placed is not None else 0.0)
        for number, line in enumerate(lines, 1)
    ]


def _message(number: int, line: Dubbed, gain_db: float) -> DubbedLine:
    message = DubbedLine(
        number=number,
        original_text=joined([one.text for one in line.original if one.text]),
        text=joined([one.text for one in line.new if one.text]),
        problem=line.problem,
        gain_db=round(gain_db, 2),
    )
    if line.original:
        message.start_s = round(line.original[0].start_s, 3)
        message.end_s = round(line.original[-1].end_s, 3)
        message.speaker = line.original[0].speaker
    elif line.new:
        message.speaker = line.new[0].speaker
    if line.placed is not None:
        _place(message, line)
    return message


def _place(message: DubbedLine, line: Dubbed) -> None:
    placed = line.placed
    if placed is None:
        return
    message.placed_s = round(placed.start_s, 3)
    message.placed_end_s = round(placed.end_s, 3)
    message.stretch = round(placed.stretch, 4)
    wanted_s = line.new[0].start_s
    if wanted_s is None:
        wanted_s = line.original[0].start_s if line.original else placed.start_s
    if not line.original:
        message.start_s, message.end_s = message.placed_s, message.placed_end_s
    message.offset_ms = round((placed.start_s - wanted_s) * 1000, 1)
    sources = sources_of(line)
    if sources[0][0].by_voice:
        return  # It was there for this job only.
    message.source_path = str(sources[0][0].recording or "")
    message.source_start_s = round(sources[0][1].start_s, 3)
    message.source_end_s = round(sources[-1][1].end_s, 3)

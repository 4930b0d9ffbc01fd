"""Shots as the sync map has them."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction

from backbeat.cutting.assembly.review import stretch
from backbeat.cutting.assembly.shots import Shot
from backbeat.v1 import cutting_pb2


def shot_message(shot: Shot, rate: Fraction) -> cutting_pb2.Shot:
    """The record of a shot.

    Args:
        shot: of an assembled edit.
        rate: frames a second of the edit.
    """
    footage = shot.footage
    start, end = stretch(shot, rate)
    message = cutting_pb2.Shot(
        path=str(footage.path),
        sha256=footage.sha256,
        name=footage.path.name,
        still=footage.still,
        source_start_s=start,
        source_end_s=end,
        costs=[
            cutting_pb2.ChoiceCost(name=cost.name, cost=round(getattr(shot.costs, cost.name), 6))
            for cost in fields(shot.costs)
        ],
        reason=shot.reason,
        given=shot.given,
    )
    if footage.rate:
        message.rate.numerator = footage.rate.numerator
        message.rate.denominator = footage.rate.denominator
    if shot.peak_s is not None and shot.beat_s is not None:
        message.peak_s = shot.peak_s
        message.peak_error_ms = round((shot.peak_s - float(shot.beat_s)) * 1000, 6)
    return message

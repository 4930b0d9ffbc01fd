"""What the options of `backbeat lipsync` mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.v1.lipsync_pb2 import FaceVoice, StrengthPoint, TimeSpan

_NUMBER = r"\d+(?:\.\d*)?|\.\d+"
_SPAN = re.compile(rf"\s*({_NUMBER})\s*[-–]\s*({_NUMBER})\s*")
_POINT = re.compile(rf"\s*({_NUMBER})\s*:\s*({_NUMBER})\s*")


def inputs(files: Sequence[str], timeline: str, speech: str) -> tuple[str, str]:
    """The video or timeline, and the speech or an empty string.

    Raises:
        RequestError: none of the former is named, or there are too many files.
    """
    named = [*([timeline] if timeline else []), *files]
    if not named:
        raise RequestError("No video was named.", "Name it, and the speech it is to say.")
    if len(named) + bool(speech) > 2:
        raise RequestError(
            f"{len(named) + bool(speech)} files are named, and there are a video and a speech.",
            "For several faces give --face 1=a.wav --face 2=b.wav.",
        )
    return named[0], speech or (named[1] if len(named) > 1 else "")


def faces(given: Sequence[str], speech: str, at_s: float) -> tuple[int, list[FaceVoice]]:
    """The face that says the speech, 0 where none is named, or who says what.

    Raises:
        RequestError: an option is neither a number nor a number and a file.
    """
    from backbeat.v1.lipsync_pb2 import FaceVoice

    numbers: list[int] = []
    voices: list[FaceVoice] = []
    for text in given:
        number, is_voice, path = text.partition("=")
        if not number.strip().isdecimal() or (is_voice and not path):
            raise RequestError(
                f"--face {text} names no face.", "Write --face 2, or --face 2=words.wav."
            )
        if is_voice:
            voice = FaceVoice(face=int(number), speech_path=absolute(path), speech_start_s=at_s)
            voices.append(voice)
        else:
            numbers.append(int(number))
    if voices and (numbers or speech):
        raise RequestError(
            "Some faces have speech of their own, and there is speech besides.",
            "Give each face its own: --face 1=a.wav --face 2=b.wav.",
        )
    if len(numbers) > 1:
        # Several people say the same words.
        if not speech:
            raise RequestError("Several faces are named without words.", "Name the speech.")
        path = absolute(speech)
        return 0, [
            FaceVoice(face=number, speech_path=path, speech_start_s=at_s) for number in numbers
        ]
    return (numbers[0] if numbers else 0), voices


def span(text: str) -> TimeSpan:
    """A stretch such as 3.2-4.5. Raises: RequestError: the text is none."""
    from backbeat.v1.lipsync_pb2 import TimeSpan

    found = _SPAN.fullmatch(text)
    if found is None:
        raise RequestError(f"--mute {text} is no stretch.", "Write two seconds: --mute 3.2-4.5.")
    return TimeSpan(start_s=float(found[1]), end_s=float(found[2]))


def strength(text: str) -> list[StrengthPoint]:
    """Points such as 0:1,4:0.5. Raises: RequestError: the text is none."""
    from backbeat.v1.lipsync_pb2 import StrengthPoint

    points = []
    for part in text.split(",") if text.strip() else []:
        found = _POINT.fullmatch(part)
        if found is None:
            raise RequestError(
                f"--strength {text} cannot be read at “{part.strip()}”.",
                "Write seconds and strengths: --strength 0:1,4:0.5.",
            )
        points.append(StrengthPoint(time_s=float(found[1]), strength=float(found[2])))
    return points


def handles(given: int | None) -> int:
    """As the request counts them: 0 is the default, -1 is none."""
    return 0 if given is None else given or -1

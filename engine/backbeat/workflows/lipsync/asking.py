"""What a request asks for, refused before minutes of looking at faces where it makes no sense."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.media.probe import probe
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.workflows.lipsync.backends import REWRITE, WARP, check_backend

VIDEOS = (".mp4", ".mov", ".mkv")
REPORTS = (".html", ".json")
_CODECS = ("", "h264", "hevc", "prores", "dnxhr")
QUICKTIME = ("prores", "dnxhr")
"""Encodings that MP4 does not hold."""
_SERVICE = "service:"


def read_by(request: LipSyncRequest) -> list[Path]:
    """The files that a request names as inputs."""
    names = [
        request.path,
        request.speech_path,
        request.visemes_path,
        *request.bank_paths,
        *(voice.speech_path for voice in request.voices),
    ]
    return [Path(name) for name in dict.fromkeys(names) if name]


def check(request: LipSyncRequest, is_timeline: bool) -> None:
    """Refuses a request that asks for nothing, or for what makes no sense.

    Args:
        request: of the job.
        is_timeline: whether it is for a clip of a timeline.

    Raises:
        RequestError: it does.
        TimelineError: the edited mouth shapes cannot be read.
        MediaError: a recording or a video of the bank cannot be read.
    """
    if not request.path:
        raise RequestError("A lipsync job needs a path.", "Name the video with the face.")
    if not request.output_path:
        raise RequestError("A lipsync job needs an output.", "Name the video to write.")
    if request.face < 0:
        raise RequestError(f"There is no face {request.face}.", "Faces are counted from 1.")
    if request.take < 0:
        raise RequestError(f"There is no take {request.take}.", "Takes are counted from 1.")
    if request.codec not in _CODECS:
        raise RequestError(
            f"There is no encoding called {request.codec}.",
            f"Choose {', '.join(_CODECS[1:-1])} or {_CODECS[-1]}.",
        )
    if request.codec in QUICKTIME and Path(request.output_path).suffix.lower() == ".mp4":
        raise RequestError(
            f"An .mp4 cannot hold {request.codec}.", "End the output in .mov or .mkv."
        )
    _check_reports(request)
    _check_timeline(request, is_timeline)
    _check_rights(request)
    check_backend(request.backend)
    _check_words(request)
    _check_inputs(request)


def _check_reports(request: LipSyncRequest) -> None:
    kinds = [Path(name).suffix.lower() for name in request.report_paths]
    for name, kind in zip(request.report_paths, kinds, strict=True):
        if kind not in REPORTS:
            raise RequestError(f"{name} is no kind of report.", "End it in .html or .json.")
        if kinds.count(kind) > 1:
            raise RequestError(f"Two reports end in {kind}.", "Name one of each kind at most.")


def _check_timeline(request: LipSyncRequest, is_timeline: bool) -> None:
    if request.handles < -1:
        raise RequestError(f"There are no {request.handles} handles.", "-1 is none, 0 is 12.")
    if is_timeline:
        return
    for what, is_given in (
        ("A clip", bool(request.clip)),
        ("Handles", bool(request.handles)),
        ("Earlier takes that stay", request.keep_takes),
    ):
        if is_given:
            raise RequestError(
                f"{what} belong{'s' * (what == 'A clip')} to a timeline, and "
                f"{Path(request.path).name} is none.",
                "Give the timeline, or leave that out.",
            )


def _check_rights(request: LipSyncRequest) -> None:
    if any(unicodedata.category(letter) == "Cc" for letter in request.consent):
        raise RequestError(
            "The consent holds line breaks or control characters.", "Write it in one line."
        )
    if request.commercial and request.backend not in ("", REWRITE, WARP) and not request.consent:
        raise RequestError(
            f"{request.backend} in a commercial project asks for the consent of whose face it is.",
            "Say who agreed, and where that is written down: --consent TEXT.",
        )
    if request.emotion and not request.backend.startswith(_SERVICE):
        raise RequestError(
            "An emotion is for services, and no service is to make the mouths.",
            "Name one with --backend service:NAME, or leave the emotion out.",
        )


def _check_words(request: LipSyncRequest) -> None:
    from backbeat.workflows.lipsync.lines import check_changes

    check_changes(request)
    has_speech = bool(request.speech_path or request.voices)
    for what, is_given in (
        ("Comparing with the video's own sound", request.only_changes),
        ("What the picture does where the speech is longer", bool(request.when_longer)),
        ("Old and new words", bool(request.new_text)),
    ):
        if is_given and not has_speech:
            raise RequestError(f"{what} takes new speech, and there is none.", "Name a recording.")
    for point in request.strength:
        if not 0 <= point.time_s < math.inf:
            raise RequestError(
                f"A strength at {point.time_s:g} s is at no moment of the video.",
                "Count seconds from the first frame.",
            )


def _check_inputs(request: LipSyncRequest) -> None:
    for path, start_s in _recordings(request):
        length = probe(path).sound(0).duration
        if not math.isfinite(start_s) or (length is not None and start_s + length <= 0):
            raise RequestError(
                f"{path.name} would end before the video begins.",
                "Give its start in seconds from the first frame.",
            )
    for bank in request.bank_paths:
        if probe(bank).video is None:
            raise RequestError(f"{bank} has no picture.", "Name a video of the speaker.")
    if request.visemes_path:
        from backbeat.workflows.lipsync.shapes import edited_shapes

        edited_shapes(Path(request.visemes_path))


def _recordings(request: LipSyncRequest) -> Iterator[tuple[Path, float]]:
    if request.speech_path:
        yield Path(request.speech_path), request.speech_start_s
    for voice in request.voices:
        if voice.face < 1:
            raise RequestError(f"There is no face {voice.face}.", "Faces are counted from 1.")
        yield Path(voice.speech_path), voice.speech_start_s

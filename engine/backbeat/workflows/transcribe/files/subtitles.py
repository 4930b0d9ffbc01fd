"""Transcripts as subtitles: SubRip, and WebVTT with speakers and the time of every word."""

from __future__ import annotations

from html import escape
from pathlib import Path

from backbeat.files import write_text
from backbeat.files.seal import MARK
from backbeat.speech.captions import Caption, captions_of
from backbeat.speech.spacing import joined
from backbeat.v1.speech_pb2 import Transcript, Word


def write_srt(transcript: Transcript, target: Path, _: Path) -> None:
    """Writes SubRip; where several people speak, captions begin with a dash at each turn."""
    captions = captions_of(transcript)
    parts = []
    for number, caption in enumerate(captions, 1):
        times = f"{_clock(caption.start_s, ',')} --> {_clock(caption.end_s, ',')}"
        turn = number > 1 and caption.speaker != captions[number - 2].speaker
        text = "\n".join(caption.texts)
        parts.append(f"{number}\n{times}\n{'- ' * turn}{text}\n")
    write_text(target, "\n".join(parts))


def write_vtt(transcript: Transcript, target: Path, _: Path) -> None:
    """Writes WebVTT (W3C) with `<v Speaker>` and a time stamp before each word."""
    parts = [f"WEBVTT\n\nNOTE {MARK}\n"]
    for caption in captions_of(transcript):
        times = f"{_clock(caption.start_s, '.')} --> {_clock(caption.end_s, '.')}"
        lines = "\n".join(_timed(line, caption) for line in caption.lines)
        voice = f"<v Speaker {caption.speaker}>" if len(transcript.speakers) > 1 else ""
        parts.append(f"{times}\n{voice}{lines}\n")
    write_text(target, "\n".join(parts))


def _timed(line: tuple[Word, ...], caption: Caption) -> str:
    """Words with their times; a time stamp must lie inside the caption, so the first has none."""
    return joined(
        [word.text for word in line],
        [_stamp(word, caption) + escape(word.text, quote=False) for word in line],
    )


def _stamp(word: Word, caption: Caption) -> str:
    inside = caption.start_s + 0.001 < word.start_s < caption.end_s - 0.001
    return f"<{_clock(word.start_s, '.')}>" if inside else ""


def _clock(seconds: float, point: str) -> str:
    whole, thousandths = divmod(max(0, round(seconds * 1000)), 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}{point}{thousandths:03}"

"""A timeline of the recording with a marker for everything that is said, as long as it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.files import write_text
from backbeat.speech.captions import Caption, captions_of
from backbeat.timeline.time import nearest_frame
from backbeat.v1.speech_pb2 import Transcript
from backbeat.workflows.recording_timeline import Recording, recording_at, timeline_of

_COLORS = ("CYAN", "ORANGE", "GREEN", "PINK", "YELLOW", "PURPLE", "BLUE", "RED")
"""Of the speakers, again from the first where there are more."""


def write(transcript: Transcript, target: Path, _: Path) -> None:
    """Writes the timeline; its rate is that of the picture, or 25 frames a second without one.

    The words and their times in seconds are in each marker's metadata.

    Raises:
        MediaError: the recording cannot be read any more.
    """
    recording = recording_at(Path(transcript.path), transcript.duration_s, "transcribe")
    markers: list[Any] = []
    taken = -1
    for caption in captions_of(transcript):
        marker = _marker(caption, recording, taken)
        if marker is not None:
            markers.append(marker)
            taken = max(recording.frame(caption.start_s), taken + 1)
    made = timeline_of(
        recording,
        markers,
        language=transcript.language,
        model=transcript.model,
        model_sha256=transcript.model_sha256,
    )
    write_text(target, otio.adapters.write_to_string(made, "otio_json", indent=4) + "\n")


def _marker(caption: Caption, recording: Recording, taken: int) -> Any:
    """The marker of a caption, on a frame after `taken`: editors keep one a frame."""
    start = max(recording.frame(caption.start_s), taken + 1)
    if start >= recording.frames:
        return None
    end = int(nearest_frame(caption.end_s, recording.rate)[0])
    frames = max(1, min(end, recording.frames) - start)
    speaker = f"Speaker {caption.speaker}" if caption.speaker else ""
    return recording.marker(
        caption.text,
        _COLORS[(caption.speaker - 1) % len(_COLORS)] if caption.speaker else _COLORS[0],
        (recording.start + start, frames),
        f"speech;speaker={caption.speaker}",
        f"{speaker}: {caption.text}" if speaker else caption.text,
        speaker=caption.speaker,
        time_seconds=caption.start_s,
        end_seconds=caption.end_s,
        words=[
            {
                "text": word.text,
                "start_seconds": word.start_s,
                "end_seconds": word.end_s,
                "confidence": round(word.confidence, 4),
            }
            for word in caption.words
        ],
    )

"""The delay of each camera's picture against its own sound, where a clap or a flash shows it."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.errors import MediaError
from backbeat.progress import Progress
from backbeat.sync.align.clap import picture_delay
from backbeat.workflows.align.recordings import Recording


def measure_picture_delays(recordings: Sequence[Recording], progress: Progress) -> list[str]:
    """Measures every video, and returns what there is to say about it, one sentence each.

    Raises:
        InputError: a package that this takes is not installed.
        CancelledError: the job was cancelled.
    """
    from backbeat.footage import cache

    notes = []
    for number, recording in enumerate(recordings):
        part = progress.part(number / len(recordings), (number + 1) / len(recordings))
        if not recording.has_picture or recording.heard is None:
            continue
        try:
            seen = cache.looked_at(recording.path, part)
        except MediaError as error:
            notes.append(error.message)
            continue
        found = picture_delay(recording.heard.samples, seen.times_s, seen.brightness, seen.action)
        if found is None:
            notes.append(
                f"{recording.path.name} has no clap or flash that is both seen and heard, so its "
                "picture's delay is not known."
            )
            continue
        recording.picture_delay_s = found.delay_s
        recording.notes.append(
            f"Its {found.seen.value} is heard at {found.sound_s:.3f} s and seen at "
            f"{found.picture_s:.3f} s."
        )
    return notes

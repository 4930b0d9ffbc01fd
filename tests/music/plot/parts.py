"""Messages to draw."""

from __future__ import annotations

from backbeat.v1 import music_pb2 as pb
from tests import edits


def busy(duration_s: float = 180, bpm: float = 126) -> pb.MusicAnalysis:
    """A song in which everything there is happens."""
    made = edits.analysis(bpm=bpm, duration_s=duration_s, first_s=0.4)
    made.energy.rate_hz = 10
    count = int(duration_s * 10)
    made.energy.lufs.extend(-20 + 8 * (index / count) for index in range(count))
    made.energy.momentary_lufs.extend(-22 + 12 * (index % 7) / 7 for index in range(count))
    half = duration_s / 2
    middle = half / 2
    stretches = (
        (0, 2, "intro", 1), (2, middle, "A", 1), (middle, half, "breakdown", 2),
        (half, half + 2, "drop", 3), (half + 2, duration_s - 2, "chorus", 3),
        (duration_s - 2, duration_s, "outro", 1),
    ) if duration_s > 10 else ((0, half, "A", 1), (half, duration_s, "drop", 3))  # fmt: skip
    for start, end, label, level in stretches:
        made.sections.add(start_s=start, end_s=end, label=label, level=level, bar=1)
        made.energy.spans.add(start_s=start, end_s=end, level=level, origin=pb.ORIGIN_DETECTED)
        made.phrases.add(start_s=start, bar=1, bars=8)
    made.builds.add(start_s=half - 8, end_s=half)
    made.drops.add(time_s=half, bar=2, gain_lu=6.4)
    for beat in made.beats[::3]:
        made.accents.add(time_s=beat.time_s, strength=0.5, origin=pb.ORIGIN_DETECTED)
    if made.beats:
        made.beats[0].origin = pb.ORIGIN_USER
    return made

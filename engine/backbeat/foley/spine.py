"""The picture that foley is for: its clips, in order, as `spotting` and `conform` see them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from backbeat.foley.cues import Under


@dataclass(frozen=True, slots=True)
class PictureClip:
    """A clip of picture that is seen. Times are in seconds."""

    name: str
    media: str
    """Path; empty where the timeline has none."""
    start: Fraction
    end: Fraction
    """In the timeline, from its first frame."""
    media_start: Fraction
    """On the media's own clock."""
    speed: Fraction = Fraction(1)
    """Seconds of media in each second of the timeline; negative: backwards."""
    retimed: bool = False
    """Whether its speed changes, so that moments in its media are not known."""
    clock_start: Fraction = Fraction(0)
    """Where its media begins on the media's own clock: its first picture's timecode, in seconds."""

    def media_time(self, time: Fraction) -> Fraction:
        """Moment in the media that is seen at a moment of the timeline."""
        return self.media_start + (time - self.start) * self.speed

    def file_time(self, time: Fraction) -> Fraction:
        """The same, in seconds from the first picture of its file."""
        return self.media_time(time) - self.clock_start

    def time_of(self, file_time: Fraction) -> Fraction:
        """Moment of the timeline at which a moment of its file is seen; the clip may not show it.

        Raises:
            ZeroDivisionError: it is frozen.
        """
        return self.start + (file_time + self.clock_start - self.media_start) / self.speed


@dataclass(frozen=True)
class Spine:
    """What is seen, from the timeline's first frame to its last."""

    rate: Fraction
    """Frames a second of the timeline."""
    duration: Fraction
    clips: tuple[PictureClip, ...]
    """In order, not overlapping; gaps between them are black."""

    def under(self, time: Fraction) -> Under | None:
        """The clip that is seen at a moment, as cues note it; None where there is none."""
        for clip in self.clips:
            if clip.start <= time < clip.end:
                return Under(
                    clip.name, clip.media, clip.media_time(time), clip.start, clip.end, clip.speed
                )
        return None

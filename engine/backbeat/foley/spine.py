"""The picture that foley is for: its clips, in order, as `spotting` and `conform` see them."""

from __future__ import annotations

from bisect import bisect_right
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
    """Seconds of media in each second of the timeline; negative: backwards; 0: one picture."""
    retimed: bool = False
    """Whether its speed changes, so that moments in its media are not known."""
    media_first: Fraction = Fraction(0)
    """The media's first picture on its own clock: its timecode, where it has one."""
    track: str = ""
    """Label of the timeline's track that it is on: "V1"."""

    def media_time(self, time: Fraction) -> Fraction:
        """Moment in the media that is seen at a moment of the timeline."""
        return self.media_start + (time - self.start) * self.speed

    def decoded_time(self, time: Fraction) -> Fraction:
        """The same, in seconds from the media's first picture, as decoders count."""
        return self.media_time(time) - self.media_first

    def time_of(self, decoded_time: Fraction) -> Fraction:
        """Moment of the timeline at which a moment of the media is seen, as decoders count; it may
        lie outside the clip.

        Raises:
            ZeroDivisionError: the clip is one picture.
        """
        return self.start + (decoded_time + self.media_first - self.media_start) / self.speed


@dataclass(frozen=True)
class Spine:
    """What is seen, from the timeline's first frame to its last."""

    rate: Fraction
    """Frames a second of the timeline."""
    duration: Fraction
    clips: tuple[PictureClip, ...]
    """In order, not overlapping; gaps between them are black."""

    def clip_at(self, time: Fraction) -> PictureClip | None:
        """The clip that is seen at a moment; None where it is black."""
        before = bisect_right(self.clips, time, key=lambda clip: clip.start)
        if before and time < self.clips[before - 1].end:
            return self.clips[before - 1]
        return None

    def under(self, time: Fraction) -> Under | None:
        """The clip that is seen at a moment, as cues note it; None where there is none."""
        clip = self.clip_at(time)
        if clip is None:
            return None
        return Under(clip.name, clip.media, clip.media_time(time), clip.start, clip.end, clip.speed)

"""Music analysis: audio in; beats, bars, tempo, onsets, loudness and form out."""

from backbeat.music.analysis import analyze
from backbeat.music.arrays import RATE
from backbeat.music.tracker import ANY, BeatTrack, BeatTracker, Constraints
from backbeat.music.tracker_registry import tracker, trackers

__all__ = [
    "ANY",
    "RATE",
    "BeatTrack",
    "BeatTracker",
    "Constraints",
    "analyze",
    "tracker",
    "trackers",
]

"""Music analysis: audio in; beats, bars, tempo, onsets, loudness and form out."""

from backbeat.music.analysis import analyze
from backbeat.music.arrays import RATE
from backbeat.music.tracker import ANY, BeatTrack, BeatTracker, Constraints, tracker, trackers

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

"""Listens to music: audio in; beats, bars, tempo, onsets and energy out."""

from backbeat.music.analysis import analyze
from backbeat.music.arrays import RATE
from backbeat.music.tracker import ANY, BeatTrack, BeatTracker, Wanted, tracker, trackers

__all__ = ["ANY", "RATE", "BeatTrack", "BeatTracker", "Wanted", "analyze", "tracker", "trackers"]

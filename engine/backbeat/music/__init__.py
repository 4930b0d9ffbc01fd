"""Listens to music: audio in; beats, bars, tempo, onsets and energy out."""

from backbeat.music.analysis import analyze
from backbeat.music.arrays import RATE
from backbeat.music.tracker import BeatTrack, BeatTracker, tracker, trackers

__all__ = ["RATE", "BeatTrack", "BeatTracker", "analyze", "tracker", "trackers"]

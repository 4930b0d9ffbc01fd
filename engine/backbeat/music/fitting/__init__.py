"""Makes a song last a given time: a stretch of it, or an edit of its bars."""

from backbeat.music.fitting.fit import fit
from backbeat.music.fitting.heard import as_heard, song_time
from backbeat.music.fitting.rendering import render
from backbeat.music.fitting.song_edit import Curve, Join, SongEdit, Stretch, whole
from backbeat.music.fitting.window import best_window
from backbeat.music.fitting.words import messages, sentence

__all__ = [
    "Curve",
    "Join",
    "SongEdit",
    "Stretch",
    "as_heard",
    "best_window",
    "fit",
    "messages",
    "render",
    "sentence",
    "song_time",
    "whole",
]

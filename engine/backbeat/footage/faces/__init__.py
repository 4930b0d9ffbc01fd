"""Faces in a clip, followed from picture to picture."""

from backbeat.footage.faces.analysis import faces_in
from backbeat.footage.faces.cache import faces_of
from backbeat.footage.faces.tracks import LIPS, POINTS, Faces, FaceTrack

__all__ = ["LIPS", "POINTS", "FaceTrack", "Faces", "faces_in", "faces_of"]

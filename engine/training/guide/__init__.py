"""Fits the model that tells hits in a guide's sound from speech, music and noise."""

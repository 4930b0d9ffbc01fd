"""Mixing: levels over time, what a track is for, and music that gives way to speech."""

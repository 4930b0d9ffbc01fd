"""Foley and sound effects: what in a picture should sound, which sound it gets, and where it goes.

`cues` says what should sound, `spotting` and `impacts` find it, `synthesis` makes sounds,
`placement` puts a sound's hit on the frame, `conform` keeps cues on their picture through a recut.
"""

"""Ground: sound and picture in and out of files.

`decode`, `probe` and `encode` load FFmpeg, through PyAV, when they are imported; this package
itself does not.
"""

"""Reading and writing of media files: sound and picture.

`decode`, `probe` and `encode` load FFmpeg, through PyAV, when they are imported; this package
itself does not.
"""

"""Timelines of other formats, read into OpenTimelineIO text and written from it."""

"""Foley that follows its picture from an old cut to a new one. No files, no samples."""

"""The `transcribe` job."""

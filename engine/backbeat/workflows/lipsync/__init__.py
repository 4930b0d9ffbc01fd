"""The `lipsync` job."""

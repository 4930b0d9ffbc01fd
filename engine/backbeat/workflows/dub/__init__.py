"""The `dub` job."""

"""The `plan` job: a shot plan of a song."""

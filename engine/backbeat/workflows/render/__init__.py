"""The `render` job: the sound of a timeline, mixed."""

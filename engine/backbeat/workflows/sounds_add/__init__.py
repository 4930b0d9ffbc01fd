"""The `sounds_add` job."""

"""The `sounds_search` job."""

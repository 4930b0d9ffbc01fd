"""The `snap` job: an edit and its music in, the same edit with its cuts on beats out."""

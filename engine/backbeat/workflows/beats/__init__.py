"""The `beats` job: a recording in, its beats, bars, tempo and form out."""

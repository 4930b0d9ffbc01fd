"""The `cut` job: a song and clips in, an edit out whose pace comes from the music."""

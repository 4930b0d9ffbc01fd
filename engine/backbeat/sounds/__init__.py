"""Sound libraries: what is known of each sound file, kept in an index and found again.

`ucs` knows the categories, `names` and `embedded` read what a file says of itself, `sync_points`,
`takes`, `loops` and `timbre` what its samples say; `index` keeps it and finds it by words, by
meaning and by how it sounds.
"""

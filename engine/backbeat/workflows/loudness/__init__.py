"""The `loudness` job: how loud a recording is, and which deliveries it meets as it is."""

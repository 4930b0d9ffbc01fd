"""The `align` job: recordings of one event, found in each other and laid onto one clock."""

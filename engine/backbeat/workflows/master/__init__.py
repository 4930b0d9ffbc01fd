"""The `master` job: a recording to deliveries, each measured as it was written."""

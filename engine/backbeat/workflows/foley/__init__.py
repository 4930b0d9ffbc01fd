"""The `foley` job: what a picture should sound like, found, placed and landed."""

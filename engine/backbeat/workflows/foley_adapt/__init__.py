"""The `foley_adapt` job: fits the impact detector to footage of the user's."""

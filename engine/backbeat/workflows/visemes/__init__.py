"""The `visemes` job."""

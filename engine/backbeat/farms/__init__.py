"""Many jobs: run here from a file of requests, or written as a job of a render farm."""

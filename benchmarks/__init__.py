"""Speed and memory, measured by `make bench`; figures in RESULTS.md."""

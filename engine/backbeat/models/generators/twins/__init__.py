"""Networks shaped as published ones, with random weights: their speed and memory, no pictures."""

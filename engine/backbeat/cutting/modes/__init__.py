"""Ways to bring an edit onto the beat other than rolling its cuts."""

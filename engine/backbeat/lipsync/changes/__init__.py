"""Where a mouth is made anew, how much, and where it stays as it is."""

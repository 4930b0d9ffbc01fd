"""Makes the weights of the second hearing, `backbeat.music.metre`."""

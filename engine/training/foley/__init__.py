"""Makes the network that sees impacts: simulated clips whose impacts are known, and training."""

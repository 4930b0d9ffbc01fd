"""Files by which a system's service manager keeps the engine running for one user."""

"""Our plugins for editors: where an editor looks for them, installing, removing, and checking."""

"""Who may call, and what: scopes, the tokens that were given out, the engine's own."""

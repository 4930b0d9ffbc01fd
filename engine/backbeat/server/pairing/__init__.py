"""Pairing: how a panel becomes allowed to call the engine."""

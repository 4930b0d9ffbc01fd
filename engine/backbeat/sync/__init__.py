"""Measured offset and drift: lips against voice, sound against sound."""

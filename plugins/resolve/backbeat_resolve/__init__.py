"""Backbeat inside DaVinci Resolve.

Runs in whatever Python Resolve brings or finds: standard library only, Python 3.6 syntax. All work
on sound and timelines is the engine's; this package asks it over this machine's loopback, and does
what only a script inside Resolve can do.
"""

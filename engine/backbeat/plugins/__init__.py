"""Backbeat's plugins for editors: folders, installation, removal and checks."""

"""Chooses for each picture which mouth of a bank it is given."""

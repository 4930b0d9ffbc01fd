"""Foley in a timeline: what its clips and markers say of themselves, and how they are put there."""

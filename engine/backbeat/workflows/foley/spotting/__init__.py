"""Reads what spotting needs: markers, files of cues, the guide, and what clips look like."""

"""Draws a mouth into a face: laid on its head, warped to it, matched in colour and sharpness."""

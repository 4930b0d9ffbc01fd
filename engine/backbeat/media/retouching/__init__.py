"""Videos of which parts of some pictures are changed, and all else stays as it was."""

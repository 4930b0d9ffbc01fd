"""The `lipsync` job: a mouth in step with new words, only where the words are new."""

"""Sound and picture of files, for the page that the engine serves."""

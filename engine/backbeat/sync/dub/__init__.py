"""A dub against its original: which line is which, where it lies, what is heard under it."""

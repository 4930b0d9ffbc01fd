"""The room of measured sync: how far picture and sound, or two recordings, are apart."""

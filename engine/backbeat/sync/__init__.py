<<<<<<< HEAD
"""Measured offset and drift: lips against voice, sound against sound."""
=======
"""The room of measured sync: how far picture and sound, or two recordings, are apart."""
>>>>>>> lips13

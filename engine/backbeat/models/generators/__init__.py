"""Networks of others that make mouths from sound: added by the user, run as they are."""

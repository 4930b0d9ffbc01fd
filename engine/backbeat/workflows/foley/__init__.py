"""`backbeat foley`: what should sound, which sound it gets, and where it lands."""

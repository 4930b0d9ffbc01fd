"""Files of clients on other machines: what jobs read comes in, what they wrote goes out."""

"""How the weights that Backbeat ships were made. Nothing here runs on a user's machine."""

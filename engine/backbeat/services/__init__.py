"""Services on other machines that users may switch on: off by default, each with the user's key."""

"""What is said in a recording, by whom and when, and features of speech."""

"""Jobs on an engine that has another disk: what they read is sent, what they write is fetched."""

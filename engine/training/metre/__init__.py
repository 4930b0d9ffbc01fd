"""Makes a network that judges over a whole song which half beats are beats and start bars."""

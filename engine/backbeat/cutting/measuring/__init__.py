"""How far picture and sound of a clip are from the music, by measures that chose nothing."""

"""The second hearing: which pulses are beats and which start a bar, judged over the whole song."""

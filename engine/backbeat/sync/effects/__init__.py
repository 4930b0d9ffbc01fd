"""How sounds of effects lie against what is seen to hit: the offset, and how sure it is."""

"""What a choice of shots costs: every weight, in one place.

Costs are about 1 where an editor would wince, and 0 where nothing is wrong. Those above 10 are met
only where nothing else is left. docs/assembly.md explains each.
"""

from __future__ import annotations

ACTION_OFF_BEAT = 2.0
"""The strongest motion of a shot lies between beats, as loud as can be."""
ACTION_MISSING = 0.8
"""The music wants all the motion there is, and the shot has no moment of it on a beat."""
ENERGY = 3.0
"""A shot that stands still in the most intense music, or the reverse."""

DARK = 1.5
SHAKY = 0.8
"""All of a shot is too dark, or shaky."""
SOFT = 0.5
"""The softest picture of the bin."""
HANDLES = 0.4
"""Too little media around the shot for the dissolve that the music wants."""
LEFT_OUT = 60.0
"""A stretch with a flaw, where a clip has nothing else."""

NEAR = 20.0
"""Neighbours from one clip, less than `APART_S` apart in it."""
SAME_CLIP = 1.0
"""Neighbours from one clip, further apart."""
APART_S = 2.0
ALIKE = 4.0
"""The picture after a cut is the one before it, though the clip is another."""

REPEATED_CLIP = 12.0
"""A clip shown again while another was not yet shown."""
FAVOURED_CLIP = 1.5
"""For each time that a clip was shown more often than another, once all were shown."""
REPEATED_STRETCH = 3.0
"""All of a shot was shown before, once."""
EARLIER_PLACE = 1.0
EARLIER_STRETCH = 2.0
"""An earlier variant shows the clip at this moment, or this stretch anywhere."""

OUT_OF_ORDER = 0.5
"""For each place between a clip and its turn."""
FLASHES = 40.0
"""More than three general flashes in a second."""
SEED = 0.3
"""Largest difference that the seed makes to the cost of a clip in a slot."""
NOT_POSSIBLE = 1000.0
"""Stands for a clip that a slot cannot show."""

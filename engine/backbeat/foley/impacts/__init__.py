"""Impacts that are seen in the picture: when something hits something, without a sound of it.

`detect_impacts` is told pictures and their times. `watching` follows a clip of any length as it is
decoded; `detecting` tells impacts from what was seen; `adapting` fits that to footage of the
user's; `recognising` asks a recogniser of the user's what was hit.
"""

from backbeat.foley.impacts.detecting import detect_impacts
from backbeat.foley.impacts.impact import Impact

__all__ = ["Impact", "detect_impacts"]

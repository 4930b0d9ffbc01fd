"""Rhythms of bass and chords.

A figure is a row of steps, four to a beat, three in compound time; rows repeat to fill the bar.
R plays and holds until the next mark, r plays short, . holds or rests; for the bass 5, 8 and 3 are
the fifth, the octave and the third, w the next note of a walk.
"""

from __future__ import annotations

BASS: dict[str, tuple[str, ...]] = {
    "root": ("R...............",),
    "half": ("R.......R.......", "R.......5......."),
    "two": ("R.......5.......", "R.......R.......", "R...r...5...r..."),
    "eighths": ("R.R.R.R.",),
    "sixteenths": ("RRRR", "R.rrR.rr", "r.rr"),
    "octaves": ("R.8.R.8.", "r.8.r.8.r.8.r.88"),
    "sync": (
        "R.....R...R.....",
        "R..R..R.....R.5.",
        "R.....R.....5...",
        "R..r......R.R...",
        "r.....r.R.....8.",
        "R...R.....R.R...",
    ),
    "slap": ("r..8..r.R.8...r.", "r.r8..r...r8..8."),
    "offbeat": ("..R...R...R...R.", "..r...r.", "..RR..RR"),
    "rolling": (".RRR", ".rrr"),
    "long": ("R...............", "R.........R.....", "R..............."),
    "wobble": ("RRRRRRRR", "R.R.RRR.R.R.RRRR"),
    "dub": (
        "..R.R...R.......",
        "R.....R.5.......",
        "....R.R.8...5...",
        "R..R..R.......5.",
        "....R...R.R.5...",
    ),
    "gallop": ("R.RRR.RR",),
    "bossa": ("R..RR..5", "R.....R5..5..R.", "R..5R..5"),
    "tumbao": ("......5.....R...", "......5.....8..."),
    "alternating": ("R...5...R...3...", "R...5..."),
    "shuffle": ("R.R.5.5.8.8.5.5.", "R.R.5.5."),
    "walk": ("w...w...",),
    "octaves_low": ("R...............", "R.......8......."),
    "alberti": ("R...............", "R.......R......."),
    "accents": ("R...............",),
}
BASS_COMPOUND: dict[str, tuple[str, ...]] = {
    "root": ("R...........",),
    "two": ("R.....5.....", "R..5.."),
    "walk": ("w..w..",),
    "octaves_low": ("R...........",),
}
CHORDS: dict[str, tuple[str, ...]] = {
    "block": ("R...............", "R.......R.......", "R...R...R...R..."),
    "pad": ("R...............",),
    "eighths": ("r.r.r.r.", "R.R.R.R."),
    "sixteenths": ("r.rrr.rr", "rrrr", "..rr..r...rr.r..", "r..rr.r."),
    "sync": (
        "R.....R.....R...",
        "R..R..R...R.....",
        "r..r..r...r.r...",
        "R.....R.........",
        "..R...R...R..R..",
    ),
    "offbeat": ("..r...r.", "..R...R."),
    "stabs": (
        "r.....r.........",
        "....r.....r.....",
        "r..r............",
        "..........r..r..",
        "......r.......r.",
    ),
    "strum": ("R...R.R...R.R.R.", "R...r.r.R.r.r.r.", "R.....r.R...r.r.", "R.rrR.rr"),
    "riff": (
        "R.RR..R.R.RR..R.",
        "R..R..R.R..R.R..",
        "R.R...R.R.R.RRRR",
        "R...R.R.R...R.R.",
        "RR.RR.R.RR.RR.R.",
    ),
    "gallop": ("R.RRR.RR", "r.rr"),
    "skank": ("....r.......r...", "..r...r.", "....rr......rr.."),
    "bubble": ("..r.r.r...r.r.r.", ".rr..rr."),
    "boomchick": ("....r.......r...", "..r...r.", "....r.r.....r.r."),
    "oompah": ("....r...r...r...", "....r...r..."),
    "bossa": ("r..r..r...r..r..", "R.....r..r..r...", "..r..r..r.....r."),
    "montuno": ("r..rr.r.rr.rr.r.", "r.rr.r.r.rr.r.r."),
    "comp": (
        "......r.........",
        "r.....r.........",
        "..r.......r.....",
        "R.............r.",
        "........r.....r.",
        "......R.......r.",
    ),
    "freddie": ("r...r...",),
    "shuffle": ("r.r.r.r.", "R...r.r."),
    "tremolo": ("rrrr",),
    "accents": ("R...............", "R...R...R...R..."),
    "loop": ("R.....R...r.....", "r.r...r.R......."),
    "roll": ("R...............",),
    "triplets": ("r.r.r.r.",),
}
CHORDS_COMPOUND: dict[str, tuple[str, ...]] = {
    "block": ("R...........", "R.....R....."),
    "triplets": ("rrr", "Rrr"),
    "offbeat": ("..r", "..R"),
    "roll": ("R.....",),
}
ARPEGGIOS = ("arpeggio", "alberti", "fingers", "counter")
"""Chord modes that play one note after another."""

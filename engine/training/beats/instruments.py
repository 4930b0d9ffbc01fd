"""The instruments of each role: General MIDI programs by colour, or a synthesised voice (-1)."""

from __future__ import annotations

SYNTH = -1
"""A sound of our own synthesis."""

GUITARS_CLEAN, GUITARS_HOT = (24, 25, 26, 27, 28), (29, 30, 30, 29)
PIANOS, ELECTRIC, ORGANS = (0, 0, 1, 2, 3), (4, 5), (16, 17, 18, 19)
STRINGS, BRASSES, REEDS, PIPES = (
    (48, 49, 48, 50, 51),
    (61, 62, 56, 57, 60),
    (64, 65, 66, 67, 68, 71),
    (72, 73, 74, 75),
)
BASSES = (32, 33, 33, 34, 35, 36, 37)

COLOURS: dict[str, dict[str, tuple[int, ...]]] = {
    "band": {
        "bass": (*BASSES, SYNTH),
        "chords": (*PIANOS, *ELECTRIC, *GUITARS_CLEAN, *ORGANS, 29, SYNTH),
        "pad": (*STRINGS, 52, 89, 91, SYNTH),
        "melody": (0, 11, 26, 27, 30, 40, 56, 65, 66, 71, 73, 80, 81, SYNTH, 22),
    },
    "rock": {
        "bass": (33, 34, 34),
        "chords": (*GUITARS_HOT, 29, 30, 27, 28, 18, 0),
        "pad": (18, 48, 29, 30),
        "melody": (29, 30, 27, 0, 18, 30),
    },
    "metal": {"bass": (33, 34), "chords": GUITARS_HOT, "pad": (30, 48, 29), "melody": (29, 30)},
    "electronic": {
        "bass": (38, 39, SYNTH, SYNTH, SYNTH),
        "chords": (4, 5, 16, 48, 62, 81, 90, SYNTH, SYNTH, SYNTH),
        "pad": (50, 51, 88, 89, 90, 91, 94, 95, SYNTH, SYNTH),
        "melody": (80, 81, 87, 98, 84, SYNTH, SYNTH, 53),
    },
    "soul": {
        "bass": (33, 34, 36, 37, 35),
        "chords": (0, 4, 5, 7, 16, 26, 27, 28, 61, 48),
        "pad": (48, 49, 50, 61, 16),
        "melody": (56, 61, 65, 66, 11, 0, 53, SYNTH),
    },
    "reggae": {
        "bass": (33, 35, 34, 39),
        "chords": (27, 28, 26, 16, 0, 7),
        "pad": (16, 17, 18, 50),
        "melody": (56, 57, 22, 66, 17, SYNTH),
    },
    "jazz": {
        "bass": (32, 32, 32, 35, 33),
        "chords": (0, 0, 0, 26, 11, 4, 16),
        "pad": (48, 52, 17),
        "melody": (65, 66, 56, 59, 11, 26, 71, 0, 57),
    },
    "latin": {
        "bass": (32, 33, 35),
        "chords": (0, 0, 24, 27),
        "pad": (61, 48),
        "melody": (56, 61, 73, 66, 57),
    },
    "blues": {
        "bass": (32, 33, 34, 35),
        "chords": (0, 3, 16, 26, 27, 28, 29, 18),
        "pad": (16, 18, 61),
        "melody": (22, 27, 29, 66, 0, 25, 26),
    },
    "solo_guitar": {
        "bass": (25, 24, 32),
        "chords": (24, 25, 25, 25),
        "pad": (48, 21),
        "melody": (25, 24, 22, 73, 40),
    },
    "country": {
        "bass": (32, 33, 33, 34),
        "chords": (25, 25, 25, 27, 0, 24),
        "pad": (48, 26, 16),
        "melody": (105, 110, 40, 27, 26, 22, 25, 15),
    },
    "folk": {
        "bass": (32, 33),
        "chords": (25, 24, 105, 21, 15),
        "pad": (48, 21, 23),
        "melody": (40, 110, 73, 75, 21, 22, 105, 72, 109),
    },
    "orchestra": {
        "bass": (43, 42, 48, 58),
        "chords": (48, 49, 45, 61, 60, 46, 68, 0),
        "pad": (48, 49, 52, 61),
        "melody": (40, 41, 68, 71, 73, 60, 56, 48, 70),
    },
    "strings": {
        "bass": (42, 43, 42),
        "chords": (48, 40, 41, 49, 45),
        "pad": (48, 49),
        "melody": (40, 40, 41, 42),
    },
    "baroque": {
        "bass": (42, 43, 6, 70),
        "chords": (6, 6, 19, 48, 24, 40, 0),
        "pad": (19, 48),
        "melody": (40, 68, 73, 74, 6, 56, 19),
    },
    "piano": {"bass": (0,), "chords": (0,), "pad": (48,), "melody": (0,)},
    "brass": {
        "bass": (58, 57),
        "chords": (61, 60, 57, 62),
        "pad": (61, 60),
        "melody": (56, 61, 71, 72, 73),
    },
    "choir": {
        "bass": (52, 19, 53),
        "chords": (52, 53, 19),
        "pad": (52, 19),
        "melody": (53, 52, SYNTH),
    },
    "chip": {
        "bass": (SYNTH, 80, 38),
        "chords": (SYNTH, 80, 81),
        "pad": (SYNTH,),
        "melody": (SYNTH, 80, 81),
    },
}

"""Drum patterns, bar by bar.

A pattern is a row of steps for each drum: X loud, x plain, o soft or now and then, . nothing.
Rows repeat to fill the bar. Four steps make a beat, three in compound time.
"""

from __future__ import annotations

from numpy.random import Generator

from training.beats.piece import Part

KICK, RIM, SNARE, CLAP, HAT, PEDAL, OPEN = 36, 37, 38, 39, 42, 44, 46
RIDE, BELL, CRASH, SPLASH, TAMB, COWBELL = 51, 53, 49, 55, 54, 56
LOW, MID, HIGH = 45, 47, 50
CONGA_MUTE, CONGA, CONGA_LOW, BONGO, BONGO_LOW = 62, 63, 64, 60, 61
CABASA, MARACAS, SHAKER, CLAVES, WOOD, GUIRO, TRIANGLE, AGOGO = 69, 70, 82, 75, 76, 73, 81, 67
TIMPANI = 47
PERCUSSION = (
    TAMB,
    COWBELL,
    CONGA_MUTE,
    CONGA,
    CONGA_LOW,
    BONGO,
    BONGO_LOW,
    CABASA,
    MARACAS,
    SHAKER,
    CLAVES,
    WOOD,
    TRIANGLE,
    AGOGO,
    68,
    77,
    65,
    66,
    RIM,
    CLAP,
)

Rows = dict[int, str]

GROOVES: dict[str, tuple[Rows, ...]] = {
    "backbeat": (
        {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "x.o.x.o.x.o.x.o."},
        {KICK: "X.......X.x.....", SNARE: "....X.......X...", HAT: "X.x.X.x.X.x.X.x."},
        {KICK: "X.....x.x.......", SNARE: "....X.......X..o", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X..x....x.......", SNARE: "....X.......X...", RIDE: "x...x...x...x..."},
        {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "x...x...x...x..."},
        {KICK: "X.......x.......", SNARE: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
        {KICK: "X.x.......x.....", SNARE: "....X.......X...", RIDE: "x.o.x.o.x.o.x.o."},
    ),
    "pop": (
        {KICK: "X.....X...x.....", CLAP: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X..x..x.........", SNARE: "....X.......X...", SHAKER: "xoxoxoxoxoxoxoxo"},
        {
            KICK: "X.......X.x...o.",
            SNARE: "....X.......X...",
            HAT: "x.x.x.x.x.x.x.x.",
            TAMB: "....x.......x...",
        },
        {KICK: "X...x...x...x...", SNARE: "....X.......X...", HAT: "..x...x...x...x."},
    ),
    "rock": (
        {KICK: "X.....x.X.......", SNARE: "....X.......X...", OPEN: "x...x...x...x..."},
        {KICK: "X.x.....X.x.....", SNARE: "....X.......X...", HAT: "X.x.X.x.X.x.X.x."},
        {KICK: "X.......X.X.....", SNARE: "....X.......X...", CRASH: "x...x...x...x..."},
        {KICK: "X...X...X...X...", SNARE: "....X.......X...", RIDE: "x.x.x.x.x.x.x.x."},
        {KICK: "X.x...x.X.x...x.", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
    ),
    "rim": (
        {KICK: "X.......x.......", RIM: "....x.......x...", HAT: "x.o.x.o.x.o.x.o."},
        {KICK: "X.....x.x.......", RIM: "....x.......x...", SHAKER: "x.x.x.x.x.x.x.x."},
    ),
    "halftime": (
        {KICK: "X.......", SNARE: "........X.......", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.....x...x.....", SNARE: "........X.......", HAT: "x...x...x...x..."},
        {KICK: "X..x......x.....", SNARE: "........X.......", OPEN: "x...x...x...x..."},
    ),
    "twobeat": (
        {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "x...x...x...x..."},
        {KICK: "X...X...", SNARE: "..x...x.", HAT: "..x...x."},
        {KICK: "X.......X.......", SNARE: "....X.......X...", RIDE: "x.x.x.x."},
    ),
    "cut": (
        {KICK: "X.......x.......", RIM: "....X.......X...", HAT: "x...x..."},
        {KICK: "X.......x.......", SNARE: "....X..o....X..o", HAT: "x.x.x.x."},
    ),
    "train": (
        {KICK: "X.......X.......", SNARE: "o.ooX.ooo.ooX.oo"},
        {KICK: "X...x...X...x...", SNARE: "ooXoooXoooXoooXo"},
        {KICK: "X.......X.......", SNARE: "..o.X.o...o.X.o."},
    ),
    "four": (
        {KICK: "X...X...X...X..."},
        {KICK: "X...X...X...X...", HAT: "..x...x...x...x."},
        {KICK: "X...X...X...X...", CLAP: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
        {KICK: "X...X...X...X...", SNARE: "....X.......X...", HAT: "x.x.x.x."},
    ),
    "house": (
        {KICK: "X...X...X...X...", OPEN: "..x...x...x...x.", CLAP: "....X.......X..."},
        {KICK: "X...X...X...X...", OPEN: "..X...X...X...X.", HAT: "oooooooooooooooo"},
        {KICK: "X...X...X...X..x", OPEN: "..x...x.", CLAP: "....X.......X...", SHAKER: "xoxoxoxo"},
        {KICK: "X...X...X...X...", RIM: "...x..x....x..x.", OPEN: "..x...x."},
    ),
    "disco": (
        {
            KICK: "X...X...X...X...",
            SNARE: "....X.......X...",
            OPEN: "..X...X...X...X.",
            HAT: "x...x...x...x...",
        },
        {KICK: "X...X...X...X...", SNARE: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
        {
            KICK: "X...X...X...X...",
            SNARE: "....X.......X...",
            HAT: "x.xxx.xxx.xxx.xx",
            TAMB: "....x.......x...",
        },
        {KICK: "X...X...X...X...", CLAP: "....X.......X...", OPEN: "..x...x.", COWBELL: "x...x..."},
    ),
    "dnb": (
        {KICK: "X.........X.....", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X..x......X.....", SNARE: "....X..o.o..X..o", RIDE: "x.x.x.x."},
        {KICK: "X.x.......x.....", SNARE: "....X..o.o..X.o.", HAT: "xoxoxoxo"},
    ),
    "break": (
        {KICK: "X.x.......xx....", SNARE: "....X..o.o..X..o", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.x...o...x..x..", SNARE: "....X..o.o..X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X......x.xx.....", SNARE: "....X.o.....X.o.", HAT: "x.xxx.x.x.x.x.xx"},
        {KICK: "X..x..x...x.....", SNARE: "....X.......X..o", RIDE: "x.x.x.x.x.x.x.x."},
    ),
    "trap": (
        {KICK: "X.....x...x.....", CLAP: "........X.......", HAT: "x.x.x.x.x.xxx.x."},
        {KICK: "X......x..x...x.", SNARE: "........X.......", HAT: "x.x.x.x.xxxxx.x."},
        {KICK: "X.........x..x..", CLAP: "........X.......", HAT: "x.xoxoxox.xxxxxx"},
    ),
    "hiphop": (
        {KICK: "X......x..x.....", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X..x....x.x.....", CLAP: "....X.......X...", HAT: "x.x.x.x.x.x.x.xx"},
        {KICK: "X.x....x.xx.....", SNARE: "....X.......X..o", HAT: "x...x...x...x..."},
        {KICK: "X.......o.x..x..", SNARE: "....X..o....X...", HAT: "x.xox.xox.xox.xo"},
        {KICK: "X.....x...x.....", RIM: "....X.......X...", SHAKER: "x.x.x.x."},
    ),
    "funk": (
        {KICK: "X.x...x...x..x..", SNARE: "....X..o.o..X..o", HAT: "xxxxxxxxxxxxxxxx"},
        {KICK: "X..x..x.........", SNARE: "....X..o.o.oX...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.x.......x.x...", SNARE: "o...X.oo.o..X.o.", HAT: "xoxoxoxoxoxoxoxo"},
        {
            KICK: "X......x..x.....",
            SNARE: "....X.....o.X..x",
            OPEN: "......x.......x.",
            HAT: "x.x.x...x.x.x...",
        },
    ),
    "shuffle8": (
        {KICK: "X.......X.x.....", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X...x.x.X...x...", SNARE: "....X.......X...", RIDE: "x.x.x.x.x.x.x.x."},
    ),
    "onedrop": (
        {KICK: "........X.......", RIM: "........X.......", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "........X.......", SNARE: "........X.....o.", HAT: "..x...x...x...x."},
        {KICK: "........X.......", RIM: "..o.....x..o..o.", HAT: "xoxoxoxoxoxoxoxo"},
    ),
    "rockers": (
        {KICK: "X.......X.......", RIM: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.....x.X.......", SNARE: "....X.......X...", HAT: "..x...x...x...x."},
    ),
    "steppers": (
        {KICK: "X...X...X...X...", RIM: "........x.......", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X...X...X...X...", SNARE: "....X.......X...", HAT: "..x...x."},
    ),
    "ska": (
        {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "..x...x...x...x."},
        {KICK: "....X.......X...", RIM: "....x.......x...", HAT: "x.x.x.x."},
    ),
    "dembow": (
        {KICK: "X...X...X...X...", SNARE: "...x..x....x..x."},
        {KICK: "X...X...X...X...", SNARE: "...X..X....X..X.", HAT: "x.x.x.x."},
    ),
    "bossa": (
        {KICK: "X..xX..xX..xX..x", RIM: "x..x..x...x..x..", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X..xX..x", RIM: "..x...x.x..x..x.", SHAKER: "xoxoxoxo"},
    ),
    "samba": (
        {KICK: "x..xX..xx..xX..x", SNARE: "xoxxoxoxxoxxoxox", SHAKER: "xoxoxoxo"},
        {
            KICK: "o...X...o...X...",
            AGOGO: "x.x..x.x.x..x.x.",
            SNARE: "oooxooxooooxooxo",
            SHAKER: "XooxXoox",
        },
    ),
    "salsa": (
        {
            CONGA_MUTE: "..x...x...x...x.",
            CONGA: "......xx......xx",
            COWBELL: "x...x.x.x...x.x.",
            CLAVES: "..x.x...x..x..x.",
        },
        {
            COWBELL: "x.x.x.x.x.x.x.x.",
            CONGA: "......xx......xx",
            BONGO: "xoxoxoxo",
            KICK: "......x.......x.",
        },
        {
            CLAVES: "x..x..x...x.x...",
            CONGA_MUTE: "..x...x.",
            CONGA: "......xx",
            MARACAS: "x.x.x.x.",
            KICK: "......x.",
        },
    ),
    "swing": (
        {RIDE: "x...x.x.x...x.x.", PEDAL: "....x.......x..."},
        {RIDE: "x...x.x.x...x.x.", PEDAL: "....x.......x...", KICK: "o...o...o...o..."},
        {
            RIDE: "x...X.x.x...X.o.",
            PEDAL: "....x.......x...",
            SNARE: "..o...........o.",
            KICK: "x.........o.....",
        },
        {HAT: "x...x.x.x...x.x.", SNARE: "....o.......o...", KICK: "x.......x......."},
    ),
    "brushes": (
        {SNARE: "o.o.x.o.o.o.x.o.", PEDAL: "....x.......x...", KICK: "x.......o......."},
        {SNARE: "x...x.o.x...x.o.", PEDAL: "....o.......o..."},
    ),
    "jazzwaltz": (
        {RIDE: "x...x.x.x...", PEDAL: "....x...x...", KICK: "x..........."},
        {RIDE: "x...x.x.x.o.", PEDAL: "....x.......", KICK: "x.....o....."},
    ),
    "shuffle": (
        {KICK: "X.......X.....o.", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X...X...X...X...", SNARE: "....X.......X...", RIDE: "x.x.x.x.x.x.x.x."},
        {KICK: "X.....x.X.....x.", SNARE: "o.o.X.o.o.o.X.o.", HAT: "x...x...x...x..."},
        {KICK: "X.......x.......", SNARE: "....x.......x...", RIDE: "x...x.x.x...x.x."},
    ),
    "twelve8": (
        {KICK: "X.....X.....", SNARE: "...X.....X..", HAT: "xooxooxooxoo"},
        {KICK: "X....xX.....", SNARE: "...X.....X.o", RIDE: "xxxxxxxxxxxx"},
        {KICK: "X.....x..x..", SNARE: "...X.....X..", HAT: "x..x..x..x.."},
    ),
    "six8": (
        {KICK: "X.....", SNARE: "...X..", HAT: "xooxoo"},
        {KICK: "X....x", SNARE: "...X..", RIDE: "x.xx.x"},
        {KICK: "X..x..", TAMB: "..x..x", HAT: "x.xx.x"},
    ),
    "waltz": (
        {KICK: "X...........", SNARE: "....x...x...", HAT: "x...x...x..."},
        {KICK: "X...........", HAT: "....x...x..."},
        {KICK: "X.........o.", SNARE: "........X...", HAT: "x.x.x.x.x.x."},
        {KICK: "X.......x...", SNARE: "....X.......", HAT: "x...x...x..."},
    ),
    "brushwaltz": (
        {KICK: "X...........", SNARE: "....x...x.o."},
        {KICK: "x...........", RIM: "....x...x...", SHAKER: "x.x."},
    ),
    "march": (
        {KICK: "X...X...", SNARE: "..x...x."},
        {KICK: "X...x...", SNARE: "..xx..x."},
        {KICK: "X.......", SNARE: "x.xxx.x."},
        {KICK: "X...x...", SNARE: "oooooooo", CRASH: "x......."},
    ),
    "timpani": (
        {TIMPANI: "X..............."},
        {TIMPANI: "X.......x......."},
        {TRIANGLE: "x...x...", TIMPANI: "X......."},
    ),
    "metal": (
        {KICK: "XxXxXxXxXxXxXxXx", SNARE: "....X.......X...", HAT: "X...X...X...X..."},
        {KICK: "X.xxX.xxX.xxX.xx", SNARE: "....X.......X...", CRASH: "x...x...x...x..."},
        {KICK: "X.x.x.x.X.x.x.x.", SNARE: "....X.......X...", RIDE: "x...x..."},
        {KICK: "X.....xxX.....xx", SNARE: "....X.......X...", OPEN: "x...x..."},
    ),
    "blast": (
        {KICK: "X.X.X.X.X.X.X.X.", SNARE: ".x.x.x.x.x.x.x.x", RIDE: "x.x.x.x."},
        {KICK: "X.x.X.x.X.x.X.x.", SNARE: "X.x.X.x.X.x.X.x.", CRASH: "x...x..."},
    ),
}
_LOUDNESS = {"X": 0.92, "x": 0.72, "o": 0.42}
_GROUPS = {
    5: ((3, 2), (2, 3)),
    6: ((3, 3), (2, 2, 2), (4, 2)),
    7: ((4, 3), (3, 4), (2, 2, 3), (3, 2, 2)),
    3: ((3,),),
    4: ((4,), (2, 2), (3, 1)),
    2: ((2,),),
}


def choose(rng: Generator, name: str, metre: int, division: int) -> Rows:
    """A pattern of the groove `name`, varied, as long as a bar of `metre` beats."""
    steps = metre * division
    if name == "accents":
        rows = _accents(rng, metre, division)
    elif name == "loop":
        rows = _loop(rng, steps, division)
    elif name == "click":
        return _click(rng, metre, division)
    else:
        rows = dict(GROOVES[name][rng.integers(len(GROOVES[name]))])
    rows = {drum: (row * (steps // len(row) + 1))[:steps] for drum, row in rows.items()}
    if KICK in rows and rng.random() < 0.5:
        # Which kick is the loudest is the drummer's choice.
        rows[KICK] = "".join(
            str(rng.choice(["X", "x"])) if mark in "Xx" else mark for mark in rows[KICK]
        )
    return _varied(rng, rows, division)


def _varied(rng: Generator, rows: Rows, division: int) -> Rows:
    rows = dict(rows)
    if rng.random() < 0.25:
        others = [drum for drum in rows if drum not in (KICK, SNARE)]
        if others and len(rows) > 1:
            del rows[others[rng.integers(len(others))]]
    if rng.random() < 0.35:
        drum = PERCUSSION[rng.integers(len(PERCUSSION))]
        length = len(next(iter(rows.values()), "....")) or 4
        rows[drum] = _euclid(rng, length, division)
    if HAT in rows and rng.random() < 0.3:
        rows[int(rng.choice([RIDE, OPEN, SHAKER, TAMB, MARACAS, BELL]))] = rows.pop(HAT)
    if KICK in rows and rng.random() < 0.3:
        row = list(rows[KICK])
        row[rng.integers(len(row))] = "o"
        rows[KICK] = "".join(row)
    return rows


def _euclid(rng: Generator, steps: int, division: int) -> str:
    """Hits spread evenly over the bar, or each beat's own figure."""
    if rng.random() < 0.5:
        figure = "".join(rng.choice(list("x.o."), division))
        return (figure * steps)[:steps]
    hits = int(rng.integers(2, max(3, steps // 2 + 1)))
    shift = int(rng.integers(steps))
    row = ["x" if (index * hits) % steps < hits else "." for index in range(steps)]
    return "".join(row[shift:] + row[:shift])


def _accents(rng: Generator, metre: int, division: int) -> Rows:
    choices = _GROUPS[metre]
    groups = choices[rng.integers(len(choices))]
    kick, snare = ["."] * metre * division, ["."] * metre * division
    place = 0
    for number, group in enumerate(groups):
        kick[place * division] = "X" if number == 0 else "x"
        back = place + (group - 1 if rng.random() < 0.5 else group // 2)
        snare[back * division] = "X"
        if rng.random() < 0.4:
            kick[place * division + division // 2 + division * (group > 1)] = "x"
        place += group
    hat = str(rng.choice(["x.o.", "x...", "xoxo", "x.x."])) if division == 4 else "xoo"
    return {KICK: "".join(kick), SNARE: "".join(snare), int(rng.choice([HAT, RIDE, OPEN])): hat}


def _loop(rng: Generator, steps: int, division: int) -> Rows:
    """A drum-machine loop: any drums on any steps, with at least one on the downbeat."""
    rows = {}
    drums = rng.choice(
        (*PERCUSSION, KICK, SNARE, HAT, OPEN, LOW, MID), int(rng.integers(2, 6)), replace=False
    )
    for drum in drums:
        rows[int(drum)] = _euclid(rng, steps, division)
    heavy = int(rng.choice([KICK, CONGA_LOW, LOW, 41, BONGO_LOW]))
    row = rows.get(heavy, "." * steps)
    rows[heavy] = "X" + row[1:]
    return rows


def _click(rng: Generator, metre: int, division: int) -> Rows:
    """One sound, or two, on the beats and nowhere else."""
    sounds = (KICK, KICK, SNARE, RIM, CLAP, HAT, WOOD, CLAVES, COWBELL, TAMB, SHAKER, LOW, BONGO)
    low, high = (int(sounds[index]) for index in rng.integers(0, len(sounds), 2))
    beat = "x" + "." * (division - 1)
    rest = "." * (len(beat) * (metre - 1))
    chance = rng.random()
    if chance < 0.4:
        return {low: beat * metre}
    if chance < 0.7:
        return {low: "X" + "." * (division - 1) + beat * (metre - 1)}
    if low == high:
        return {low: "X" + "." * (division - 1) + rest}
    return {low: beat + rest, high: "." * division + beat * (metre - 1)}


def play_bar(
    rng: Generator, part: Part, rows: Rows, start: float, division: int, swing: float, energy: float
) -> None:
    """Plays one bar of a pattern from beat `start`."""
    missing = rng.random() < 0.06
    for drum, row in rows.items():
        for step, mark in enumerate(row):
            if mark == "." or (mark == "o" and rng.random() < 0.35) or (missing and step == 0):
                continue
            beat = start + swung(step / division, swing)
            loudness = _LOUDNESS[mark] * (0.75 + 0.25 * energy)
            part.play(beat, 0.2, drum, loudness + rng.normal(0, 0.04))


def fill(rng: Generator, part: Part, end: float, division: int, swing: float, beats: float) -> None:
    """The last `beats` before `end`: toms or snare."""
    drums = [SNARE, HIGH, MID, LOW, 41]
    steps = round(beats * division)
    dense = rng.uniform(0.5, 1)
    for step in range(steps):
        if step % 2 and rng.random() > dense:
            continue
        drum = (
            SNARE if rng.random() < 0.4 else drums[min(len(drums) - 1, step * len(drums) // steps)]
        )
        part.play(end - beats + swung(step / division, swing), 0.2, drum, rng.uniform(0.6, 0.95))


def swung(beat: float, swing: float) -> float:
    """The swung position of a straight beat position; above 1, sixteenths swing instead of eighths."""
    if not swing:
        return beat
    whole = int(beat + 1e-6)
    part = beat - whole
    # The off-beat eighth moves from 1/2 to 2/3 of the beat; what is between stretches with it.
    middle = 0.5 + swing / 6
    warped = part / 0.5 * middle if part < 0.5 else middle + (part - 0.5) / 0.5 * (1 - middle)
    return whole + warped

"""Results of foley for tests of its page."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from backbeat.foley.page import Look, Shot, View, Wave
from backbeat.v1.foley_pb2 import (
    CueEvidence,
    EffectsCoverage,
    FoleyCue,
    FoleyLayer,
    FoleyResult,
    FoleySound,
    UncoveredSound,
)

WORDS = (
    "footstep gravel",
    "a very long description of a heavy wooden door that slams in a hall <b>&amp;",
    "Türknallen/ドアが閉まる",
    "",
)


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (228, 128), (90, 120, 60)).save(file, "JPEG", quality=50)
    return file.getvalue()


def sound(number: int) -> FoleySound:
    key = f"library:/sounds/a folder with quite a long name/{'door_' * 12}{number}.wav"
    return FoleySound(
        key=key, name=f"door_{'slam_' * (number % 9)}{number}", source="library",
        licence="CC-BY-SA-3.0", credit="Somebody with a name <script>", score=0.5,
        temporary=number % 3 == 0, rendered_path=f"/o foley/{number}.wav",
    )  # fmt: skip


def cue(number: int, seconds: float) -> FoleyCue:
    kinds = ("motion", "guide", "cut")[: 1 + number % 3]
    made = FoleyCue(
        number=str(number),
        time_s=seconds,
        frame=round(seconds * 25),
        timecode="01:00:02:03",
        kind="impact",
        layer=("FOLEY", "HARD FX")[number % 2],
        ucs="DOORWood",
        description=WORDS[number % 4],
        evidence=[CueEvidence(kind=kind, confidence=0.7, detail="A1 'x'") for kind in kinds],
        confidence=0.8,
        placed=number % 4 != 1,
        alternatives=[sound(number + other) for other in range(3)],
        clip="A001_C004_1029XY_001.mov",
        track="A3",
        problem="Its licence is not known, and may forbid commercial use." if number == 6 else "",
    )
    if made.placed:
        made.sound.CopyFrom(sound(number))
        made.gain_db, made.hit_error_ms = -6.5, 0.4
    return made


def result(count: int) -> FoleyResult:
    seconds = 60.0
    cues = [cue(number, seconds * number / (count + 1)) for number in range(1, count + 1)]
    if count > 1:
        cues[1].kind, cues[1].layer, cues[1].end_s = "ambience", "AMB", 58
    return FoleyResult(
        path="/films/a film with a name that is rather long and goes on v12 final.mov",
        rate="25",
        duration_s=seconds,
        cues=cues,
        layers=[
            FoleyLayer(
                layer="HARD FX", sounds=3, lufs=-17.2, low_lufs=-18, high_lufs=-6,
                true_peak_dbtp=-2,
            ),
            FoleyLayer(layer="AMB", sounds=1, lufs=-35, low_lufs=-24, high_lufs=-18),
        ],
        coverage=EffectsCoverage(
            events=9, covered=7, seconds=20, seconds_covered=12,
            missing=[UncoveredSound(start_s=3, end_s=4, level_db=-20, kind="hit")],
        ),
        warnings=["A warning that is a whole sentence, about “a file” & more <i>."],
        detector_sha256="ab" * 32,
    )  # fmt: skip


def views(made: FoleyResult) -> dict[str, View]:
    peaks = np.linspace(1, 0, 120, dtype=np.float32)
    looks = [Look(off, picture()) for off in (-1, 0, 1)]
    return {
        one.number: View(looks, Wave(peaks, 0.25, (0.1, 0.5, 0.9)), "o%20foley/1.wav")
        for one in made.cues
    }


def shots(made: FoleyResult) -> list[Shot]:
    return [Shot("one", 0, 20), Shot("two.mov", 20, made.duration_s)]

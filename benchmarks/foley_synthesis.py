"""Sounds that are made: which real ones are they nearest to, by an ear that was trained on effects.

The ear is aiSFX (Ma and Lerch, ISMIR 2022; PyPI `aisfx`, CC-BY-4.0), an embedding of 512 values
trained on libraries of effects in UCS categories. References are real recordings that Debian's
packages carry. A made sound counts as its family's if one of its family is among the five nearest
of all references.

    pip install --no-deps aisfx; pip install torch     (or both on PYTHONPATH)
    apt-get download PACKAGE...     (those of PACKAGES), dpkg -x each to REFERENCES/PACKAGE;
                                    what is inside a .pk3 is unpacked beside it, its folders
                                    in its name: sound_world_fire1.wav
    python -m benchmarks.foley_synthesis --references REFERENCES

Nothing of the references enters the repository. Recipes were tuned with one half of them in sight
(by a checksum of their names); the other half was kept aside, though an earlier split and a few
looks at the whole showed some of it.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import statistics
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.synthesis import make, recipe_named
from benchmarks.measure import Row
from benchmarks.results import replace_section

PACKAGES = (
    "sonic-pi-samples minetest-data minetest-mod-homedecor minetest-mod-mobs-redo flare-game "
    "wesnoth-1.16-data megaglest-data ardentryst lincity-ng-data supertux-data openarena-data "
    "unknown-horizons freedink-data pingus-data extremetuxracer-data sound-theme-freedesktop "
    "yaru-theme-sound oxygen-sounds"
)
_STARTER = Path(__file__).parents[1] / "engine" / "backbeat" / "foley" / "starter" / "sounds"
_RATE = 44100

_NOT = (
    r"(magic|flame|bow|fire|thunderstick|ink|mud|lightning|torch|dragonstick|tusker|wose)[^/]*-miss"
    r"|squishy-miss|gravel_d|IceRain|wesnoth.*/(fire|mace)\.wav|hgrenb"
)
FAMILIES = {
    "step, loose ground": r"minetest-data/.*(gravel|snow|sand|dirt|grass)_footstep"
    r"|STEP_(DIRT|GRASS|SNOW)",
    "step, floor": r"minetest-data/.*(wood|hard|metal|glass)_footstep|step_(metal|echo|leather)"
    r"|STEP_CONCRETE",
    "door": r"/doors_[^/]*(close|open)|homedecor_(door_|gate)|perc_door|/door_open|/wood_open"
    r"|/stone_open|chest_(open|close)|open-chest|supertux-data/.*door|movers_doors",
    "glass": r"break_glass|crystallo-(shat|shard|pop)|icecrash|/Ice\.ogg|dug_glass",
    "water": r"env_sounds_water|river_loop|megaglest.*/water\d|lincity.*/Water\d|waterfall"
    r"|[/_]splash\.|homedecor_(faucet|shower)|water_footstep|/plop",
    "fire": r"fire_(fire|large|small)|open_fire|/burn\.ogg|campfire|wicker_fire|lincity.*/Fire\d"
    r"|world_fire|fire_loop",
    "explosion, boom": r"cineboom|tnt_explode|bd_boom|(wesnoth|supertux).*/explosion|rocklx1a"
    r"|kam_explode|RocketExplosion|wstbexpl",
    "whoosh": r"swoosh|woosh|-miss(-\d)?\.(ogg|wav)|/miss-\d|dagger-swish|/throw-\d|mobs_swing"
    r"|melee_attack|/swing\.wav|WeaponSwing",
    "metal": r"anvil|dug_metal|place_node_metal|inventory_metal|dig_metal|/shield\.ogg|/smith\.ogg"
    r"|Blacksmith|impm\.wav|/chink|/sword-1|mace\.ogg",
    "wood": r"WoodHit|harvest_wood|lumberjack|supertux.*/wood\.wav|inventory_wood|dig_choppy"
    r"|place_node.*wood|tree_hit|elec_wood|/axe\.|/hatchet\.wav",
    "wind": r"flare.*wind_loop|megaglest.*/wind|cavewind|world_.*wind",
    "rain": r"/rain\.|Rain_Loop|/RAIN_",
    "traffic": r"Trafic",
    "forest, night": r"day\.ogg|night\.ogg|nightime|morning\.ogg|/birds\d|bird_twitter|forest_owl"
    r"|/Green\d|ParklandLake",
    "crowd": r"SportsCroud|Market(Full|Med)|/CRWD|main_square|tavern|School\d",
    "cloth": r"inventory_(cloth|leather|page|book)|step_cloth|book_close",
    "coins": r"inventory_coins|flying_loot|/gold\.|insert_coin",
    "punch": r"default_punch|/punch|/fist\.|squishy-(hit|strike)",
    "thunder": r"thunder\.",
    "voice": r"merchant|male_hit|human-hit|/orc-hit|/ogre-hit",
    "drum": r"/(tom_|snare|drum_|bd_)",
    "interface": r"/message|/dialog|Oxygen-Im|/click|button",
}
"""Of real sounds, by package and file name; the first that fits. The last three only distract."""
_LEAST = 8
"""References that a family must have to be counted."""

MADE = {
    "step, loose ground": [
        f"footstep {surface} {shoe}"
        for surface in ("gravel", "snow", "sand", "dirt", "grass")
        for shoe in ("hard", "boot")
    ]
    + ["footstep leaves soft"],
    "step, floor": [
        f"footstep {surface} {shoe}"
        for surface in ("concrete", "wood", "metal", "tile")
        for shoe in ("hard", "boot", "soft")
    ],
    "door": [
        "door wood slam",
        "door wood close",
        "door wood open",
        "door metal slam",
        "door metal close",
        "door metal open",
        "door glass close",
        "door gate close",
        "door gate open",
        "door creak",
    ],
    "glass": ["glass break"] * 4,
    "water": ["stream", "water splash", "water pour"] * 2,
    "fire": ["fire"] * 4,
    "explosion, boom": ["explosion"] * 3 + ["boom"] * 2,
    "whoosh": ["whoosh quick", "whoosh medium", "whoosh long"] * 2 + ["whoosh deep"],
    "metal": ["impact metal"] * 4 + ["impact anvil"] * 4,
    "wood": ["impact wood"] * 4,
    "wind": ["wind"] * 4,
    "rain": ["rain"] * 4,
    "traffic": ["traffic"] * 3,
    "forest, night": ["forest"] * 3 + ["night"] * 3,
    "crowd": ["crowd"] * 3,
    "cloth": ["cloth", "leather"] * 2,
    "coins": ["coins"] * 3 + ["keys"],
    "punch": ["punch"] * 3 + ["slap"],
    "thunder": ["thunder"] * 3,
}


class Ear:
    """aiSFX, on the processor."""

    def __init__(self) -> None:
        import torch
        from aisfx.models import cnn2d

        torch.set_num_threads(1)
        self._torch = torch
        # As aisfx.inference does, which torch of today refuses: the file holds numpy's numbers.
        file = Path(cnn2d.__file__).with_name("checkpoint.pth")
        weights, sets = torch.load(file, map_location="cpu", weights_only=False)
        self._model = cnn2d.CrossNet(cnn2d.EmbeddingNet("max", 3, 1, 64), sets, "cpu")
        self._model.load_state_dict(weights)
        self._model.eval()

    def heard(self, samples: NDArray[np.floating[Any]], rate: int) -> NDArray[np.float64]:
        """The embedding of a sound, of its first six seconds; shape (512,)."""
        import librosa
        import soxr

        mono = samples.mean(axis=1) if samples.ndim == 2 else samples
        mono = soxr.resample(np.asarray(mono[: 6 * rate], np.float32), rate, _RATE)
        mono = mono / (np.abs(mono).max() + 1e-9)
        # As aisfx.spectrogram does, with a hop of 1024 and blocks of 100 that overlap by half.
        mel = librosa.feature.melspectrogram(
            y=mono,
            sr=_RATE,
            n_mels=96,
            norm=1.0,
            fmin=0,
            fmax=_RATE / 2,
            htk=True,
            power=2.0,
            hop_length=1024,
            n_fft=2048,
        )
        rows = np.log10(mel * 10000 + 1).T / 9.4578
        if len(rows) < 100:
            rows = np.vstack([rows, np.zeros((100 - len(rows), 96))])
        blocks = np.stack([rows[i : i + 100] for i in range(0, len(rows) - 99, 50)])[:4]
        with self._torch.no_grad():
            out = self._model.get_embedding(self._torch.tensor(blocks, dtype=self._torch.float32))
        return np.asarray(out.mean(0).numpy(), np.float64)


@dataclass(frozen=True)
class References:
    """Real sounds as the ear hears them."""

    vectors: NDArray[np.float64]
    families: NDArray[np.str_]
    names: NDArray[np.str_]
    """Without the number of their variant."""

    def half(self, aside: bool) -> References:
        """Those that were in sight, or those left aside."""
        odd = np.array([zlib.crc32(name.encode()) % 2 == 1 for name in self.names])
        keep = odd if aside else ~odd
        return References(self.vectors[keep], self.families[keep], self.names[keep])

    def scaled(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each value in its own spread, of length 1."""
        out = (vectors - self.vectors.mean(0)) / (self.vectors.std(0) + 1e-6)
        return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True))

    def nearest(self, vector: NDArray[np.float64], count: int = 5) -> list[str]:
        """Families of those that are most like it."""
        near = self.scaled(self.vectors) @ self.scaled(vector[None])[0]
        return [str(self.families[i]) for i in np.argsort(-near)[:count]]

    def real(self, family: str) -> float:
        """The share of a family's own sounds that have another of it among their five nearest."""
        every = self.scaled(self.vectors)
        like = every @ every.T
        like[self.names[:, None] == self.names[None]] = -9
        near = self.families[np.argsort(-like, axis=1)[:, :5]]
        own = self.families == family
        return float((near[own] == family).any(axis=1).mean())


def family_of(path: str) -> str | None:
    """Of a real sound, by its package and name; None: it is of none."""
    if re.search(_NOT, path) or "music" in path.lower():
        return None
    return next((name for name, names in FAMILIES.items() if re.search(names, path)), None)


def references(folder: Path, ear: Ear) -> References:
    """All that are there, each recording once."""
    import soundfile

    found: list[tuple[NDArray[np.float64], str, str]] = []
    files = [(f, f.relative_to(folder).as_posix()) for f in sorted(folder.rglob("*"))]
    files += [(f, f"starter/{f.name}") for f in sorted(_STARTER.glob("RAIN_*.flac"))]
    for file, name in files:
        family = family_of(name)
        if family is None or not re.search(r"\.(ogg|oga|flac|wav)$", name, re.I):
            continue
        try:
            samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
        except RuntimeError:
            continue
        if len(samples) < 1000 or np.abs(samples).max() < 1e-4:
            continue
        stem = name.split("/")[0] + re.sub(r"[-_. \d]+$", "", file.stem)
        found.append((ear.heard(samples, rate), family, stem))
    vectors = np.array([one[0] for one in found])
    _, first = np.unique(np.round(vectors, 3), axis=0, return_index=True)
    order = np.sort(first)
    families = np.array([found[i][1] for i in order])
    names = np.array([found[i][2] for i in order])
    return References(vectors[order], families, names)


def without(folder: Path | None) -> str:
    """What is missing for the comparison; empty: nothing."""
    if importlib.util.find_spec("aisfx") is None or importlib.util.find_spec("torch") is None:
        return "skipped: aisfx and torch are not installed"
    if folder is None or not folder.is_dir():
        return "skipped: no folder of references was given"
    return ""


def likeness(folder: Path) -> list[Row]:
    """For each family: how many of the made sounds are near their own kind."""
    ear = Ear()
    real = references(folder, ear)
    aside = real.half(aside=True)
    rows, total = [], np.zeros(3, int)
    for family, names in MADE.items():
        made = []
        for number, name in enumerate(names):
            recipe = recipe_named(name)
            assert recipe is not None
            sound = make(recipe, seed=100 + number, seconds=5.0 if recipe.loops else None)
            made.append(ear.heard(sound.samples, sound.rate))
        count = int((real.families == family).sum())
        near = sum(family in real.nearest(one) for one in made)
        alone = sum(family in aside.nearest(one) for one in made)
        few = "" if count >= _LEAST else ", too few to be counted"
        if count >= _LEAST:
            total += (len(made), near, alone)
        rows.append(
            Row(
                f"{family} ({count} real ones{few})",
                f"{near} of {len(made)}",
                f"real ones among themselves {real.real(family):.0%}" if count > 1 else "",
                f"{alone} of {len(made)} by those left aside "
                f"({int((aside.families == family).sum())})",
            )
        )
    rows.append(
        Row(
            "all families that count",
            f"{total[1]} of {total[0]} = {total[1] / total[0]:.0%}",
            "",
            f"{total[2] / total[0]:.0%} by those left aside",
            ">= 80 %, no family at zero",
        )
    )
    return rows


def speed() -> list[Row]:
    """How long it takes, in seconds of the processor, the median of several."""

    def median_s(name: str, seconds: float | None, times: int) -> float:
        recipe = recipe_named(name)
        assert recipe is not None
        taken = []
        for seed in range(times + 1):
            before = time.process_time()
            make(recipe, seed=seed, seconds=seconds)
            taken.append(time.process_time() - before)
        return statistics.median(taken[1:])

    rows = []
    for name in ("footstep concrete hard", "footstep gravel boot", "door wood slam", "glass break"):
        rows.append(Row(f"making {name}", f"{median_s(name, None, 9) * 1000:.1f} ms", "", ""))
    for name in ("room tone", "rain", "wind", "crowd"):
        rows.append(Row(f"making a minute of {name}", f"{median_s(name, 60, 1):.2f} s", "", ""))
    return rows


def rows(folder: Path | None = None) -> list[Row]:
    """Speed always; likeness where the ear and the references are."""
    given = os.environ.get("BACKBEAT_SOUND_REFERENCES")
    folder = folder or (Path(given) if given else None)
    missing = without(folder)
    if missing or folder is None:
        return [Row("likeness to real sounds", missing, "", "", ">= 80 %"), *speed()]
    return [*likeness(folder), *speed()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--references", type=Path)
    lines = ["| what | among the five nearest | peer | kept aside | aim |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.what} | {row.ours} | {row.peer} | {row.ratio} | {row.aim} |"
        for row in rows(parser.parse_args().references)
    ]
    print("\n".join(lines))
    replace_section("Made sounds", "\n".join(lines))


if __name__ == "__main__":
    main()

"""Two hundred masters, each delivered file measured again by another meter.

Real songs, speech and hostile signals, through every preset that a file of sound can meet. Run it
where `shared/data` lies beside the project: `python -m benchmarks.masters`. It takes some minutes,
and writes a section of its own into benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields
from itertools import cycle, islice
from pathlib import Path

import av
import av.logging
import numpy as np

from backbeat.loudness import measure
from backbeat.loudness.presets import Preset, presets
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.media.probe import probe
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from backbeat.workflows.master import job as master
from benchmarks.ebur128 import through_ebur128
from benchmarks.results import replace_section

_RATE = 48000
_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_ENDINGS = {"aac-lc": ".m4a", "aac": ".m4a", "mp3": ".mp3", "opus": ".opus"}
_LOUDNESS = re.compile(r"I:\s+(-?[\d.]+|-?inf) LUFS")
_PEAK = re.compile(r"Peak:\s+(-?[\d.]+|-?inf) dBFS")


@dataclass(frozen=True)
class Row:
    """The result of one delivery."""

    recording: str
    preset: str
    file: str
    target_lufs: float
    ceiling_dbtp: float
    tolerance_lu: float
    ours_lufs: float
    ours_dbtp: float
    ffmpeg_lufs: float
    ffmpeg_dbtp: float
    reduction_db: float
    spread_db: float
    rounds: int
    met: bool
    missed: str
    seconds: float
    """Seconds of work for each minute of sound."""

    @property
    def over_db(self) -> float:
        """True peak above the ceiling in dB, by the meter that reads more."""
        return max(self.ours_dbtp, self.ffmpeg_dbtp) - self.ceiling_dbtp


def hostile() -> dict[str, np.ndarray]:
    """Signals that are hard on limiters and meters, 3 dB over full scale, two seconds each."""
    place = np.arange(2 * _RATE)
    time_s = place / _RATE
    rng = np.random.default_rng(7)
    edge = np.sin(np.pi / 2 * place + np.pi / 4) * 1.41
    made = {
        "quarter": edge,
        "square": np.sign(np.sin(2 * np.pi * 997 * time_s)),
        "clicks": (place % 4800 == 7) * 1.0,
        "pairs": np.where(place % 4800 < 2, 1.0, 0.0) * np.where(place % 2, 1, -1),
        "clipped": np.clip(rng.normal(0, 1, len(place)), -1, 1),
        "drums": rng.normal(0, 1, len(place)) * np.exp(-(place % 12000) / 1500) / 4,
        "60Hz": np.sin(2 * np.pi * 60 * time_s),
        "bursts": edge * (time_s % 0.5 < 0.1),
        "quiet": rng.normal(0, 1e-4, len(place)),
    }
    return {name: (1.41 * line)[:, np.newaxis].astype(np.float32) for name, line in made.items()}


def outside(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak by FFmpeg's `ebur128`, which prints tenths."""
    av.logging.set_level(av.logging.INFO)
    try:
        with av.logging.Capture() as lines, av.open(str(path)) as container:
            through_ebur128(container)
        text = "".join(line[2] for line in lines)
    finally:
        av.logging.set_level(None)
    return float(_LOUDNESS.findall(text)[-1]), float(_PEAK.findall(text)[-1])


def deliver(recording: Path, preset: Preset, folder: Path) -> Row | str:
    """One delivery, or why there is none."""
    ending = next((_ENDINGS[codec] for codec in preset.codecs if codec in _ENDINGS), ".wav")
    path = folder / f"{recording.stem}.{preset.name}{ending}"
    wanted = Delivery(output_path=str(path), preset=preset.name)
    started = time.perf_counter()
    result = master.run(MasterRequest(path=str(recording), deliveries=[wanted]))
    seconds = time.perf_counter() - started
    (made,) = result.delivered
    lufs, dbtp = outside(path)
    path.unlink()
    return Row(
        recording.stem,
        preset.name,
        ending,
        made.target_lufs if made.HasField("target_lufs") else np.nan,
        made.ceiling_dbtp if made.HasField("ceiling_dbtp") else np.nan,
        made.tolerance_lu,
        made.after.integrated_lufs if made.after.HasField("integrated_lufs") else np.nan,
        made.after.true_peak_dbtp,
        # No other meter here measures dialogue loudness.
        lufs if preset.gating != "dialogue" else made.target_lufs,
        dbtp,
        made.max_reduction_db,
        made.gain_high_db - made.gain_low_db,
        made.rounds,
        made.met,
        made.missed,
        60 * seconds / max(made.after.duration_s, 1),
    )


@dataclass(frozen=True)
class PeerResult:
    """The result of one tool on one song, for -14 LUFS and -1 dBTP in 24-bit WAV."""

    tool: str
    off_lu: float
    over_db: float
    spread_db: float
    """Distance of the 5th and 95th percentile of the gain over tenths of a second, in dB."""
    seconds: float
    rate: int


def peers(songs: list[Path], folder: Path) -> Iterator[PeerResult]:
    """Results of Backbeat, FFmpeg's loudnorm in two passes, and ffmpeg-normalize if installed."""
    for song in songs:
        for tool, make in _TOOLS.items():
            target = folder / f"{tool}.wav"
            started = time.perf_counter()
            if not make(song, target):
                continue
            seconds = time.perf_counter() - started
            lufs, dbtp = outside(target)
            rate = probe(target).audio.rate
            yield PeerResult(tool, lufs + 14, dbtp + 1, _spread_of(song, target), seconds, rate)
            target.unlink()


def _ours(song: Path, target: Path) -> bool:
    wanted = Delivery(output_path=str(target), integrated_lufs=-14, true_peak_dbtp=-1)
    master.run(MasterRequest(path=str(song), deliveries=[wanted]))
    return True


def _loudnorm(song: Path, target: Path) -> bool:
    if not shutil.which("ffmpeg"):
        return False
    asked = "loudnorm=I=-14:TP=-1:LRA=11"
    command = ["ffmpeg", "-nostats", "-y", "-i", str(song), "-af"]
    first = subprocess.run(
        [*command, f"{asked}:print_format=json", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    heard = json.loads(first.stderr[first.stderr.rindex("{") :])
    known = ":".join(
        f"measured_{name}={heard[f'input_{key}']}"
        for name, key in (("I", "i"), ("TP", "tp"), ("LRA", "lra"), ("thresh", "thresh"))
    )
    second = f"{asked}:{known}:offset={heard['target_offset']}:linear=true"
    done = [*command, second, "-c:a", "pcm_s24le", str(target)]
    subprocess.run(done, capture_output=True, check=True)
    return True


def _normalize(song: Path, target: Path) -> bool:
    tool = shutil.which("ffmpeg-normalize")
    if tool is None:
        return False
    command = [tool, str(song), "-f", "-t", "-14", "-tp", "-1", "-c:a", "pcm_s24le", "-o"]
    subprocess.run([*command, str(target)], capture_output=True, check=True)
    return True


_TOOLS = {"backbeat": _ours, "loudnorm, two passes": _loudnorm, "ffmpeg-normalize": _normalize}


def _spread_of(song: Path, target: Path) -> float:
    powers = [measure(read_audio(path, _RATE).samples, _RATE).power for path in (song, target)]
    count = min(len(power) for power in powers) // 10
    before, after = (power[: 10 * count].reshape(count, 10).mean(axis=1) for power in powers)
    heard = before > before.max() * 1e-4
    low, high = np.percentile(10 * np.log10(after[heard] / before[heard]), (5, 95))
    return float(high - low)


def _against(count: int) -> Iterator[str]:
    songs = sorted((_SHARED / "beats").glob("*.flac"))[::4][:count]
    with tempfile.TemporaryDirectory() as name:
        rows = list(peers(songs, Path(name)))
    yield "| tool | worst off, LU | worst over, dB | spread of the gain, dB | s a song | rate |"
    yield "|---|---|---|---|---|---|"
    for tool in _TOOLS:
        own = [row for row in rows if row.tool == tool]
        if own:
            off = max(abs(row.off_lu) for row in own)
            over = max(row.over_db for row in own)
            spreads = [row.spread_db for row in own]
            seconds = np.median([row.seconds for row in own])
            yield (
                f"| {tool} | {off:.1f} | {over:+.1f} | {np.median(spreads):.1f}, at most "
                f"{max(spreads):.1f} | {seconds:.1f} | {max(row.rate for row in own)} |"
            )


def _work(count: int, folder: Path) -> Iterator[tuple[Path, Preset, Path]]:
    songs = sorted((_SHARED / "beats").glob("*.flac"))
    speech = sorted((_SHARED / "lips").rglob("*.mp4")) + sorted((_SHARED / "lips").rglob("*.wav"))
    signals = []
    for name, samples in hostile().items():
        signals.append(folder / f"hostile-{name}.wav")
        write_audio(signals[-1], samples, _RATE, "pcm_f32le")
    recordings, wanted = [*signals, *speech, *songs], list(presets().values())
    # Both lists repeat at their own length, so that every preset meets every kind of recording.
    pairs = zip(cycle(recordings), cycle(wanted), strict=False)
    for number, (recording, preset) in enumerate(islice(pairs, count)):
        if preset.gating == "dialogue":
            recording = speech[number % len(speech)]
        if preset.layouts and not {"stereo", "mono"} & set(preset.layouts):
            recording = _in_surround(recording, folder)
        yield recording, preset, folder


def _in_surround(recording: Path, folder: Path) -> Path:
    """The recording in 5.1, delayed and attenuated by channel."""
    path = folder / f"{recording.stem}-51.wav"
    line = read_audio(recording, _RATE, channels=1).samples[:, 0]
    levels = (1.0, 1.0, 0.7, 0.3, 0.5, 0.5)
    lines = [np.roll(line, 300 * place) * level for place, level in enumerate(levels)]
    write_audio(path, np.stack(lines, axis=1), _RATE, "pcm_f32le", "5.1")
    return path


def _one(work: tuple[Path, Preset, Path]) -> Row | str:
    try:
        return deliver(*work)
    except Exception as error:  # The table names what failed and goes on.
        return f"{work[0].name} {work[1].name}: {type(error).__name__}: {error}"


def main() -> None:
    """Runs all deliveries and peers, and writes the tables into benchmarks/RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=200, help="how many masters")
    parser.add_argument("--songs", type=int, default=20, help="how many songs through the peers")
    parser.add_argument("--csv", type=Path, help="write every master here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(2) as pool:
        found = list(pool.map(_one, _work(arguments.n, Path(name))))
    rows = [row for row in found if isinstance(row, Row)]
    failures = [row for row in found if isinstance(row, str)]
    if arguments.csv:
        with arguments.csv.open("w", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in fields(Row)])
            writer.writeheader()
            writer.writerows(asdict(row) for row in rows)
    lines = [
        f"Made on {datetime.date.today().isoformat()} by `python -m benchmarks.masters`: real "
        "songs, speech and hostile signals, each through the next preset in turn. Each delivered "
        "file was measured again by FFmpeg's ebur128.",
        "",
        *_table(rows),
        "",
        *(f"- Failed: {failure}" for failure in failures),
        *(f"- Not met: {_told(row)}" for row in rows if not row.met or row.over_db > 0),
        "",
        f"{arguments.songs} of the songs to -14 LUFS and -1 dBTP in WAV, loudness range as it is "
        "(for loudnorm, LRA=11):",
        "",
        *_against(arguments.songs),
    ]
    print("\n".join(lines))
    replace_section("Masters", "\n".join(lines))


def _table(rows: list[Row]) -> Iterator[str]:
    yield (
        "| | masters | as asked for | limited | worst above the ceiling, dB | worst loudness where "
        "it can be reached, LU | spread of the gain where limited, median and most, dB | most "
        "rounds | s for a minute of sound |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for kind in ("songs", "speech", "hostile"):
        own = [row for row in rows if _kind(row) == kind]
        reached = [row for row in own if not row.missed and np.isfinite(row.target_lufs)]
        off = [abs(row.ffmpeg_lufs - row.target_lufs) for row in reached]
        limited = [row for row in own if row.reduction_db > 0]
        over = np.nanmax([row.over_db for row in own])
        yield (
            f"| {kind} | {len(own)} | {sum(row.met for row in own)} | {len(limited)} | "
            f"{over:+.2f} | {max(off, default=0):.1f} | {_spread(limited)} | "
            f"{max(row.rounds for row in own)} | {np.median([row.seconds for row in own]):.1f} |"
        )


def _kind(row: Row) -> str:
    if row.recording.startswith("hostile"):
        return "hostile"
    name = row.recording.removesuffix("-51")
    return "songs" if (_SHARED / "beats" / f"{name}.flac").exists() else "speech"


def _told(row: Row) -> str:
    return (
        f"{row.recording} to {row.preset}: {row.ours_lufs:.1f} LUFS for {row.target_lufs:g}, "
        f"{row.ours_dbtp:.1f} dBTP; {row.missed or 'above the ceiling'}"
    )


def _spread(rows: list[Row]) -> str:
    spreads = [row.spread_db for row in rows] or [0.0]
    return f"{np.median(spreads):.1f} and {max(spreads):.1f}"


if __name__ == "__main__":
    main()

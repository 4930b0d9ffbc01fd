"""Two hundred masters, each delivered file measured again by another meter.

Real songs, speech and hostile signals, through every preset that a file of sound can meet. Run it
where `shared/data` lies beside the project: `python -m benchmarks.masters`. The table with the
worst of each goes into benchmarks/RESULTS.md by hand, as it takes a while.
"""

from __future__ import annotations

import argparse
import csv
import re
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

from backbeat.loudness.presets import Preset, presets
from backbeat.media.encode import write_audio
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from backbeat.workflows import master

_RATE = 48000
_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_ENDINGS = {"aac-lc": ".m4a", "aac": ".m4a", "mp3": ".mp3", "opus": ".opus"}
_LOUDNESS = re.compile(r"I:\s+(-?[\d.]+|-?inf) LUFS")
_PEAK = re.compile(r"Peak:\s+(-?[\d.]+|-?inf) dBFS")


@dataclass(frozen=True)
class Row:
    """One delivery."""

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
    """Of work, for each minute of sound."""

    @property
    def over_db(self) -> float:
        """Above the ceiling, by whichever meter reads more."""
        return max(self.ours_dbtp, self.ffmpeg_dbtp) - self.ceiling_dbtp


def hostile() -> dict[str, np.ndarray]:
    """Signals that break limiters and meters, driven 3 dB over full scale; two seconds each."""
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
            _through_ebur128(container)
        text = "".join(line[2] for line in lines)
    finally:
        av.logging.set_level(None)
    return float(_LOUDNESS.findall(text)[-1]), float(_PEAK.findall(text)[-1])


def _through_ebur128(container: av.container.InputContainer) -> None:
    stream = container.streams.audio[0]
    graph = av.filter.Graph()
    source = graph.add_abuffer(template=stream)
    meter, sink = graph.add("ebur128", "peak=true:framelog=quiet"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    for frame in container.decode(stream):
        frame.pts = None
        graph.push(frame)
        while True:
            try:
                graph.pull()
            except (av.BlockingIOError, av.EOFError):
                break


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
        lufs,
        dbtp,
        made.most_reduction_db,
        made.gain_high_db - made.gain_low_db,
        made.rounds,
        made.met,
        made.missed,
        60 * seconds / max(made.after.duration_s, 1),
    )


def _work(count: int, folder: Path) -> Iterator[tuple[Path, Preset, Path]]:
    songs = sorted((_SHARED / "beats").glob("*.flac"))
    speech = sorted((_SHARED / "lips").rglob("*.mp4")) + sorted((_SHARED / "lips").rglob("*.wav"))
    signals = []
    for name, samples in hostile().items():
        signals.append(folder / f"hostile-{name}.wav")
        write_audio(signals[-1], samples, _RATE, "pcm_f32le")
    recordings = [*signals, *speech, *songs]
    known = presets().values()
    wanted = [item for item in known if "stereo" in (item.layouts or ["stereo"])]
    wanted = [item for item in wanted if item.gating != "dialogue"]
    # Co-prime strides, so that every preset meets every kind.
    pairs = zip(cycle(recordings), cycle(wanted * (len(recordings) + 1)), strict=False)
    for recording, preset in islice(pairs, count):
        yield recording, preset, folder


def _one(work: tuple[Path, Preset, Path]) -> Row | str:
    try:
        return deliver(*work)
    except Exception as error:  # The table names what failed and goes on.
        return f"{work[0].name} {work[1].name}: {type(error).__name__}: {error}"


def main() -> None:
    """Runs them, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=200)
    parser.add_argument("--csv", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(2) as pool:
        found = list(pool.map(_one, _work(arguments.n, Path(name))))
    rows = [row for row in found if isinstance(row, Row)]
    for failure in (row for row in found if isinstance(row, str)):
        print(failure)
    if arguments.csv:
        with arguments.csv.open("w", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in fields(Row)])
            writer.writeheader()
            writer.writerows(asdict(row) for row in rows)
    for row in rows:
        off = abs(row.ffmpeg_lufs - row.target_lufs)
        if row.over_db > 0 or not row.met or off > row.tolerance_lu:
            print(row)
    for line in _summary(rows):
        print(line)


def _summary(rows: list[Row]) -> Iterator[str]:
    reached = [row for row in rows if not row.missed and np.isfinite(row.target_lufs)]
    off = [abs(row.ffmpeg_lufs - row.target_lufs) for row in reached]
    limited = [row for row in rows if row.reduction_db > 0]
    yield f"{len(rows)} delivered, {sum(row.met for row in rows)} met, {len(limited)} limited"
    yield f"worst above the ceiling {np.nanmax([row.over_db for row in rows]):+.3f} dB"
    yield f"worst loudness, where it can be reached, {max(off):.2f} LU off"
    yield f"most rounds {max(row.rounds for row in rows)}"
    yield f"spread of the gain, worst and median of the limited, {_spread(limited)} dB"
    yield f"median {np.median([row.seconds for row in rows]):.1f} s for a minute"


def _spread(rows: list[Row]) -> str:
    spreads = [row.spread_db for row in rows] or [0.0]
    return f"{max(spreads):.1f} and {np.median(spreads):.1f}"


if __name__ == "__main__":
    main()

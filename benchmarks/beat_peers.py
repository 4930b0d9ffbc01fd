"""Runs one public beat tracker over an index, in the Python that has it installed.

PYTHON benchmarks/beat_peers.py NAME FOLDER prints a JSON line for each file of FOLDER/index.json.
Times the whole pipeline from the path on one thread, after a warm-up run.
"""

from __future__ import annotations

import os

for _threads in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
    os.environ[f"{_threads}_NUM_THREADS"] = "1"

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np


def _tempo(beats):
    return float(60 / np.median(np.diff(beats))) if len(beats) > 1 else 0.0


def librosa():
    import librosa as peer

    def track(path):
        samples, rate = peer.load(path, sr=22050)
        tempo, frames = peer.beat.beat_track(y=samples, sr=rate)
        times = peer.frames_to_time(frames, sr=rate)
        return times, None, float(np.atleast_1d(tempo)[0])

    return track, peer.__version__


def essentia():
    import essentia as peer
    import essentia.standard as algorithms

    peer.log.infoActive = peer.log.warningActive = False

    def track(path):
        samples = algorithms.MonoLoader(filename=path, sampleRate=44100)()
        tempo, beats, *_ = algorithms.RhythmExtractor2013(method="multifeature")(samples)
        return beats, None, float(tempo)

    return track, peer.__version__


def aubio():
    import soundfile

    version = subprocess.run(["aubiotrack", "--help"], capture_output=True, check=False)
    if version.returncode not in (0, 1):
        raise ImportError("aubiotrack")

    def track(path):
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        with tempfile.NamedTemporaryFile(suffix=".wav") as wave:
            soundfile.write(wave.name, samples.mean(axis=1), rate)
            command = ["aubiotrack", "-i", wave.name]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        beats = np.array([float(line) for line in done.stdout.split()])
        return beats, None, _tempo(beats)

    return track, "0.4.9"


def madmom():
    import madmom as peer
    from madmom.features.downbeats import DBNDownBeatTrackingProcessor, RNNDownBeatProcessor

    network = RNNDownBeatProcessor(num_threads=1)
    decoder = DBNDownBeatTrackingProcessor(beats_per_bar=[3, 4], fps=100, num_threads=1)

    def track(path):
        found = np.asarray(decoder(network(path))).reshape(-1, 2)
        return found[:, 0], found[found[:, 1] == 1, 0], _tempo(found[:, 0])

    return track, peer.__version__


def beatnet():
    import types

    # BeatNet imports its microphone support even to read files.
    sys.modules["pyaudio"] = types.ModuleType("pyaudio")
    from BeatNet.BeatNet import BeatNet

    peer = BeatNet(1, mode="offline", inference_model="DBN", plot=[], thread=False)

    def track(path):
        found = np.asarray(peer.process(path)).reshape(-1, 2)
        return found[:, 0], found[found[:, 1] == 1, 0], _tempo(found[:, 0])

    return track, "1.1.3"


PEERS = {tracker.__name__: tracker for tracker in (librosa, essentia, aubio, madmom, beatnet)}


def _cpu_s():
    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in parts)


def main():
    name, folder = sys.argv[1], Path(sys.argv[2])
    track, version = PEERS[name]()
    files = [item["file"] for item in json.loads((folder / "index.json").read_text())["items"]]
    track(str(folder / files[0]))
    for file in files:
        began = _cpu_s()
        beats, downbeats, tempo = track(str(folder / file))
        line = {
            "file": file,
            "version": version,
            "beats": [float(time) for time in beats],
            "downbeats": None if downbeats is None else [float(time) for time in downbeats],
            "tempo_bpm": tempo,
            "cpu_s": _cpu_s() - began,
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()

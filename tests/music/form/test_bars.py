from __future__ import annotations

import numpy as np
import pytest

from backbeat.music.blocks import analyze_blocks
from backbeat.music.form.bars import bar_means, features_of_bars, grid
from backbeat.v1.music_pb2 import Beat
from tests.music import synth


def beats(count: int, start: float = 0.0, pick_up: int = 0) -> list[Beat]:
    """Two seconds a bar."""
    return [
        Beat(
            time_s=start + 0.5 * index,
            bar=(index - pick_up) // 4 + 1,
            beat=(index - pick_up) % 4 + 1,
        )
        for index in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "start", "duration", "edges"),
    [
        (12, 0.3, 6.3, [0.3, 2.3, 4.3, 6.3]),  # the file ends with the last bar
        (12, 0.3, 7.0, [0.3, 2.3, 4.3, 6.3]),  # it rings out
        (13, 0.3, 9.0, [0.3, 2.3, 4.3, 6.3]),  # a last beat that rings out is no bar
        (13, 0.3, 20.0, [0.3, 2.3, 4.3, 6.3, 20.0]),  # music goes on without a beat
        (12, 0.3, 20.0, [0.3, 2.3, 4.3, 20.0]),
        (12, 3.0, 9.0, [0.0, 3.0, 5.0, 7.0, 9.0]),  # it starts without a beat
        (1, 0.5, 3.0, [0.5, 3.0]),
    ],
)
def test_bars_are_between_downbeats(
    count: int, start: float, duration: float, edges: list[float]
) -> None:
    bars = grid(beats(count, start), duration)
    assert bars.edges.tolist() == pytest.approx(edges)
    assert bars.seconds(0) == 0
    assert bars.seconds(len(bars)) == duration
    assert bars.numbers[-1] == len(bars) - (edges[0] == 0)


def test_without_downbeats_there_is_one_bar() -> None:
    bars = grid([Beat(time_s=1, bar=0, beat=4)], 9.0)
    assert (bars.edges.tolist(), bars.numbers.tolist()) == ([0.0, 9.0], [0])


def test_a_pick_up_is_part_of_the_first_bar() -> None:
    bars = grid(beats(14, 0.2, pick_up=2), 8.0)
    assert bars.edges[0] == pytest.approx(1.2)
    assert bars.numbers.tolist() == [0, 2, 3]


def test_long_stretches_count_as_several_bars() -> None:
    bars = grid([*beats(8), *beats(8, 12.0)], 16.0)
    assert bars.lengths.tolist() == [1, 5, 1, 1]


def test_means_split_the_blocks_on_an_edge() -> None:
    values = np.array([1.0, 3.0, 5.0, 7.0])
    assert bar_means(values, np.array([0.0, 0.15, 0.4])) == pytest.approx([2.5 / 1.5, 13.5 / 2.5])


def test_a_bar_without_kick_is_hollow_and_a_bar_without_hats_dull() -> None:
    times = np.arange(0, 8, 0.5)
    low = synth.place([synth.kick()], times[:8], 8)
    high = synth.place([synth.hat()], times[4:12], 8)
    features = features_of_bars(
        analyze_blocks((low + high)[:, np.newaxis], synth.RATE), grid(beats(16), 8.0)
    )
    assert features.low_db[:2].min() > features.low_db[2:].max() + 10
    assert features.high_db[1:3].min() > features.high_db[[0, 3]].max() + 10
    assert features.onset_density[3] == 0
    assert features.rhythm.shape == (4, 24)
    assert features.rhythm.max() <= 1


def test_the_same_chord_has_the_same_chroma() -> None:
    sounds = [synth.chord(notes, 2.0) for notes in ((48, 60, 64, 67), (45, 57, 60, 64))]
    mono = synth.place(sounds, np.arange(0, 16, 2.0), 16)
    chroma = features_of_bars(
        analyze_blocks(mono[:, np.newaxis], synth.RATE), grid(beats(32), 16.0)
    ).chroma
    alike = chroma @ chroma.T
    assert alike[::2, ::2].min() > 0.95
    assert alike[::2, 1::2].max() < 0.8

"""Features of speech: rows of Whisper's encoder, 50 a second, for a recording of any length.

The encoder hears windows of 15 s. They overlap, and in the middle of each overlap one fades into
the next, where both have heard what comes before and after. Its rows also depend on their place in
the window. In 15 s they do less than in the 30 s of transcripts, and phones are recognised from
them as well, at half the cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from backbeat.models.whisper import ROW, WIDTH, Whisper, rows_of
from backbeat.models.whisper_mel import RATE
from backbeat.progress import SILENT, Progress

Float32s = NDArray[np.float32]

ROWS_PER_S = RATE // ROW
"""Rows a second: 50. Row i is of the 20 ms from i / 50 s on."""

_WINDOW_S, _OVERLAP_S, _FADE_S = 15, 5, 1
_WINDOW, _STEP = _WINDOW_S * RATE, (_WINDOW_S - _OVERLAP_S) * RATE
_MARGIN_ROWS = (_OVERLAP_S - _FADE_S) * ROWS_PER_S // 2
_OVERLAP_ROWS, _FADE_ROWS = _OVERLAP_S * ROWS_PER_S, _FADE_S * ROWS_PER_S


def speech_features(samples: Float32s, model: Whisper, progress: Progress = SILENT) -> Float32s:
    """Features of a whole recording, shape (ceil(n / 320), 512).

    Args:
        samples: mono at 16 kHz, shape (n,), full scale 1.0.
        model: the speech model.
        progress: notified after each window.

    Raises:
        CancelledError: the job was cancelled.
    """
    total = -(-len(samples) // ROW)
    result = np.empty((total, WIDTH), np.float32)
    done = 0
    for rows in stream_features([samples], model):
        result[done : done + len(rows)] = rows
        done += len(rows)
        progress(done / total, "Listening to speech")
    return result


def stream_features(blocks: Iterable[Float32s], model: Whisper) -> Iterator[Float32s]:
    """The same features piece by piece, shape (k, 512); memory holds one window.

    Args:
        blocks: sound as for `speech_features`, in blocks one after another.
        model: the speech model.
    """
    tail: Float32s | None = None
    for window, is_last in _windows(blocks):
        rows = rows_of(model.encode(window, _WINDOW))[: -(-len(window) // ROW)]
        if tail is not None:
            rows = _faded(tail, rows)
        if is_last:
            yield rows
            return
        kept = len(rows) - _OVERLAP_ROWS
        yield rows[:kept]
        tail = rows[kept:]


def _faded(tail: Float32s, rows: Float32s) -> Float32s:
    """A window whose beginning is that of the window before it, up to the middle of the overlap."""
    count = min(len(tail), len(rows))
    rise = np.clip((np.arange(count) - _MARGIN_ROWS + 0.5) / _FADE_ROWS, 0.0, 1.0)
    share = rise.astype(np.float32)[:, np.newaxis]
    rows = rows.copy()
    rows[:count] = rows[:count] * share + tail[:count] * (1 - share)
    return rows


def _windows(blocks: Iterable[Float32s]) -> Iterator[tuple[Float32s, bool]]:
    """Overlapping windows, and whether each is the last, which may be shorter."""
    held, count = list[Float32s](), 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count <= _WINDOW:
            continue
        joined = np.concatenate(held)
        while len(joined) > _WINDOW:
            yield joined[:_WINDOW], False
            joined = joined[_STEP:]
        held, count = [joined.copy()], len(joined)
    if count:
        yield np.concatenate(held), True

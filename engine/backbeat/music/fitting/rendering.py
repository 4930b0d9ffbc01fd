"""The sound of an edited song."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from backbeat.music.arrays import Float32s
from backbeat.music.fitting.song_edit import Curve, SongEdit, Stretch


def render(samples: Float32s, rate: int, song_edit: SongEdit) -> Float32s:
    """The song as edited.

    Args:
        samples: of the song, float32, shape (n, channels); they may have another rate and other
            channels than those that the edit was made from.
        rate: Hz.
        song_edit: from `fit` or `best_window`.

    Returns:
        shape (m, channels). Sums are not limited: where two loud sounds cross, a sample may exceed
        full scale as it may in any editor.
    """
    out = np.zeros((_sample(song_edit.length_s, rate), samples.shape[1]), np.float32)
    stretches = song_edit.stretches
    for place, stretch in enumerate(stretches):
        following = stretches[place + 1] if place + 1 < len(stretches) else None
        _add(out, samples, rate, stretch, following)
    _fade(out, rate, song_edit)
    return out


def fade_in(count: int, curve: Curve) -> Float32s:
    """Gains of a crossfade into a stretch, shape (count,); backwards, those out of one."""
    place = (np.arange(count) + 0.5) / max(count, 1)
    gains = np.sin(place * np.pi / 2) if curve is Curve.EQUAL_POWER else place
    return gains.astype(np.float32)


def _sample(time: Fraction, rate: int) -> int:
    return round(time * rate)


def _add(
    out: Float32s, samples: Float32s, rate: int, stretch: Stretch, following: Stretch | None
) -> None:
    start, end = _sample(stretch.start_s, rate), _sample(stretch.end_s, rate)
    source = _sample(stretch.source_start_s, rate)
    into = _sample(stretch.crossfade_s, rate) // 2
    out_of = _sample(following.crossfade_s, rate) // 2 if following else 0
    # What lies beyond either end of the song is silence.
    first, last = source - into, source + end - start + out_of
    piece = samples[max(first, 0) : max(min(last, len(samples)), 0)]
    before = max(-first, 0)
    piece = np.pad(piece, ((before, max(last - first - before - len(piece), 0)), (0, 0)))
    if into:
        piece[: 2 * into] *= fade_in(2 * into, stretch.curve)[:, np.newaxis]
    if out_of and following:
        piece[-2 * out_of :] *= fade_in(2 * out_of, following.curve)[::-1, np.newaxis]
    here = start - into
    skipped = max(-here, 0)
    target = out[max(here, 0) : here + len(piece)]
    target += piece[skipped : skipped + len(target)]


def _fade(out: Float32s, rate: int, song_edit: SongEdit) -> None:
    into = min(_sample(song_edit.fade_in_s, rate), len(out))
    out_of = min(_sample(song_edit.fade_out_s, rate), len(out))
    if into:
        out[:into] *= fade_in(into, Curve.EQUAL_GAIN)[:, np.newaxis]
    if out_of:
        # A square of the cosine: it neither breaks off at its start nor stops dead at its end.
        gains = fade_in(out_of, Curve.EQUAL_POWER)[::-1] ** 2
        out[-out_of:] *= gains[:, np.newaxis]

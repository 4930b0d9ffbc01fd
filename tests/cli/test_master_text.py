"""What `backbeat master` prints about a delivery."""

from __future__ import annotations

import pytest

from backbeat.cli.master_text import _limiting
from backbeat.v1.mastering_pb2 import Delivered


@pytest.mark.parametrize(
    ("reduction_db", "low_db", "high_db", "text"),
    [
        (0, 4.4, 4.4, ", no limiting"),
        (0.01, 1.71, 1.72, ", limited by less than 0.1 dB"),
        (0.3, 2.41, 2.42, ", limited by up to 0.3 dB; +2.4 dB for 90 % of the time"),
        (
            2.6,
            4.1,
            4.6,
            ", limited by up to 2.6 dB; between +4.1 and +4.6 dB for 90 % of the time",
        ),
    ],
)
def test_limiting_in_words(reduction_db: float, low_db: float, high_db: float, text: str) -> None:
    delivered = Delivered(max_reduction_db=reduction_db, gain_low_db=low_db, gain_high_db=high_db)
    assert _limiting(delivered) == text

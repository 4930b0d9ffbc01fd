"""Fixtures that several floors share."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The scoring data beside the checkout; a test that asks for it skips without it."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the scoring data is not beside this checkout")
    return SHARED

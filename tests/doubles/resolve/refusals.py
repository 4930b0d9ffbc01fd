"""What the double raises. Never what Resolve does: Resolve answers False or None and says nothing.

Each is an error of the code under test, or of the double, and fails the test that meets it.
"""

from __future__ import annotations


class Undocumented(AssertionError):  # noqa: N818 - read as a sentence: raises Undocumented
    """A call that no documentation of this version describes: its effect is anybody's guess."""


class NotModelled(NotImplementedError):  # noqa: N818 - read as a sentence
    """A documented call, or a use of one, that the double does not know the effect of."""

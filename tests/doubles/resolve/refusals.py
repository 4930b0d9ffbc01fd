"""What the double raises. Never what Resolve does: Resolve answers False or None and says nothing.

Each is an error of the code under test, or of the double, and fails the test that meets it. None is
an Exception: a script that catches those, to tell its user what went wrong, must not catch these.
"""

from __future__ import annotations


class Undocumented(BaseException):
    """A call that no documentation of this version describes: its effect is anybody's guess."""


class NotModelled(BaseException):
    """A documented call, or a use of one, that the double does not know the effect of."""


class Broken(BaseException):
    """The double itself failed, or what a test hung into it."""


class Stranded(BaseException):
    """The scripted user cannot go on: nothing to click, or a window that waits for ever."""
